"""Telephones: what goes out (a `Carrier`), and what comes in as plain values."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from calls.telephony.base import Carrier
from calls.telephony.guard import Guarded, lets_through
from calls.telephony.spare import WithASpare

__all__ = ["carrier", "may_be_called"]


@cache
def carrier() -> Carrier:
    """The carrier that settings.CARRIER names, with a second account where there is one;
    outside production, behind the guard."""
    kind = import_string(settings.CARRIER)
    chosen: Carrier = kind.from_settings()
    if settings.TWILIO_SECOND:
        chosen = WithASpare(chosen, kind.from_settings(settings.TWILIO_SECOND))
    return chosen if settings.MODE == "production" else Guarded(chosen, settings.SEND_ONLY_TO)


def may_be_called(number: str) -> bool:
    """Whether the guard lets a call through to this number (E.164), by whatever way it is made."""
    return settings.MODE == "production" or lets_through(number, settings.SEND_ONLY_TO)
