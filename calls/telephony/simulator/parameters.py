"""The parameters of Twilio's API 2010-04-01, as documented, and what makes one invalid.

Twilio itself lets an unknown name pass; the simulator refuses it, so that a typing error
in an adapter is found here and not on the night on which the parameter was needed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from .errors import INVALID_PARAMETER, TwilioError

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Parameter:
    """One documented parameter: the check of its value and the error code of a bad one."""

    check: Check
    code: int = INVALID_PARAMETER
    repeatable: bool = False


def pattern(expression: str) -> Check:
    compiled = re.compile(expression)
    return lambda value: compiled.fullmatch(value) is not None


def integer(low: int, high: int) -> Check:
    return lambda value: re.fullmatch(r"-?\d{1,9}", value) is not None and low <= int(value) <= high


def one_of(*words: str) -> Check:
    return lambda value: value in words


def at_most(length: int) -> Check:
    return lambda value: 0 < len(value) <= length


def absolute_url(value: str) -> bool:
    """Twilio takes http and https, up to 4000 characters, no underscore in the host."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = re.search(r"[\s<>\"]", value) is None
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and "_" not in host
        and len(value) <= 4000
        and plain
    )


def moment(value: str) -> bool:
    """`2026-01-31` or `2026-01-31T22:15:00Z`."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


phone_number = pattern(r"\+[1-9]\d{6,14}")
sender = pattern(r"\+[1-9]\d{6,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
boolean = one_of("true", "false")
http_method = one_of("GET", "POST")
anything = at_most(4000)


def sid(prefix: str) -> Check:
    return pattern(prefix + "[0-9a-fA-F]{32}")


CALL_INSTRUCTIONS = {
    "Url": Parameter(absolute_url, 21205),
    "Method": Parameter(http_method, 21209),
    "FallbackUrl": Parameter(absolute_url, 21205),
    "FallbackMethod": Parameter(http_method, 21209),
    "StatusCallback": Parameter(absolute_url, 21205),
    "StatusCallbackMethod": Parameter(http_method, 21209),
    "Twiml": Parameter(at_most(4000)),
    "TimeLimit": Parameter(integer(1, 86400)),
}
CALL_CREATE = {
    **CALL_INSTRUCTIONS,
    "To": Parameter(phone_number, 21211),
    "From": Parameter(phone_number, 21212),
    "StatusCallbackEvent": Parameter(
        one_of("initiated", "ringing", "answered", "completed"), 21626, repeatable=True
    ),
    "SendDigits": Parameter(pattern(r"[0-9A-D#*wW]{0,32}"), 21206),
    "Timeout": Parameter(integer(0, 600), 21208),
    "ApplicationSid": Parameter(sid("AP"), 21218),
    "Record": Parameter(boolean),
    "RecordingChannels": Parameter(one_of("mono", "dual")),
    "RecordingStatusCallback": Parameter(absolute_url, 21205),
    "RecordingStatusCallbackMethod": Parameter(http_method, 21209),
    "RecordingStatusCallbackEvent": Parameter(
        one_of("in-progress", "completed", "absent"), repeatable=True
    ),
    "RecordingConfigurationId": Parameter(anything),
    "RecordingTrack": Parameter(one_of("inbound", "outbound", "both")),
    "Trim": Parameter(one_of("trim-silence", "do-not-trim")),
    "SipAuthUsername": Parameter(anything),
    "SipAuthPassword": Parameter(anything),
    "MachineDetection": Parameter(one_of("Enable", "DetectMessageEnd"), 21207),
    "MachineDetectionTimeout": Parameter(integer(3, 59)),
    "MachineDetectionSpeechThreshold": Parameter(integer(1000, 6000)),
    "MachineDetectionSpeechEndThreshold": Parameter(integer(500, 5000)),
    "MachineDetectionSilenceTimeout": Parameter(integer(2000, 10000)),
    "AsyncAmd": Parameter(boolean),
    "AsyncAmdStatusCallback": Parameter(absolute_url, 21205),
    "AsyncAmdStatusCallbackMethod": Parameter(http_method, 21209),
    "CallerId": Parameter(anything),
    "Passports": Parameter(anything),
    "Byoc": Parameter(sid("BY")),
    "CallReason": Parameter(at_most(50)),
    "CallToken": Parameter(anything),
    "ClientNotificationUrl": Parameter(absolute_url, 21205),
}
CALL_UPDATE = {**CALL_INSTRUCTIONS, "Status": Parameter(one_of("canceled", "completed"))}
MESSAGE_CREATE = {
    "To": Parameter(phone_number, 21211),
    "From": Parameter(sender, 21212),
    "MessagingServiceSid": Parameter(sid("MG"), 21701),
    "Body": Parameter(at_most(1600), 21617),
    "StatusCallback": Parameter(absolute_url, 21609),
    "ValidityPeriod": Parameter(integer(1, 36000), 21624),
    "ApplicationSid": Parameter(sid("AP"), 21218),
    "MaxPrice": Parameter(pattern(r"\d+(\.\d+)?")),
    "ProvideFeedback": Parameter(boolean),
    "Attempt": Parameter(integer(1, 999)),
    "ForceDelivery": Parameter(boolean),
    "ContentRetention": Parameter(one_of("retain", "discard")),
    "AddressRetention": Parameter(one_of("retain", "obfuscate")),
    "SmartEncoded": Parameter(boolean),
    "PersistentAction": Parameter(anything, repeatable=True),
    "TrafficType": Parameter(one_of("free")),
    "ShortenUrls": Parameter(boolean),
    "ScheduleType": Parameter(one_of("fixed")),
    "SendAt": Parameter(moment),
    "SendAsMms": Parameter(boolean),
    "ContentVariables": Parameter(anything),
    "MessageIntent": Parameter(anything),
    "RiskCheck": Parameter(one_of("enable", "disable")),
    "FallbackFrom": Parameter(sender),
    "MediaUrl": Parameter(absolute_url, 21620, repeatable=True),
    "ContentSid": Parameter(sid("HX")),
}
PAGING = {
    "PageSize": Parameter(integer(1, 1000)),
    "Page": Parameter(integer(0, 10**6)),
    "PageToken": Parameter(anything),
}
NUMBER_LIST = {
    **PAGING,
    "PhoneNumber": Parameter(anything),
    "FriendlyName": Parameter(anything),
    "Beta": Parameter(boolean),
    "Origin": Parameter(anything),
}
CALL_LIST = {
    **PAGING,
    "To": Parameter(anything),
    "From": Parameter(anything),
    "ParentCallSid": Parameter(sid("CA")),
    "Status": Parameter(
        one_of(
            "queued",
            "ringing",
            "in-progress",
            "completed",
            "busy",
            "failed",
            "no-answer",
            "canceled",
        )
    ),
    **{f"StartTime{sign}": Parameter(moment) for sign in ("", "<", ">")},
    **{f"EndTime{sign}": Parameter(moment) for sign in ("", "<", ">")},
}
MESSAGE_LIST = {
    **PAGING,
    "To": Parameter(anything),
    "From": Parameter(anything),
    **{f"DateSent{sign}": Parameter(moment) for sign in ("", "<", ">")},
}


def check_parameters(
    given: Mapping[str, list[str]], documented: Mapping[str, Parameter]
) -> dict[str, list[str]]:
    """Return what was given, or raise the `TwilioError` for the first thing wrong with it."""
    for name, values in given.items():
        parameter = documented.get(name)
        if parameter is None:
            raise TwilioError(20001, f"Unknown parameters: {name}")
        if len(values) > 1 and not parameter.repeatable:
            raise TwilioError(INVALID_PARAMETER, f"'{name}' was given {len(values)} times.")
        for value in values:
            if not parameter.check(value):
                raise TwilioError(parameter.code, f"Invalid '{name}': {value[:200]}")
    return dict(given)


def require_call(given: Mapping[str, list[str]]) -> None:
    """Raise unless a new call has all that Twilio asks for."""
    if not given.get("To"):
        raise TwilioError(21201, "No 'To' number is specified")
    if not given.get("From"):
        raise TwilioError(21213, "'From' phone number is required")
    if not any(given.get(name) for name in ("Url", "Twiml", "ApplicationSid")):
        raise TwilioError(21205, "Url parameter is required.")


def require_message(given: Mapping[str, list[str]]) -> None:
    """Raise unless a new message has all that Twilio asks for."""
    if not given.get("To"):
        raise TwilioError(21604, "A 'To' phone number is required.")
    if not (given.get("From") or given.get("MessagingServiceSid")):
        raise TwilioError(21603, "A 'From' phone number is required.")
    if not any(any(given.get(name, ())) for name in ("Body", "MediaUrl", "ContentSid")):
        raise TwilioError(21602, "Message body is required.")
