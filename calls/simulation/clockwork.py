"""The run of a night: whose turn it is, the watch, the workers, and how it comes to rest."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from calls.dispatch.vocabulary import Status
from calls.simulation.agenda import TICK, Agenda
from calls.simulation.carrier import SimulatedCarrier
from calls.simulation.dispatch import Died, Dispatch, Fate, Job
from calls.simulation.store import Broken

# A night with more events than this does not come to rest.
TOO_MANY_EVENTS = 20_000
FATES = [fate for fate in Fate if fate is not Fate.FINE]
# After the last thing that anybody does: long enough for every round, pause and lease.
CALM = 3 * 3600.0
LONGEST_NIGHT = 4 * 3600.0


@dataclass
class Told:
    """What came of a night. `story` is one line for each thing that happened."""

    seed: int
    events: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)
    broken: str = ""


class Clockwork:
    """`trouble` is how often something befalls a worker; a `Night` fills in the people."""

    dispatch: Dispatch
    trouble: float

    def __init__(self, seed: int, *, with_story: bool = False) -> None:
        self.rng = Random(seed)
        self.told = Told(seed)
        self.counts = self.told.counts
        self._with_story = with_story
        self.agenda = Agenda(self.rng)
        self.carrier = SimulatedCarrier(self.rng, self.agenda, self.counts)
        self._next_look: float | None = None
        self._looks = 0
        self._pressed: list[int] = []

    def _place(self, attempt: int) -> None:
        raise NotImplementedError

    def _run(self, until: float | None) -> None:
        """Until nobody has anything left to do but the watch, or until a time."""
        while True:
            self._plan_the_watch()
            at = self.agenda.next_at
            if at is None or (until is not None and at > until):
                return
            if until is None and self._only_the_watch_is_left():
                return
            found = self.agenda.next()
            if found is None:
                return
            do, arguments = found
            self.told.events += 1
            if self.told.events > TOO_MANY_EVENTS:
                raise Broken("the night does not come to rest")
            self.dispatch.turn_the_clock(self.agenda.now)
            self._do(do, arguments)
            self._wake_workers()

    def _do(self, do: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            do(*arguments)
        except Died:
            self.counts["process died"] += 1
            self._tell("  a process died")

    def _only_the_watch_is_left(self) -> bool:
        if self.agenda.waiting > self._looks:
            return False
        late = self.agenda.now > LONGEST_NIGHT
        return late or not any(self._status(e) is Status.SEARCHING for e in self._pressed)

    def _plan_the_watch(self) -> None:
        due = self.dispatch.next_look()
        if due is None:
            return
        if self._next_look is None or due <= self._next_look - TICK:
            self._next_look = self.agenda.on_the_tick(due, self._look)
            self._looks += 1

    def _look(self) -> None:
        """The watch: everything that is due, in its own order."""
        self._looks -= 1
        if self._next_look is not None and self.agenda.now >= self._next_look:
            self._next_look = None
        at = self.dispatch.next_look()
        if at is None or at > self.agenda.now:
            return  # what it was planned for has been done, or put off
        for job, number in self.dispatch.due():
            self._tell("the watch: {} {}", job, number)
            if job is Job.DIAL:
                self.counts["call dialled in its turn"] += 1
            fate = self._fate() if job in (Job.DIAL, Job.PLACE) else Fate.FINE
            self.carrier.fate = fate
            self._do(self.dispatch.do, (job, number))
            self.carrier.fate = Fate.FINE

    def _wake_workers(self) -> None:
        """A message for each new attempt; now and then one is lost, and the watch must do."""
        for attempt in self.dispatch.new_attempts():
            if self.rng.random() < 0.1:
                self.counts["message lost"] += 1
            else:
                self.agenda.later(self.rng.choice((0.0, 0.0, 0.5)), self._place, attempt)

    def _come_to_rest(self) -> None:
        """From now on nothing fails and nobody acts: every search must end by itself."""
        self.carrier.is_kind, self.trouble = True, 0.0
        until = self.agenda.now + CALM
        while self.agenda.now < until and any(
            self._status(e) is Status.SEARCHING for e in self._pressed
        ):
            self._run(until=self.agenda.now + 600)
        self._run(until=self.agenda.now + 720)
        for escalation in self._pressed:
            self.counts[f"ended {self._status(escalation)}"] += 1
            if self._status(escalation) is Status.SEARCHING:
                raise Broken(f"#{escalation} still searches, and nobody is left to ask")

    def _status(self, escalation: int) -> Status:
        return self.dispatch.status(escalation)

    def _fate(self) -> Fate:
        if self.rng.random() >= self.trouble:
            return Fate.FINE
        fate = self.rng.choice(FATES)
        self.counts[fate.value] += 1
        return fate

    def _tell(self, sentence: str, *facts: Any) -> None:
        if self._with_story:
            self.told.story.append(f"{self.agenda.now:9.2f}  {sentence.format(*facts)}")
