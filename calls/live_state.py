"""What page, fragment and API show of an escalation: plain values, words already in place."""

from dataclasses import dataclass
from datetime import datetime

from calls.arrivals import IN_ONE_TAP
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status
from calls.history import Entry
from calls.outside import OutsideService

# Seconds for which the carrier may hold a call back before the nurse had better call herself.
LONG_QUEUE = 10
WILL_NOT_COME = (OfferState.DECLINED, OfferState.SKIPPED)


@dataclass(frozen=True)
class Number:
    """A number to call: E.164, as people read it, and whose it is in words."""

    number: str
    national: str
    kind: str


@dataclass(frozen=True)
class Try:
    """A call or an SMS of a doctor's latest turn."""

    channel: str
    channel_words: str
    state: str
    state_words: str
    number: str
    national: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One doctor of the list. `asked_as` is 2 for the second doctor who was asked at all;
    `again`: he was asked before. `called_at`: the nurse called him herself then, in vain.
    `said`: what he wrote last that nobody understood, as it stands, since he was asked, or since
    his yes. `offers_himself`: he said
    yes after the nurse had passed him over."""

    offer: int
    position: int
    doctor: str
    clinic: str
    state: str
    numbers: tuple[Number, ...]
    asked_as: int | None = None
    reasons: tuple[str, ...] = ()
    state_words: str = ""
    note: str = ""
    deadline: datetime | None = None
    seconds_left: int | None = None
    answered_at: datetime | None = None
    arrives_at: datetime | None = None
    arrived_at: datetime | None = None
    attempts: tuple[Try, ...] = ()
    again: bool = False
    called_at: datetime | None = None
    said: str = ""
    offers_himself: bool = False
    can_skip: bool = False
    can_ask_first: bool = False
    can_pick: bool = False
    can_record: bool = False

    @property
    def voice(self) -> str:
        """How the latest call of this turn stands; empty where there was none."""
        calls = [one.state for one in self.attempts if one.channel == Channel.VOICE]
        return calls[-1] if calls else ""


@dataclass(frozen=True)
class AlarmRow:
    """Somebody in charge who was alarmed, by what, and what became of it."""

    name: str
    duty: str
    at: datetime
    why_words: str
    attempts: tuple[Try, ...]


@dataclass(frozen=True, kw_only=True)
class LiveState:
    """`at` is the moment for which everything holds, `sequence` the last timeline entry.

    `failing`: the carrier does not answer, or nothing went out; the nurse has to call by
    herself. `stuck`: the same, because the search itself cannot go on. `ahead`: more calls are
    wanted than the carrier takes, and so many go out before hers; None while none of her calls
    has to wait. `carrier_queue`: seconds for which the carrier holds a call of hers back.
    `alarm_words` say what the people in charge are alarmed about, empty while they are not;
    `alarms` are those since it began, the latest first. `rows` are those whose turn is
    over, then the one who is asked, then the rest.
    """

    id: int
    sequence: int
    at: datetime
    status: str
    status_words: str
    is_drill: bool
    nurse: str
    opened_at: datetime
    rows: tuple[Row, ...]
    ended_at: datetime | None = None
    outcome: str = ""
    outcome_words: str = ""
    round: int = 1
    resumes_at: datetime | None = None
    confirm_by: datetime | None = None
    failing: bool = False
    stuck: bool = False
    ahead: int | None = None
    carrier_queue: int = 0
    asking: Row | None = None
    next: Row | None = None
    accepted: Row | None = None
    timeline: tuple[Entry, ...] = ()
    # What the region's scheme adds.
    advice_first: bool = False
    room_link: str = ""
    outside_service: OutsideService | None = None
    # --- alarms
    alarm_words: str = ""
    alarms: tuple[AlarmRow, ...] = ()
    in_charge: str = ""
    in_charge_since: datetime | None = None
    can_take_charge: bool = False
    # --- a coordinator: until when his pick is waited for
    picks_by: datetime | None = None

    @property
    def arrivals(self) -> tuple[int, ...]:
        """In how many minutes a doctor is there, to choose from in one tap."""
        return IN_ONE_TAP

    @property
    def willing(self) -> tuple[Row, ...]:
        """Whom the nurse has passed over, and who said yes all the same."""
        return tuple(row for row in self.rows if row.offers_himself and row.can_ask_first)

    @property
    def gone(self) -> tuple[Row, ...]:
        """Who had accepted, and does not come."""
        return tuple(row for row in self.rows if row.state == OfferState.RELEASED)

    @property
    def is_open(self) -> bool:
        return Status(self.status).is_open

    @property
    def asked(self) -> tuple[Row, ...]:
        """Everybody who is asked at this moment, in order."""
        return tuple(row for row in self.rows if row.state == OfferState.ASKING)

    @property
    def one_has_picked_up(self) -> bool:
        return any(row.voice == AttemptState.ANSWERED for row in self.asked)

    @property
    def phones_matter(self) -> bool:
        """Whether the phone list has to be open by itself."""
        trouble = self.failing or self.stuck or self.ahead is not None
        trouble = trouble or self.carrier_queue >= LONG_QUEUE
        return trouble or self.status == Status.UNANSWERED

    @property
    def phone_list(self) -> tuple[Row, ...]:
        """Everybody, those who cannot or will not come last."""
        return tuple(sorted(self.rows, key=lambda row: row.state in WILL_NOT_COME))
