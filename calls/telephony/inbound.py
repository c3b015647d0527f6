"""What Twilio sends us: proven to be Twilio's, then turned into plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from twilio.request_validator import RequestValidator

from calls.telephony import statuses
from calls.telephony.base import Progress
from calls.telephony.twilio_errors import verdict

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SIGNATURE = "X-Twilio-Signature"
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How far a call or an SMS has come.

    `status` is Twilio's word, `progress` ours, None where we have no use for it; `code`
    says why something failed; `sequence` orders the reports of one call (SMS have none).
    """

    sid: str
    status: str
    progress: Progress | None
    code: int | None
    sequence: int | None

    @property
    def permanent(self) -> bool:
        """Whether the code says that this number can never be reached so."""
        return verdict(self.code).permanent


@dataclass(frozen=True, slots=True)
class KeyPress:
    """`caller` and `called` are the two ends of the call (E.164). A key that is brought again
    stands in the address, which is signed like the rest."""

    sid: str
    digits: str
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class InboundText:
    """An SMS from outside. `sender` is what its network says: it can be forged."""

    sid: str
    sender: str
    body: str


@dataclass(frozen=True, slots=True)
class InboundCall:
    """Somebody calls our number. `caller` is what his network says: it can be forged."""

    caller: str


def verified(view: View[P]) -> View[P]:
    """Let only POST requests through that Twilio signed; 403 for anything else."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST" or not _is_signed(request):
            return HttpResponseForbidden()
        return view(request, *args, **kwargs)

    return guarded


def call_status(request: HttpRequest) -> StatusReport:
    return _status(request, "CallSid", "CallStatus", statuses.CALL)


def text_status(request: HttpRequest) -> StatusReport:
    return _status(request, "MessageSid", "MessageStatus", statuses.MESSAGE)


def key_press(request: HttpRequest) -> KeyPress:
    return KeyPress(
        sid=_given(request, "CallSid"),
        digits=request.POST.get("Digits", "") or request.GET.get("Digits", ""),
        caller=request.POST.get("From", ""),
        called=request.POST.get("To", ""),
    )


def our_number(request: HttpRequest) -> str:
    """Which of ours the call goes by: only that one may be shown to whoever is called next."""
    ours = {settings.TWILIO["VOICE_FROM"], settings.TWILIO_SECOND.get("VOICE_FROM", "")}
    ends = (request.POST.get("From", ""), request.POST.get("To", ""))
    return next((end for end in ends if end in ours), settings.TWILIO["VOICE_FROM"])


def inbound_call(request: HttpRequest) -> InboundCall:
    return InboundCall(_given(request, "From"))


def was_connected(request: HttpRequest) -> bool:
    """Whether the two who were to be connected could talk; of a machine it would not be true,
    for it presses no key."""
    return request.POST.get("DialBridged", "") == "true"


def inbound_text(request: HttpRequest) -> InboundText:
    return InboundText(
        sid=_given(request, "MessageSid"),
        sender=_given(request, "From"),
        body=request.POST.get("Body", ""),
    )


def signed(url: str, parameters: dict[str, str]) -> dict[str, str]:
    """The header by which a request of our own is taken for Twilio's."""
    validator = RequestValidator(settings.TWILIO["AUTH_TOKEN"])
    return {SIGNATURE: validator.compute_signature(url, parameters)}


def _is_signed(request: HttpRequest) -> bool:
    """By the auth token of either account, or by the old one while it is being replaced.

    The address is the configured one: the Host header is the sender's to choose.
    """
    signature = request.headers.get(SIGNATURE, "")
    url = settings.PUBLIC_BASE_URL + request.get_full_path()
    tokens = [
        account.get(name, "")
        for account in (settings.TWILIO, settings.TWILIO_SECOND)
        for name in ("AUTH_TOKEN", "AUTH_TOKEN_OLD")
    ]
    try:
        return any(
            RequestValidator(token).validate(url, request.POST, signature)
            for token in tokens
            if token
        )
    except UNREADABLE:
        return False


def _status(
    request: HttpRequest, sid: str, status: str, words: dict[str, Progress]
) -> StatusReport:
    word = _given(request, status)
    return StatusReport(
        sid=_given(request, sid),
        status=word,
        progress=words.get(word),
        code=_number(request.POST.get("ErrorCode", "")),
        sequence=_number(request.POST.get("SequenceNumber", "")),
    )


def nonce(request: HttpRequest) -> str:
    """What a request of our own brought along, to be given back."""
    return _given(request, "Nonce")


def _given(request: HttpRequest, name: str) -> str:
    """A parameter that Twilio always sends. Raises `PermissionDenied`, which answers 403."""
    value = request.POST.get(name, "")
    if not value:
        raise PermissionDenied(f"{name} is missing.")
    return value


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None
