"""What a simulated night asks of the product: in memory or on PostgreSQL, the same."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Protocol

from calls.dispatch.orders import News
from calls.dispatch.vocabulary import Channel, OfferState, Status
from calls.simulation.deeds import Deed
from calls.telephony.base import Progress


class Died(BaseException):
    """A process ended at this point, without a word. Nothing may catch it but the night."""


class Answer(StrEnum):
    """What a doctor hears after his answer."""

    YOURS = "yours"
    TAKEN = "taken"
    OVER = "over"
    DECLINED = "declined"


class Fate(Enum):
    """What befalls a worker that places an attempt."""

    FINE = "fine"
    DIES_BEFORE = "the worker dies before the carrier is asked"
    DIES_AFTER = "the worker dies after the carrier said yes"
    FREEZES = "the worker is frozen after the carrier said yes"
    REFUSED = "the carrier refuses, and may take it later"
    INVALID = "the carrier says that the number is invalid"
    SLOW_DOWN = "the carrier asks to come again later"
    UNCLEAR_DONE = "no answer from the carrier, who has done it"
    UNCLEAR_NOT_DONE = "no answer from the carrier, who has not done it"


@dataclass(frozen=True, slots=True)
class Case:
    """What a nurse presses for. The same `request` is the same escalation.

    `attending`: the attending doctor who cannot come is this doctor of the roster. `announced`:
    it is for the patient of whom the station told beforehand.
    """

    request: int
    station: int
    attending: int | None
    announced: bool
    is_drill: bool


class Job(StrEnum):
    """What the watch does when nobody else did."""

    STEP = "step"
    DIAL = "dial"  # a call that waits in line, when its turn has come
    PLACE = "place"
    HANG_UP = "hang up"
    RECONCILE = "reconcile"


class Charge(StrEnum):
    """What somebody in charge hears who takes charge."""

    YOURS = "yours"
    TAKEN = "taken"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom an attempt is: an offer that asks, a notice with its news, or an alarm."""

    escalation: int
    offer: int | None
    doctor: int | None
    news: News | None
    alarm: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the nurse's page shows: where the escalation and each offer stand."""

    status: Status
    wake_at: datetime | None
    offers: tuple[tuple[int, int, OfferState, bool], ...]  # offer, doctor, state, asked


class Line(Protocol):
    """The carrier, as the dispatch sees it."""

    def take(self, channel: Channel, phone: str, key: str) -> str:
        """Make the call or send the SMS. Returns the SID, raises `CarrierError` or `Died`."""

    def find(self, channel: Channel, phone: str) -> list[tuple[str, str]]:
        """(SID, key) of what went to a number, newest first. Raises `CarrierError`."""

    def look_up(self, sid: str) -> Progress: ...

    def hang_up(self, sid: str) -> None: ...


class Dispatch(Protocol):
    """The product. Whatever a method is given is an id; `key` names an attempt."""

    def turn_the_clock(self, seconds: float) -> None:
        """It is now so many seconds after the beginning of the night."""

    def press(self, case: Case) -> int:
        """The nurse presses. Returns the escalation."""

    def deed(self, deed: Deed, escalation: int, offer: int | None) -> None: ...

    def answer(self, offer: int, yes: bool, phone: str) -> Answer:
        """By a key on this telephone, or, where it is empty, on his page."""

    def not_him(self, offer: int, phone: str) -> None:
        """Whoever picked up this telephone is not the doctor."""

    def hear(self, phone: str, yes: bool | None) -> int:
        """An SMS came from this number, None: with words that nobody understands. Returns how
        many SMS go back as an answer."""

    def take_charge(self, alarm: int) -> Charge:
        """Whoever was alarmed takes care of it."""

    def reported(self, key: str, sid: str, progress: Progress) -> None: ...

    def place(self, attempt: int) -> None:
        """As a worker does; what befalls it is the line's affair."""

    def place_frozen(self, attempt: int) -> object | None:
        """As `place`, but what the carrier said is not written down yet."""

    def thaw(self, frozen: object) -> None:
        """The frozen worker goes on, however late."""

    def do(self, job: Job, number: int) -> None: ...

    def due(self) -> list[tuple[Job, int]]: ...

    def next_look(self) -> float | None:
        """Seconds into the night at which something will be due, None for never."""

    def new_attempts(self) -> list[int]:
        """What has been planned since the last time: a worker is woken for each."""

    def die_before_the_commit(self) -> None:
        """The next transaction never comes to its end: `Died` is raised."""

    def owner(self, key: str) -> Owner: ...

    def status(self, escalation: int) -> Status: ...

    def seen(self, escalation: int) -> Seen: ...

    def offer_state(self, offer: int) -> OfferState: ...

    def make_unavailable(self, doctor: int, unavailable: bool) -> None: ...

    def close_clinic(self, clinic: int, closed: bool) -> None: ...

    def leave(self, doctor: int) -> None: ...

    def change_number(self, doctor: int) -> None: ...

    def check(self) -> None:
        """I1 to I7. Raises `Broken`."""
