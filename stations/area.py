"""What may stand in an area (町名), which goes out by SMS and is spoken."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# House numbers, rooms and names stay out of it.
TOO_EXACT = re.compile(r"\d\s*[-‐‑–—―−ーｰ－の]\s*\d|番地|番\s*\d|\d\s*号室|様$|さん$|邸$")


def no_more_than_a_town(area: str) -> None:
    """Refuse what looks like a house or a person. Raises `ValidationError`."""
    if TOO_EXACT.search(area):
        raise ValidationError(
            _("Only the part of town: doctors get it by SMS. House and name go further down.")
        )
