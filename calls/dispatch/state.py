"""What a decision looks at: an escalation as plain values, free of database and clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, overload

from calls.dispatch.vocabulary import AttemptState, Bar, Channel, OfferState, Status, Why


@dataclass(frozen=True, slots=True)
class Policy:
    """The region's numbers.

    `widen_after`: the next doctor is asked while the last one may still answer; None: not
    before his turn is over. `all_at_once`: everybody is asked together.
    """

    answer_within: timedelta
    ring_again: bool
    rounds: int
    pause: timedelta
    confirm_within: timedelta
    widen_after: timedelta | None = None
    all_at_once: bool = False
    # Alarms: the next person in charge is alarmed after this, while nobody has taken charge.
    alarm_again: timedelta = timedelta(minutes=5)
    # A coordinator picks each doctor, within so long; then the list goes on by itself.
    coordinated: bool = False
    picks_within: timedelta = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Line:
    """A number by which a doctor can be reached at this moment; colleagues may share it."""

    contact: int
    voice: bool
    text: bool
    mobile: bool = True
    taken: bool = False  # rings, or is being asked about, somewhere else
    number: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt of the doctor's current turn."""

    attempt: int
    contact: int | None
    channel: Channel
    state: AttemptState
    in_line: bool = False  # more calls were wanted than the carrier takes


@dataclass(frozen=True, slots=True)
class Offer:
    """One doctor of the list."""

    offer: int
    position: int
    state: OfferState = OfferState.WAITING
    deadline: datetime | None = None
    taken: bool = False  # the carrier has taken the first attempt of this turn
    asked: bool = False
    bar: Bar | None = None  # holds at this moment
    by_nurse: bool = False  # she passed him over, or let him go and he hears how it went on
    lines: tuple[Line, ...] = ()
    tries: tuple[Try, ...] = ()
    arrives_at: datetime | None = None
    arrived: bool = False

    @property
    def is_hoping(self) -> bool:
        """He was asked, and may still be thinking about it.

        Also when his turn for another round has not come, or a rule passed him over in it.
        """
        return self.state.is_thinking or (self.asked and self.may_be_asked)

    @property
    def may_say_yes(self) -> bool:
        return self.is_hoping or self.state.is_answerable

    @property
    def may_be_asked(self) -> bool:
        """His turn may still come; what the nurse skipped stays skipped."""
        return self.state is OfferState.WAITING or self.was_passed_over

    @property
    def was_passed_over(self) -> bool:
        """By a rule, which may no longer hold; what the nurse skipped stays skipped."""
        return self.state is OfferState.SKIPPED and not self.by_nurse

    @property
    def hears_the_end(self) -> bool:
        """She let him go, and he may be on his way all the same."""
        return self.state is OfferState.RELEASED and self.by_nurse

    @property
    def is_worth_asking_again(self) -> bool:
        """He was reached or not, or stood down for a doctor who did not go in the end."""
        return self.state in _WORTH_ASKING_AGAIN

    @property
    def free_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.taken)

    @property
    def waits_in_line(self) -> bool:
        """His call has not gone out, for others are before it: his time has not begun."""
        return any(t.in_line and t.state is AttemptState.PLANNED for t in self.tries)

    def without(self, numbers: set[str]) -> "Offer":
        """With the numbers taken that others are about to be asked on."""
        if not numbers.intersection(line.number for line in self.lines):
            return self
        lines = (replace(one, taken=one.taken or one.number in numbers) for one in self.lines)
        return replace(self, lines=tuple(lines))

    def live(self, channel: Channel) -> tuple[Try, ...]:
        return tuple(t for t in self.tries if t.channel is channel and t.state.is_live)


_WORTH_ASKING_AGAIN = {OfferState.SILENT, OfferState.UNREACHABLE, OfferState.WITHDRAWN}


class Offers(Sequence[Offer]):
    """The list, made by `look` when somebody first looks at it, and kept as it was then.

    Most steps after a yes or an end look at nobody.
    """

    def __init__(self, look: Callable[[], tuple[Offer, ...]]) -> None:
        self._look = look

    @cached_property
    def seen(self) -> tuple[Offer, ...]:
        return self._look()

    @overload
    def __getitem__(self, index: int) -> Offer: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Offer]: ...
    def __getitem__(self, index: int | slice) -> Offer | Sequence[Offer]:
        return self.seen[index]

    def __len__(self) -> int:
        return len(self.seen)

    def __iter__(self) -> Iterator[Offer]:
        return iter(self.seen)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in charge, in the region's order of alarming."""

    person: int
    channels: tuple[Channel, ...]
    in_hours: bool = True  # may be alarmed at this moment
    picks: bool = False  # a coordinator, who picks the doctor where the region says so


@dataclass(frozen=True, slots=True)
class Alarmed:
    """One person was alarmed, with what became of the call and the SMS."""

    person: int
    at: datetime
    tries: tuple[Try, ...] = ()

    @property
    def came_to_nothing(self) -> bool:
        """His telephone was called, or texted, and nobody can be on it any more."""
        calls = [t for t in self.tries if t.channel is Channel.VOICE]
        if calls:
            return not any(t.state.is_live for t in calls)
        return bool(self.tries) and not any(
            t.state.is_live or t.state.got_through for t in self.tries
        )


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the people in charge are alarmed about, as long as it holds.

    `look_at`: the next is alarmed then, or, once somebody has taken charge, all anew.
    `alarmed` are those since it began, oldest first.
    """

    why: Why
    look_at: datetime
    in_charge: bool = False
    alarmed: tuple[Alarmed, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """One escalation, as read under its lock. `wake_at` is the search's own time."""

    status: Status
    policy: Policy
    offers: Sequence[Offer]
    round: int = 1
    wake_at: datetime | None = None
    resumes_at: datetime | None = None  # the pause before the next round ends
    confirm_by: datetime | None = None
    reminded: int = 0
    is_drill: bool = False
    nurse: int | None = None  # who has it
    call_back_number: str = ""
    # Alarms: the people in charge, in order, and what they are alarmed about.
    people: Sequence[Person] = ()
    trouble: Trouble | None = None
    # A coordinator's queue: until when his pick is waited for; whether the list went on without.
    picks_by: datetime | None = None
    by_list: bool = False

    @property
    def accepted(self) -> Offer | None:
        return next((o for o in self.offers if o.state is OfferState.ACCEPTED), None)

    @property
    def asking(self) -> tuple[Offer, ...]:
        return tuple([o for o in self.offers if o.state is OfferState.ASKING])

    @property
    def waiting(self) -> tuple[Offer, ...]:
        """Those who are still to be asked in this round, in order."""
        waiting = [o for o in self.offers if o.state is OfferState.WAITING]
        return tuple(sorted(waiting, key=lambda o: (o.position, o.offer)))

    def offer(self, number: int) -> Offer:
        return next(o for o in self.offers if o.offer == number)

    def changed(self, number: int, **changes: Any) -> "State":
        """The state with one offer changed."""
        offers = (replace(o, **changes) if o.offer == number else o for o in self.offers)
        return replace(self, offers=tuple(offers))
