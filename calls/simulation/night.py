"""One night out of a seed: everybody acts, and whatever is due is done."""

from collections.abc import Callable
from functools import partial
from random import Random

from calls.dispatch.vocabulary import Channel, OfferState, Status
from calls.simulation import nurses, people
from calls.simulation.carrier import Line, SimulatedCarrier
from calls.simulation.clockwork import Clockwork, Told
from calls.simulation.deeds import About, Deed
from calls.simulation.dispatch import Answer, Case, Died, Dispatch, Fate, Owner
from calls.simulation.people import Habit, Ring
from calls.simulation.rosters import CLINICS
from calls.simulation.store import Broken
from calls.telephony.base import Progress

Key = Callable[[], None]
Begin = Callable[[Random, SimulatedCarrier, int], Dispatch]


class Night(Clockwork):
    """`begin(rng, carrier, doctors)` makes the product with a roster of so many doctors."""

    def __init__(self, seed: int, begin: Begin, *, with_story: bool = False) -> None:
        super().__init__(seed, with_story=with_story)
        self.carrier.goes_out, self.carrier.reports = self._goes_out, self._reported
        self.habits = [people.habit(self.rng) for _ in range(self.rng.choice((0, 1, 2, 3, 4, 5)))]
        self.dispatch = begin(self.rng, self.carrier, len(self.habits))
        self.trouble = self.rng.choice((0.0, 0.05, 0.05, 0.15))
        self._made: set[str] = set()

    def play(self) -> Told:
        try:
            self._plan_the_evening()
            self._run(until=None)
            self._come_to_rest()
            self.dispatch.check()
        except Broken as broken:
            self.told.broken = str(broken)
            self._tell("BROKEN: {}", broken)
        return self.told

    def _plan_the_evening(self) -> None:
        for request in range(self.rng.choice((1, 1, 1, 2, 3))):
            at = self.rng.uniform(0, 600)
            of_the_team = self.habits and self.rng.random() < 0.3
            attending = self.rng.randint(1, len(self.habits)) if of_the_team else None
            announced, is_drill = self.rng.random() < 0.4, self.rng.random() < 0.2
            case = Case(request, request + 1, attending, announced, is_drill)
            self.agenda.later(at, self._press, case)
            if self.rng.random() < 0.15:
                self.agenda.later(at + self.rng.uniform(0, 3), self._press, case)
        if self.rng.random() < 0.1:
            at, lasts = self.rng.uniform(0, 1200), self.rng.uniform(5, 600)
            self.agenda.later(at, self._carrier_is, True)
            self.agenda.later(at + lasts, self._carrier_is, False)
        for _ in range(self.rng.choice((0, 0, 1, 2)) if self.habits else 0):
            self.agenda.later(self.rng.uniform(0, 1500), self._roster_changes)

    def _perhaps_dies(self) -> None:
        if self.rng.random() < self.trouble / 5:
            self.counts["died before the commit"] += 1
            self.dispatch.die_before_the_commit()

    # --- nurses -----------------------------------------------------------------------------

    def _press(self, case: Case) -> None:
        drill = ", a drill" if case.is_drill else ""
        self._tell("a nurse presses (request {}{})", case.request, drill)
        self._perhaps_dies()
        try:
            escalation = self.dispatch.press(case)
        except Died:  # her browser repeats it
            self.agenda.later(2, self._press, case)
            raise
        if escalation in self._pressed:
            self.counts["pressed twice"] += 1
            return
        self._pressed.append(escalation)
        self.counts["drill"] += case.is_drill
        doctors = [doctor for _, doctor, _, _ in self.dispatch.seen(escalation).offers]
        self._tell("the list of #{} is {}", escalation, doctors)
        for deed, after in nurses.plans(self.rng):
            self.agenda.later(after, self._deed, deed, escalation)

    def _deed(self, deed: Deed, escalation: int) -> None:
        about = deed.value.about
        offer = None if about is None else self._chosen(about, escalation)
        if offer is None and about is not None:
            return
        self._tell("the nurse of #{} {} {}", escalation, deed, offer or "")
        for _ in range(1 if self.rng.random() < 0.85 else 2):
            self._perhaps_dies()
            self.dispatch.deed(deed, escalation, offer)
            self.counts[f"nurse {deed}"] += 1

    def _chosen(self, about: About, escalation: int) -> int | None:
        """Whom she means: now and then her page was out of date, and it is another."""
        offers = self.dispatch.seen(escalation).offers
        meant = [o for o, _, state, _ in offers if state is about.state]
        if about.chance and meant and self.rng.random() < about.chance:
            return meant[0]
        return self.rng.choice(offers)[0] if offers else None

    # --- workers and the carrier ------------------------------------------------------------

    def _place(self, attempt: int) -> None:
        fate = self._fate()
        self._tell("a worker places {} ({})", attempt, fate.value)
        if fate is Fate.FREEZES and not self.carrier.is_down:
            frozen = self.dispatch.place_frozen(attempt)
            if frozen is not None:
                self.agenda.later(self.rng.uniform(1, 60), self.dispatch.thaw, frozen)
            return
        self.carrier.fate = fate
        self.dispatch.place(attempt)
        self.carrier.fate = Fate.FINE

    def _reported(self, key: str, sid: str, progress: Progress) -> None:
        self._tell("the carrier reports {} {}", sid[:2] + sid[-3:], progress)
        self._perhaps_dies()
        self.dispatch.reported(key, sid, progress)

    def _carrier_is(self, down: bool) -> None:
        self._tell("the carrier {}", "is down" if down else "is back")
        self.carrier.is_down = down
        self.counts["the carrier is down for a while"] += down

    def _goes_out(self, line: Line) -> None:
        """A telephone rings, or an SMS is on its way."""
        owner = self.dispatch.owner(line.key)
        if line.key in self._made:
            raise Broken(f"G8: {line.channel} {line.key} was made twice")
        self._made.add(line.key)
        if owner.offer is not None:
            status = self._status(owner.escalation)
            if status is not Status.SEARCHING:
                raise Broken(f"G3: #{owner.escalation} is {status}, and a doctor was asked")
        self.counts["calls" if line.channel is Channel.VOICE else "SMS"] += 1
        if line.channel is Channel.VOICE:
            self._ring(line, owner)
        else:
            self._deliver(line, owner)
        if owner.news is not None and owner.doctor is None and not self.carrier.is_kind:
            for deed, after in nurses.after_news(self.rng, owner.news):
                self.agenda.later(after, self._deed, deed, owner.escalation)

    def _ring(self, line: Line, owner: Owner) -> None:
        moves = self.agenda.later
        ring, key = self._what_comes_of(owner, line.phone)
        moves(self.rng.uniform(1, 4), self.carrier.moves, line, Progress.RINGING)
        after = self.rng.uniform(5, 24)
        if end := _ENDS.get(ring):
            moves(25 if ring is Ring.RINGS_OUT else after, self.carrier.moves, line, end)
            return
        moves(after, self._picks_up, line, key)

    def _what_comes_of(self, owner: Owner, phone: str) -> tuple[Ring, Key | None]:
        """Of a call; and what a key in it does, when one is pressed."""
        if owner.alarm is not None:
            ring = people.ring_of_somebody_in_charge(self.rng)
            return ring, partial(self._take_charge, owner.alarm) if ring is Ring.YES else None
        if owner.offer is None:
            return Ring.NO_KEY, None
        ring = people.ring(self.rng, self._habit(owner.doctor))
        if ring is Ring.STRANGER:
            return ring, partial(self._not_him, owner.offer, phone)
        if ring not in (Ring.YES, Ring.NO):
            return ring, None
        return ring, partial(self._answer, owner.offer, ring is Ring.YES, phone)

    def _picks_up(self, line: Line, key: Key | None) -> None:
        if line.is_over:
            return
        self.carrier.moves(line, Progress.ANSWERED)
        talks = self.rng.uniform(3, 30)
        if key is not None:
            self.agenda.later(talks, self._key, line, key)
        self.agenda.later(talks + 8, self.carrier.moves, line, Progress.COMPLETED)

    def _key(self, line: Line, key: Key) -> None:
        if line.is_over:
            return
        self.dispatch.reported(line.key, line.sid, Progress.ANSWERED)
        key()

    def _deliver(self, line: Line, owner: Owner) -> None:
        after = self.rng.uniform(1, 5)
        self.agenda.later(after, self.carrier.moves, line, Progress.SENT)
        habit = self._habit(owner.doctor)
        fails = habit is Habit.UNREACHABLE or self.rng.random() < 0.05
        end = Progress.UNDELIVERED if fails else Progress.DELIVERED
        self.agenda.later(after + self.rng.uniform(1, 20), self.carrier.moves, line, end)
        if fails:
            return
        if owner.alarm is not None and self.rng.random() < 0.4:
            self.agenda.later(after + self.rng.uniform(5, 900), self._take_charge, owner.alarm)
        if owner.offer is None:
            return
        for reply in people.replies(self.rng, habit):
            if reply.on_page and reply.yes is not None:
                self.agenda.later(after + reply.after, self._answer, owner.offer, reply.yes, "")
            else:
                self.agenda.later(after + reply.after, self._writes, line.phone, reply.yes)

    def _habit(self, doctor: int | None) -> Habit:
        if doctor is None:
            return Habit.WILLING
        return people.habit(self.rng) if self.rng.random() < 0.15 else self.habits[doctor - 1]

    # --- people in charge -------------------------------------------------------------------

    def _take_charge(self, alarm: int) -> None:
        self._perhaps_dies()
        heard = self.dispatch.take_charge(alarm)
        self._tell("whoever got alarm {} takes charge and hears {}", alarm, heard)
        self.counts[f"takes charge: {heard}"] += 1

    # --- answers, and the roster ------------------------------------------------------------

    def _answer(self, offer: int, yes: bool, phone: str) -> None:
        self._perhaps_dies()
        before = self.dispatch.offer_state(offer)
        answer = self.dispatch.answer(offer, yes, phone)
        said = "yes" if yes else "no"
        self._tell("offer {}, {}, says {} and hears {}", offer, before, said, answer)
        late = " late" if before is not OfferState.ASKING else ""
        self.counts[f"{said}{late}: {answer}"] += 1
        if yes and answer is Answer.YOURS and before is not OfferState.ACCEPTED:
            self.counts["yes that won" + late] += 1

    def _not_him(self, offer: int, phone: str) -> None:
        self._perhaps_dies()
        self.dispatch.not_him(offer, phone)
        self._tell("on {} it is not the doctor of offer {}", phone, offer)
        self.counts["it is not his number"] += 1

    def _writes(self, phone: str, yes: bool | None) -> None:
        """A doctor answers an SMS by an SMS: it is for us to find out about what."""
        self._perhaps_dies()
        before = self._who_accepted()
        answers = self.dispatch.hear(phone, yes)
        said, new = SAYS[yes], self._who_accepted() - before
        self._tell("an SMS from {} says {}; {} come back", phone, said, answers)
        self.counts[f"SMS says {said}"] += 1
        self.counts["SMS that won"] += len(new)
        if len(new) > int(yes is True):
            raise Broken(f"{phone} said {said} by SMS, and {sorted(new)} accepted")

    def _who_accepted(self) -> set[int]:
        every = [one for e in self._pressed for one in self.dispatch.seen(e).offers]
        return {offer for offer, _, state, _ in every if state is OfferState.ACCEPTED}

    def _roster_changes(self) -> None:
        doctor = self.rng.randint(1, len(self.habits))
        change = self.rng.choice(ROSTER_CHANGES)
        self.counts[f"doctor {change}"] += 1
        self._tell("doctor {} {}", doctor, change)
        match change:
            case "of a clinic that closes" | "of a clinic that opens":
                clinic = self.rng.randint(1, CLINICS)
                self.dispatch.close_clinic(clinic, change.endswith("closes"))
            case "leaves":
                self.dispatch.leave(doctor)
            case "has a new number":
                self.dispatch.change_number(doctor)
            case _:
                self.dispatch.make_unavailable(doctor, change == "is unavailable")


SAYS = {True: "yes", False: "no", None: "what nobody understands"}

ROSTER_CHANGES = (
    "is unavailable",
    "is available",
    "leaves",
    "has a new number",
    "of a clinic that closes",
    "of a clinic that opens",
)

_ENDS = {
    Ring.BUSY: Progress.BUSY,
    Ring.RINGS_OUT: Progress.NO_ANSWER,
    Ring.FAILS: Progress.FAILED,
}
