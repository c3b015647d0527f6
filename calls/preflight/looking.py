"""What the carrier says of our account, whether the world reaches us, and whether our keys open
what is stored.
"""

import secrets
from collections.abc import Iterator

import requests
from django.conf import settings
from django.db.models import Model

from calls.dispatch import clock
from calls.models import Escalation, Handover, VisitReport
from calls.telephony import carrier
from calls.telephony.base import Addresses, Finding, Problem
from calls.telephony.inbound import signed
from stations.models import Patient
from stations.unreadable import Unreadable

TIMEOUTS = (3.0, 5.0)  # seconds, to connect and for an answer
ROUND_TRIP = "/twilio/preflight"
HOLD_CLINICAL_TEXT: tuple[type[Model], ...] = (Escalation, Handover, VisitReport, Patient)
NEWEST = 100


def preflight() -> list[Finding]:
    """Everything that would not hold; nothing where all is well. Never raises for a finding."""
    return [
        *carrier().preflight(our_addresses(), clock.now()),
        *_round_trip(),
        *_links(),
        *_clinical_text(),
    ]


def our_addresses() -> Addresses:
    """What has to stand at the carrier, beside our numbers."""
    base = settings.PUBLIC_BASE_URL
    return Addresses(
        voice=f"{base}/twilio/voice",
        voice_fallback=f"{base}/twilio/voice/fallback",
        text=f"{base}/twilio/sms",
    )


def _round_trip() -> Iterator[Finding]:
    """A request as the carrier would send it: through name, certificate and proxy, with its
    signature. It has to come back in."""
    address, nonce = settings.PUBLIC_BASE_URL + ROUND_TRIP, secrets.token_hex(8)
    body = {"Nonce": nonce}
    try:
        answer = requests.post(
            address, body, headers=signed(address, body), timeout=TIMEOUTS, allow_redirects=False
        )
    except requests.RequestException as error:
        facts = {"address": address, "what": type(error).__name__}
        yield Finding(Problem.PUBLIC_ADDRESS, facts)
        return
    if answer.status_code == requests.codes.forbidden:
        yield Finding(Problem.SIGNATURE, {"address": address})
    elif answer.status_code != requests.codes.ok or answer.text != nonce:
        facts = {"address": address, "what": f"HTTP {answer.status_code}"}
        yield Finding(Problem.PUBLIC_ADDRESS, facts)


def _links() -> Iterator[Finding]:
    """Whether the short address in an SMS leads to us."""
    address = f"{settings.LINK_BASE_URL}/healthz"
    try:
        answer = requests.get(address, timeout=TIMEOUTS, allow_redirects=False)
        ours = answer.status_code == requests.codes.ok and answer.text == "ok"
        what = "" if ours else f"HTTP {answer.status_code}"
    except requests.RequestException as error:
        what = type(error).__name__
    if what:
        yield Finding(Problem.LINK_ADDRESS, {"address": address, "what": what})


def _clinical_text() -> Iterator[Finding]:
    """Whether it can be read; a backup brought back without its keys looks like this."""
    for model in HOLD_CLINICAL_TEXT:
        newest = model._default_manager.order_by("-pk")[:NEWEST]
        number = sum(map(_is_closed, newest))
        if number:
            facts = {"number": str(number), "table": str(model._meta.verbose_name)}
            yield Finding(Problem.FIELD_KEYS, facts)


def _is_closed(row: Model) -> bool:
    return any(isinstance(value, Unreadable) for value in vars(row).values())
