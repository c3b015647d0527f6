"""Requests as Twilio sends them, signed or not."""

from xml.etree import ElementTree

from django.conf import settings
from django.test import Client
from twilio.request_validator import RequestValidator

FORGED = "A" * 27 + "="


def post(path, *, signature=None, client=None, **parameters):
    """A signed POST; give a `signature` to send a wrong one, `""` for none."""
    if signature is None:
        validator = RequestValidator(settings.TWILIO["AUTH_TOKEN"])
        signature = validator.compute_signature(settings.PUBLIC_BASE_URL + path, parameters)
    headers = {"X-Twilio-Signature": signature} if signature else {}
    return (client or Client()).post(path, parameters, headers=headers)


def press_key(attempt, digits, step="key", **more):
    """`step`: at which of the questions of the call."""
    parameters = {"CallSid": sid_of(attempt), "CallStatus": "in-progress", "Digits": digits}
    parameters |= {"From": "+815000000001", "To": attempt.number}
    return post(f"/twilio/voice/{attempt.key}/{step}", **parameters, **more)


def report(attempt, status, *, code="", **more):
    """A status callback of the attempt's call or SMS."""
    if attempt.channel == "voice":
        path, names = "voice", ("CallSid", "CallStatus")
    else:
        path, names = "sms", ("MessageSid", "MessageStatus")
    parameters = dict(zip(names, (sid_of(attempt), status), strict=True))
    if code:
        parameters["ErrorCode"] = str(code)
    return post(f"/twilio/{path}/{attempt.key}/status", **parameters, **more)


def send_sms(sender, body, *, sid="SM" + "f" * 32, **more):
    parameters = {"MessageSid": sid, "From": sender, "To": "+815000000001", "Body": body}
    return post("/twilio/sms", **parameters, **more)


def sid_of(attempt):
    """The SID that the carrier gave, or would give when ours does not know it yet."""
    prefix = "CA" if attempt.channel == "voice" else "SM"
    return attempt.sid or f"{prefix}{attempt.pk:032x}"


def said(response):
    """Every sentence that is spoken or written back."""
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(response.content)
    return ["".join(one.itertext()) for one in root.iter() if one.tag in ("Say", "Message")]


def verbs(response):
    return [verb.tag for verb in ElementTree.fromstring(response.content)]


def asked(response):
    """The questions of the call, by the last part of where a key goes."""
    gathers = ElementTree.fromstring(response.content).iter("Gather")
    return [gather.get("action").rsplit("/", 1)[-1] for gather in gathers]
