"""The tables in memory: what a simulated night remembers of an escalation."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from calls.dispatch import state as plain
from calls.dispatch.orders import News
from calls.dispatch.state import Line
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status, Why
from calls.models import Happening

WITH_THE_CARRIER = frozenset(s for s in AttemptState if 1 <= s.rank < 9)


@dataclass(slots=True)
class Contact:
    """A doctor's number, and what it takes."""

    number: int
    phone: str
    voice: bool
    text: bool
    mobile: bool
    shared: bool = False
    doubted_at: datetime | None = None  # somebody else picked up
    heard: bool = True  # a doctor was, on this number
    # As `core` sees it, while nobody else uses it and while somebody does. Made beforehand: most
    # of a night's time would go into making the same values again.
    can: tuple[bool, bool] = field(init=False)  # calls and SMS, whatever the carrier says later
    free: Line = field(init=False)
    taken: Line = field(init=False)

    def __post_init__(self) -> None:
        self.can = self.voice, self.text
        self._seen()

    def _seen(self) -> None:
        self.free = Line(self.number, self.voice, self.text, self.mobile, number=self.phone)
        self.taken = replace(self.free, taken=True)

    def is_somebody_elses(self, escalation: "Escalation") -> bool:
        """Said so during this search."""
        return self.doubted_at is not None and self.doubted_at >= escalation.opened_at

    def never_again(self, channel: Channel) -> None:
        """The carrier says that it cannot be reached so."""
        if channel is Channel.VOICE:
            self.voice = False
        else:
            self.text = False
        self._seen()

    def is_heard(self, channel: Channel) -> None:
        """He was just heard by it: whatever the carrier had said, it works."""
        if channel is Channel.VOICE:
            self.voice = self.can[0]
        else:
            self.text = self.can[1]
        self._seen()

    @property
    def is_proven(self) -> bool:
        return self.heard and self.doubted_at is None

    def becomes(self, phone: str) -> None:
        """Nothing that was seen of the old number holds for the new one."""
        self.phone, self.heard, self.doubted_at = phone, False, None
        self.voice, self.text = self.can
        self._seen()


@dataclass(slots=True)
class Doctor:
    number: int
    contacts: list[Contact]
    clinic: int = 1
    is_outside: bool = False  # of the teams
    active: bool = True
    unavailable: bool = False

    def usable_for(self, escalation: "Escalation") -> list[Contact]:
        """In the order in which they are tried: one that is not proven after the others."""
        usable = [c for c in self.contacts if c.voice or c.text]
        if not all(c.is_proven for c in usable):
            usable = [c for c in usable if not c.is_somebody_elses(escalation)]
            usable.sort(key=lambda c: not c.is_proven)
        return usable


@dataclass(slots=True)
class Offer:
    number: int
    escalation: "Escalation"
    doctor: Doctor
    position: int
    state: OfferState = OfferState.WAITING
    turn: int = 0
    deadline: datetime | None = None
    taken: bool = False
    asked_at: datetime | None = None  # for the first time
    answered: bool = False
    asked_in: int | None = None  # the last of the rounds that were begun
    by_nurse: bool = False  # passed over by the nurse
    arrives_at: datetime | None = None
    arrived: bool = False
    attempts: list["Attempt"] = field(default_factory=list)
    seen: tuple[tuple[Any, ...], plain.Offer] | None = None  # as `core` saw it last

    @property
    def asked(self) -> bool:
        return self.asked_at is not None

    def sets_out(self, now: datetime, minutes: int) -> None:
        """After advice by telephone he comes, if he still has it."""
        if self.state is OfferState.ACCEPTED and self.escalation.status.is_open:
            self.arrives_at = now + timedelta(minutes=minutes)
            self.escalation.note(Happening.COMES, self.number)


@dataclass(slots=True)
class Attempt:
    """`owner` of a notice is its news; of everything else, the offer."""

    number: int
    escalation: "Escalation"
    offer: Offer | None
    news: News | None
    told: Offer | None
    contact: Contact | None
    turn: int
    phone: str
    channel: Channel
    made_after: int  # the number of the last entry on the timeline
    made_at: datetime
    due_at: datetime
    state: AttemptState = AttemptState.PLANNED
    holds: bool = False
    in_line: bool = False
    stop_wanted: bool = False
    generation: int = 0
    lease_until: datetime | None = None
    sid: str | None = None
    placed_at: datetime | None = None
    ended_at: datetime | None = None
    reconciled_at: datetime | None = None
    alarm: "Alarm | None" = None
    seen: plain.Try | None = None  # as `core` saw it last

    @property
    def tried(self) -> plain.Try:
        seen = self.seen
        if seen is None or seen.state is not self.state or seen.in_line is not self.in_line:
            contact = self.contact.number if self.contact else None
            self.seen = plain.Try(self.number, contact, self.channel, self.state, self.in_line)
            return self.seen
        return seen

    def gives_way_to(self, other: "Escalation") -> bool:
        """A drill keeps no number from a real request."""
        return self.escalation.is_drill and not other.is_drill

    @property
    def waits(self) -> bool:
        """A call to a doctor that has not gone out: it has its place in line."""
        is_call = self.channel is Channel.VOICE and self.offer is not None
        return is_call and self.state is AttemptState.PLANNED

    @property
    def rings(self) -> bool:
        """A call that the carrier was asked for, and that has not ended."""
        return self.channel is Channel.VOICE and self.state in WITH_THE_CARRIER

    @property
    def in_line_now(self) -> bool:
        return self.in_line and self.state is AttemptState.PLANNED

    @property
    def place_in_line(self) -> tuple[int, int, int]:
        return self.escalation.severity, self.escalation.number, self.number


@dataclass(frozen=True, slots=True)
class Responsible:
    """Somebody in charge: of one station, or of all."""

    number: int
    phone: str
    station: int | None
    channels: tuple[Channel, ...]
    in_hours: bool  # may be alarmed at night
    picks: bool

    def as_person(self) -> plain.Person:
        return plain.Person(self.number, self.channels, self.in_hours, self.picks)


@dataclass(slots=True)
class Alarm:
    """Somebody in charge was alarmed; `over`: nobody takes charge by it any more."""

    number: int
    escalation: "Escalation"
    person: int
    why: Why
    at: datetime
    over: bool = False
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """One line of the timeline."""

    number: int
    what: str
    offer: int | None = None
    attempt: int | None = None
    state: AttemptState | None = None


@dataclass(slots=True)
class Escalation:
    number: int
    station: int
    severity: int
    tell_by: Channel
    opened_at: datetime
    search_at: datetime | None
    is_drill: bool = False
    attending: Doctor | None = None
    status: Status = Status.SEARCHING
    round: int = 1
    rounds_begun: int = 1
    resumes_at: datetime | None = None
    confirm_by: datetime | None = None
    reminded: int = 0
    nurse: int | None = None
    call_back_number: str = ""
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    offers: list[Offer] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    timeline: list[Entry] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    alarm_why: Why | None = None
    alarm_since: datetime | None = None
    alarm_at: datetime | None = None
    in_charge: bool = False
    in_charge_person: int | None = None
    picks_by: datetime | None = None
    by_list: bool = False

    @property
    def wake_at(self) -> datetime | None:
        """The search's time or the alarm's, whichever comes first."""
        search, alarm = self.search_at, self.alarm_at
        if search is None or alarm is None:
            return search or alarm
        return min(search, alarm)

    def note(
        self,
        what: str,
        offer: int | None = None,
        attempt: int | None = None,
        state: AttemptState | None = None,
    ) -> None:
        self.timeline.append(Entry(len(self.timeline) + 1, str(what), offer, attempt, state))
