"""What a carrier is: two verbs, a way to look back, and one exception.

A carrier knows no escalation. It takes a number and words, and gives an id.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

Language = Literal["ja-JP", "en-US"]


class Progress(StrEnum):
    """How far a call or an SMS has come, whatever the carrier calls it."""

    QUEUED = "queued"  # the carrier took it
    RINGING = "ringing"
    ANSWERED = "answered"  # somebody, or something, picked up
    COMPLETED = "completed"  # was picked up, and is over
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"
    SENT = "sent"  # handed to the doctor's own network
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the carrier's name of a voice, and how fast, in percent of its own speed."""

    name: str
    language: Language
    rate: int = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A call to be made.

    `say` is spoken while a key is listened for, at most twice; then `after` tells what
    happens without one. Without a `key_url` the words are only spoken.
    """

    to: str  # E.164
    say: tuple[str, ...]
    key_url: str | None
    status_url: str
    fallback_url: str
    ring_for: int  # seconds
    voice: Voice
    after: str


@dataclass(frozen=True, slots=True)
class Text:
    """An SMS to be sent; the carrier forgets it when it is not out after `valid_for` seconds."""

    to: str  # E.164
    body: str
    status_url: str
    valid_for: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """The carrier took it. `queue_seconds` is how long it will wait before it goes out."""

    sid: str
    queue_seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """A call or an SMS as the carrier remembers it; `body` is empty for a call."""

    sid: str
    to: str
    created_at: datetime
    progress: Progress
    body: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the carrier has to find us: what an operator enters at it."""

    voice: str  # somebody calls our number
    voice_fallback: str  # the other address failed
    text: str  # somebody writes to our number


class Problem(StrEnum):
    """What an operator has to mend at the carrier, on the way to it, or here. What the carrier
    found has `account` among its facts, which tells one of two from the other."""

    NO_ANSWER = "no_answer"
    CREDENTIALS = "credentials"
    ACCOUNT = "account"  # suspended or closed; `status`
    TRIAL = "trial"
    BALANCE = "balance"  # `balance`, `currency`
    NOT_OURS = "not_ours"  # `number`
    CANNOT_CALL = "cannot_call"  # `number`
    CANNOT_TEXT = "cannot_text"  # `number`
    VOICE_ADDRESS = "voice_address"  # `number`, `is`, `wanted`
    FALLBACK_ADDRESS = "fallback_address"  # `number`, `is`, `wanted`
    TEXT_ADDRESS = "text_address"  # `number`, `is`, `wanted`
    COUNTRY = "country"  # `country`
    EDGE = "edge"  # `edge`, `wanted`
    CLOCK = "clock"  # `seconds`
    PUBLIC_ADDRESS = "public_address"  # `address`, `what`
    SIGNATURE = "signature"  # `address`
    LINK_ADDRESS = "link_address"  # `address`, `what`
    FIELD_KEYS = "field_keys"  # `number` of texts, `table`


@dataclass(frozen=True)
class Finding:
    """One problem, with what has to be known to mend it."""

    problem: Problem
    facts: dict[str, str] = field(default_factory=dict)


class CarrierError(Exception):
    """The carrier did not take it, or nobody knows whether it did.

    Without any of the marks: not taken, and trying again may help.
    """

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after: float | None = None,
        ours: bool = False,
        down: bool = False,
        closed: bool = False,
    ) -> None:
        super().__init__(message)
        self.code = code
        """The carrier's own error code."""
        self.permanent = permanent
        """This number, on this channel: never again."""
        self.ambiguous = ambiguous
        """It may have been done: look before doing it again."""
        self.retry_after = retry_after
        """Seconds to wait, as the carrier asked."""
        self.ours = ours
        """Credentials, account or sender: no number will do until staff repair it."""
        self.down = down or closed
        """The carrier, or the way to it, answers nothing: whatever is asked."""
        self.closed = closed
        """The account as a whole: nothing at all is taken until then."""

    def while_looking(self) -> "CarrierError":
        """The same, of a look-up: still nobody knows whether it was done."""
        return CarrierError(
            str(self), code=self.code, ambiguous=True, down=self.down, closed=self.closed
        )


@runtime_checkable
class Carrier(Protocol):
    """Every method makes one request at most and raises `CarrierError`."""

    def call(self, call: Call) -> Receipt: ...

    def text(self, text: Text) -> Receipt: ...

    def hang_up(self, sid: str) -> None:
        """End a call; one that has ended already is left as it is."""

    def find_calls(self, to: str) -> list[Found]:
        """The last calls to a number, newest first, those not yet dialled among them."""

    def find_texts(self, to: str) -> list[Found]:
        """The last SMS to a number, newest first."""

    def look_up_call(self, sid: str) -> Found: ...

    def look_up_text(self, sid: str) -> Found: ...

    def probe(self) -> None:
        """Ask something that changes nothing: raises where nothing can be sent either."""

    def preflight(self, addresses: Addresses, now: datetime) -> list[Finding]:
        """What is set up wrongly at the carrier, as far as it tells. Changes nothing there, and
        makes a few requests. Never raises: that it does not answer is a finding, too."""
