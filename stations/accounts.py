"""Who may get an account: nobody by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedPeopleOnly(DefaultAccountAdapter):
    """Accounts are made by staff; there is no sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
