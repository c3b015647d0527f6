"""Telephones: what goes out (a `Carrier`), and what comes in as plain values."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from calls.telephony.base import Carrier
from calls.telephony.guard import Guarded

__all__ = ["carrier"]


@cache
def carrier() -> Carrier:
    """The carrier that settings.CARRIER names; outside production, behind the guard."""
    chosen: Carrier = import_string(settings.CARRIER).from_settings()
    return chosen if settings.MODE == "production" else Guarded(chosen, settings.SEND_ONLY_TO)
