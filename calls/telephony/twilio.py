"""Twilio, through its official SDK: one request for each verb."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

from django.conf import settings
from requests import RequestException
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from calls.telephony import speech, statuses
from calls.telephony.base import (
    Addresses,
    Call,
    CarrierError,
    Finding,
    Found,
    Progress,
    Receipt,
    Text,
)
from calls.telephony.twilio_errors import verdict
from calls.telephony.twilio_http import BoundedHttpClient
from calls.telephony.twilio_preflight import TOKYO, Preflight

# Seconds to connect, and to wait for an answer. An attempt's lease is longer than both.
TIMEOUTS = (2.0, 5.0)
# Seconds. The words end after 45, so a machine that listens is soon alone; this leaves room for
# the answer, and for a talk with the nurse of as long as `speech.TALK_FOR`.
TIME_LIMIT = 1200
# Seconds, Twilio's own bounds for an SMS that waits in its queue.
SHORTEST_VALIDITY, LONGEST_VALIDITY = 1, 36_000
# How far back one looks after an ambiguous answer. More than one number gets in an hour.
LOOK_BACK = 20
EVENTS = ["initiated", "ringing", "answered", "completed"]
# HTTP: who we are is not known, or what we want is not allowed.
UNKNOWN_TO_THEM = 401
REFUSED_US = (UNKNOWN_TO_THEM, 403)
# Hanging up a call that is over, or that Twilio does not know (any more).
ALREADY_OVER = {21220, 20404}


class TwilioCarrier:
    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        voice_from: str,
        sms_from: str,
        api_base_url: str = "",
        edge: str = "",
        timeouts: tuple[float, float] = TIMEOUTS,
    ) -> None:
        """`api_base_url` is empty for Twilio itself; an own one excludes an edge."""
        # An own address is on this machine or in this network: no proxy stands before it.
        http = BoundedHttpClient(timeouts=timeouts, through_proxy=not api_base_url)
        self._client = Client(account_sid, auth_token, http_client=http)
        # The SDK also reads both from the environment, and takes an own host name apart.
        self._client.edge = None if api_base_url else edge or None
        self._client.region = None
        # The SDK loads its API, most of a second, when it is first touched: here, and not
        # while the first doctor's telephone should ring.
        api = self._client.api
        if api_base_url:
            api.base_url = self._client.voice.base_url = api_base_url
        self._http, self._edge, self._is_twilio = http, edge, not api_base_url
        self._voice_from = voice_from
        self._sms_from = sms_from

    @classmethod
    def from_settings(cls, own: dict[str, str] | None = None) -> Self:
        """`own`: of another account than the installation's first."""
        own = own or settings.TWILIO
        return cls(
            account_sid=own["ACCOUNT_SID"],
            auth_token=own["AUTH_TOKEN"],
            voice_from=own["VOICE_FROM"],
            sms_from=own["SMS_FROM"],
            api_base_url=own["API_BASE_URL"],
            edge=own["EDGE"],
        )

    def call(self, call: Call) -> Receipt:
        script = _script(call)
        with _asking(changes=True):
            made = self._client.calls.create(
                to=call.to,
                from_=self._voice_from,
                twiml=script,
                timeout=call.ring_for,
                time_limit=TIME_LIMIT,
                status_callback=call.status_url,
                status_callback_event=EVENTS,
                fallback_url=call.fallback_url,
            )
            return Receipt(_sid(made.sid), int(made.queue_time or 0) / 1000)

    def text(self, text: Text) -> Receipt:
        with _asking(changes=True):
            made = self._client.messages.create(
                to=text.to,
                from_=self._sms_from,
                body=text.body,
                status_callback=text.status_url,
                validity_period=min(max(text.valid_for, SHORTEST_VALIDITY), LONGEST_VALIDITY),
            )
            return Receipt(_sid(made.sid), 0.0)

    def hang_up(self, sid: str) -> None:
        try:
            with _asking():
                self._client.calls(sid).update(status="completed")
        except CarrierError as error:
            if error.code not in ALREADY_OVER:
                raise

    def find_calls(self, to: str) -> list[Found]:
        return self._newest_first(self._client.calls.list, to, statuses.CALL)

    def find_texts(self, to: str) -> list[Found]:
        return self._newest_first(self._client.messages.list, to, statuses.MESSAGE)

    def look_up_call(self, sid: str) -> Found:
        with _asking():
            return _found(self._client.calls(sid).fetch(), statuses.CALL)

    def look_up_text(self, sid: str) -> Found:
        with _asking():
            return _found(self._client.messages(sid).fetch(), statuses.MESSAGE)

    def probe(self) -> None:
        """A closed account can be read, but sends nothing; its calls can no longer be listed."""
        with _asking():
            self._client.calls.list(to=self._voice_from, limit=1, page_size=1)

    def preflight(self, addresses: Addresses, now: datetime) -> list[Finding]:
        return Preflight(
            client=self._client,
            http=self._http,
            asking=_asking,
            voice_from=self._voice_from,
            sms_from=self._sms_from,
            edge=self._edge if self._is_twilio else TOKYO,
        ).look(addresses, now)

    def _newest_first(
        self, read: Callable[..., list[Any]], to: str, words: dict[str, Progress]
    ) -> list[Found]:
        """By number alone: a call that still waits at Twilio has no start time to ask for."""
        with _asking():
            rows = read(to=to, limit=LOOK_BACK, page_size=LOOK_BACK)
            found = [_found(row, words) for row in rows if row.direction != "inbound"]
        return sorted(found, key=lambda one: one.created_at, reverse=True)


def _script(call: Call) -> str:
    try:
        if call.key_url is None:
            return speech.tell(call.say, voice=call.voice)
        return speech.listen(call.say, after=call.after, key_url=call.key_url, voice=call.voice)
    except speech.TooLong as error:
        raise CarrierError(str(error), ours=True) from error


def _found(row: Any, words: dict[str, Progress]) -> Found:
    """A status that Twilio added since is taken for the earliest: the callbacks tell more."""
    return Found(
        sid=_sid(row.sid),
        to=row.to or "",
        created_at=row.date_created or datetime.min.replace(tzinfo=UTC),
        progress=words.get(row.status, Progress.QUEUED),
        body=getattr(row, "body", None) or "",
    )


def _sid(value: str | None) -> str:
    if not value:
        raise CarrierError("Twilio's answer has no SID.", ambiguous=True)
    return value


@contextmanager
def _asking(*, changes: bool = False) -> Iterator[None]:
    """Turn whatever goes wrong into a `CarrierError`.

    Only a request that `changes` something can be ambiguous, and then only when it may have
    arrived: after a time-out, a broken connection, an answer of 5xx or one without sense.
    """
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        mark = verdict(error.code)
        raise CarrierError(
            f"Twilio refused with HTTP {error.status}, code {error.code}.",
            code=error.code,
            permanent=mark.permanent,
            ours=mark.ours or error.status in REFUSED_US,
            closed=mark.closed or error.status == UNKNOWN_TO_THEM,
            ambiguous=changes and error.status >= 500,
            down=error.status >= 500,
        ) from error
    except RequestException as error:
        raise CarrierError(
            f"No answer from Twilio: {type(error).__name__}.",
            ambiguous=changes and not _never_arrived(error),
            down=True,
        ) from error
    except (TwilioException, ValueError) as error:
        raise CarrierError(
            "Twilio's answer makes no sense.", ambiguous=changes, down=True
        ) from error


def _never_arrived(error: RequestException) -> bool:
    """Whether no connection came about, so that certainly nothing was done."""
    if isinstance(error, ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return (
        isinstance(error, NoConnection)
        and isinstance(cause, MaxRetryError)
        and isinstance(cause.reason, NewConnectionError)
    )
