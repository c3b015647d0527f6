"""Checks at the start: a carrier that cannot send is found before the first night."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from calls.telephony.base import Carrier


@register()
def carrier_can_send(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """settings.CARRIER names a class with `from_settings()` that gives a `Carrier`."""
    try:
        carrier = import_string(settings.CARRIER).from_settings()
    except (ImportError, AttributeError, KeyError, ValueError) as error:
        return [_wrong(f"CARRIER = {settings.CARRIER!r} cannot be used: {error}.")]
    if not isinstance(carrier, Carrier):
        return [_wrong(f"{settings.CARRIER} lacks a method of calls.telephony.base.Carrier.")]
    return []


def _wrong(what: str) -> Error:
    hint = "Write calls.telephony.twilio.TwilioCarrier, or the path of a carrier of your own."
    return Error(what, hint=hint, id="calls.E001")
