"""Twilio's API 2010-04-01 as its OpenAPI description publishes it, for the requests we make.

From github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json at commit 00c8d36, the
operations CreateCall, ListCall, FetchCall, UpdateCall, CreateMessage, ListMessage,
FetchMessage, FetchAccount, FetchBalance and ListIncomingPhoneNumber, and one of voice_v1.
Limits that stand in a parameter's description are checked as well.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

ACCOUNT = r"/2010-04-01/Accounts/AC[0-9a-fA-F]{32}"


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    parameters: dict[str, Any]
    required: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()


def uri(value):
    parts = urlsplit(value)
    # "URLs must contain a valid hostname (underscores are not permitted)."
    return parts.scheme in ("http", "https") and parts.hostname and "_" not in parts.hostname


def number(value):
    return re.fullmatch(r"\+[1-9]\d{6,14}", value)


def twiml(value):
    return len(value) <= 4000 and ElementTree.fromstring(value).tag == "Response"


def sid(prefix):
    return lambda value: re.fullmatch(prefix + "[0-9a-fA-F]{32}", value)


def whole(low=0, high=2**31):
    return lambda value: re.fullmatch(r"\d+", value) and low <= int(value) <= high


def words(*allowed):
    return lambda value: value in allowed


def text(longest=4000):
    return lambda value: 0 < len(value) <= longest


def day(value):
    return date.fromisoformat(value[:10])


HTTP_METHOD = words("GET", "POST")
BOOLEAN = words("true", "false")
PAGING = {"PageSize": whole(1, 1000), "Page": whole(), "PageToken": text()}
CALL_INSTRUCTIONS = {
    "Url": uri,
    "Method": HTTP_METHOD,
    "FallbackUrl": uri,
    "FallbackMethod": HTTP_METHOD,
    "StatusCallback": uri,
    "StatusCallbackMethod": HTTP_METHOD,
    "Twiml": twiml,
    "TimeLimit": whole(1),
}
OPERATIONS = {
    "CreateCall": Operation(
        "POST",
        f"{ACCOUNT}/Calls.json",
        CALL_INSTRUCTIONS
        | {
            "To": number,
            "From": number,
            "StatusCallbackEvent": words("initiated", "ringing", "answered", "completed"),
            "Timeout": whole(0, 600),
            "SendDigits": text(32),
            "Record": BOOLEAN,
            "MachineDetection": words("Enable", "DetectMessageEnd"),
            "CallReason": text(),
            "ApplicationSid": sid("AP"),
        },
        required=("To", "From"),
        one_of=(("Url", "Twiml", "ApplicationSid"),),
    ),
    "UpdateCall": Operation(
        "POST",
        rf"{ACCOUNT}/Calls/CA[0-9a-fA-F]{{32}}\.json",
        CALL_INSTRUCTIONS | {"Status": words("canceled", "completed")},
    ),
    "FetchCall": Operation("GET", rf"{ACCOUNT}/Calls/CA[0-9a-fA-F]{{32}}\.json", {}),
    "ListCall": Operation(
        "GET",
        f"{ACCOUNT}/Calls.json",
        PAGING | {"To": number, "From": number, "StartTime": day, "EndTime": day},
    ),
    "CreateMessage": Operation(
        "POST",
        f"{ACCOUNT}/Messages.json",
        {
            "To": number,
            "From": number,
            "Body": text(1600),
            "StatusCallback": uri,
            "ValidityPeriod": whole(1, 36000),
            "SmartEncoded": BOOLEAN,
            "MessagingServiceSid": sid("MG"),
        },
        required=("To",),
        one_of=(("From", "MessagingServiceSid"), ("Body", "MediaUrl", "ContentSid")),
    ),
    "FetchMessage": Operation("GET", rf"{ACCOUNT}/Messages/(SM|MM)[0-9a-fA-F]{{32}}\.json", {}),
    "ListMessage": Operation(
        "GET", f"{ACCOUNT}/Messages.json", PAGING | {"To": number, "From": number, "DateSent": day}
    ),
    "FetchAccount": Operation("GET", rf"{ACCOUNT}\.json", {}),
    "FetchBalance": Operation("GET", rf"{ACCOUNT}/Balance\.json", {}),
    "ListIncomingPhoneNumber": Operation(
        "GET", f"{ACCOUNT}/IncomingPhoneNumbers.json", PAGING | {"PhoneNumber": text()}
    ),
    # From twilio_voice_v1.json.
    "FetchDialingPermissionsCountry": Operation(
        "GET", r"/v1/DialingPermissions/Countries/[A-Z]{2}", {}
    ),
}
REPEATABLE = {"StatusCallbackEvent"}


def operation_of(method, path):
    """The name of the one documented operation that this request is."""
    [name] = [
        name
        for name, operation in OPERATIONS.items()
        if operation.method == method and re.fullmatch(operation.path, path)
    ]
    return name


def violations(name, given):
    """What is wrong with the parameters of a request, as sentences."""
    operation = OPERATIONS[name]
    found = [f"{key} is missing" for key in operation.required if key not in given]
    for group in operation.one_of:
        if sum(key in given for key in group) != 1:
            found.append(f"exactly one of {group} is wanted")
    for key, values in given.items():
        check = operation.parameters.get(key)
        if check is None:
            found.append(f"{key} is not documented")
        elif len(values) > 1 and key not in REPEATABLE:
            found.append(f"{key} was given twice")
        else:
            found += [f"{key}={value!r} is malformed" for value in values if not check(value)]
    return found
