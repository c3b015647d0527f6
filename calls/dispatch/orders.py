"""Orders that go out from the decision: what has to be done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calls.dispatch.vocabulary import Bar, Channel, OfferState, Status, Why


class News(StrEnum):
    """What somebody is told. The words are in templates."""

    ACCEPTED = "accepted"  # to the nurse: who comes
    NOBODY = "nobody"  # to the nurse: everyone was asked
    CONFIRM = "confirm"  # to both: have you spoken?
    STILL_OPEN = "still_open"  # to the nurse, the next morning
    YOURS = "yours"  # to the doctor, after a yes by key or reply: the link to his page
    TAKEN = "taken"  # to a doctor who was asked: a colleague goes
    OVER = "over"  # to a doctor who was asked: called off
    RELEASED = "released"  # to the doctor who had accepted: the nurse looks for another
    HANDED_BACK = "handed_back"  # to the nurse: he cannot go, the search goes on
    ARRIVAL = "arrival"  # to the nurse: when he will be there, by his own word
    NEW_NUMBER = "new_number"  # to the doctor who accepted: where he reaches the nurse
    RANG_YOU = "rang_you"  # to the nurse: he rang her in vain, and waits for her call
    IN_CHARGE = "in_charge"  # to the nurse: somebody in charge takes care of it
    SOLVED = "solved"  # to whoever took charge by telephone or link: it needs him no longer


@dataclass(frozen=True, slots=True)
class Plan:
    """One call or one SMS to be made."""

    contact: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Ask:
    """Begin a doctor's turn."""

    offer: int
    plans: tuple[Plan, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Try:
    """Go on with his turn by another channel or number."""

    offer: int
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Extend:
    """The doctor's time begins when the carrier has taken the first attempt."""

    offer: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """His call waits in line: his time has not begun, and is looked at again by then."""

    offer: int
    until: datetime


@dataclass(frozen=True, slots=True)
class EndTurn:
    offer: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave a doctor out, with the reason."""

    offer: int
    bar: Bar


@dataclass(frozen=True, slots=True)
class Award:
    offer: int


@dataclass(frozen=True, slots=True)
class RenewLink:
    """The old link dies, with whatever it opened; a new one can be bound once."""

    offer: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    offer: int


@dataclass(frozen=True, slots=True)
class Release:
    """He had it, and no longer has it; `by_doctor`: he handed it back."""

    offer: int
    by_doctor: bool


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Whom the nurse let go hears how it went on, and nothing after that."""

    offer: int


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open again, as what it was."""

    status: Status


@dataclass(frozen=True, slots=True)
class Expect:
    """The doctor who accepted is expected at this time."""

    offer: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrive:
    """He is there."""

    offer: int


@dataclass(frozen=True, slots=True)
class TakeOver:
    """It is in her hands; `number` becomes the one to call her back, unless it is empty."""

    nurse: int
    number: str


@dataclass(frozen=True, slots=True)
class MoveFirst:
    offer: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Hang up an attempt, or never make it."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Tell:
    """`offer` None means the nurse."""

    offer: int | None
    news: News


@dataclass(frozen=True, slots=True)
class Pause:
    until: datetime


@dataclass(frozen=True, slots=True)
class StartRound:
    """`again` are the offers that are asked once more."""

    round: int
    again: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Everyone was asked, or nobody can be."""


@dataclass(frozen=True, slots=True)
class Remind:
    """Count a reminder; the next one is due by then."""

    by: datetime


@dataclass(frozen=True, slots=True)
class Become:
    status: Status


@dataclass(frozen=True, slots=True)
class TooLate:
    """An answer that changes nothing; it still stands on the timeline."""

    offer: int


@dataclass(frozen=True, slots=True)
class Wake:
    """Look again then, at the latest."""

    at: datetime


# Alarms


@dataclass(frozen=True, slots=True)
class Alarm:
    """Call and text somebody in charge."""

    person: int
    why: Why
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class AlarmAt:
    """It is alarmed about this; look again then, at the latest."""

    at: datetime
    why: Why


@dataclass(frozen=True, slots=True)
class TakeCharge:
    """Nobody else is alarmed for the time being."""

    alarm: int | None


@dataclass(frozen=True, slots=True)
class StandDown:
    """Whoever took charge by telephone or link hears that it needs him no longer."""


@dataclass(frozen=True, slots=True)
class AlarmOver:
    """It holds no longer, or whoever took charge has had his time."""


# A coordinator


@dataclass(frozen=True, slots=True)
class Queue:
    """A coordinator's pick is waited for until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Pick:
    """The coordinator picked this doctor, whatever his place on the list."""

    offer: int


@dataclass(frozen=True, slots=True)
class StartList:
    """From now on the list goes on by itself."""


Action = (
    Ask
    | Try
    | Extend
    | Hold
    | EndTurn
    | Pass
    | Award
    | RenewLink
    | Withdraw
    | Release
    | Dismiss
    | Reopen
    | Expect
    | Arrive
    | TakeOver
    | MoveFirst
    | Stop
    | Tell
    | Pause
    | StartRound
    | GiveUp
    | Remind
    | Become
    | TooLate
    | Wake
    | Alarm
    | AlarmAt
    | TakeCharge
    | StandDown
    | AlarmOver
    | Queue
    | Pick
    | StartList
)
