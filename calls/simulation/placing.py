"""An attempt's life in memory, as `dispatch.claiming`, `dispatch.placing` and `tasks` live it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calls.dispatch.circuit import PROBE_EVERY, Circuit
from calls.dispatch.claiming import GENERATIONS, HOLDS_WHILE, LEASE, NUMBER_BUSY
from calls.dispatch.events import Event, GaveWay, Taken, Woken
from calls.dispatch.placing import LOOK_AGAIN
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status
from calls.models import Happening
from calls.simulation.dispatch import Line
from calls.simulation.rows import Attempt, Escalation
from calls.simulation.store import NumberTaken, Store
from calls.telephony.base import CarrierError, Progress

HANG_UP_AGAIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Claim:
    attempt: Attempt
    generation: int
    late: bool
    wanted: bool


class Placing:
    """`step(escalation, event)` decides and applies; `now` reads the night's clock."""

    def __init__(
        self,
        store: Store,
        line: Line,
        now: Callable[[], datetime],
        step: Callable[[Escalation, Event], object],
    ) -> None:
        self.store, self.line = store, line
        self._now, self._step = now, step
        self._known: set[tuple[str, str]] = set()

    def claim(self, attempt: Attempt, *, in_turn: bool = False) -> Claim | None:
        now = self._now()
        late = attempt.state is AttemptState.PLACING
        free = attempt.state is AttemptState.PLANNED and attempt.due_at <= now
        if not free and not (late and attempt.lease_until and attempt.lease_until <= now):
            return None
        wanted = self._is_wanted(attempt)
        if not late and not wanted:
            self._drop(attempt)
            return None
        if attempt.generation >= GENERATIONS:
            self._end(attempt, AttemptState.FAILED)
            return None
        if self.store.circuit.open_since is not None:
            self._hold_back(attempt, now, late=late)
            return None
        takes_a_slot = free and attempt.waits
        if takes_a_slot and not self._may_begin(attempt, now, in_turn=in_turn):
            self._wait_in_line(attempt)
            return None
        before = attempt.state
        attempt.state = AttemptState.PLACING
        try:
            self.store.check(attempt)
        except NumberTaken:
            attempt.state, attempt.due_at = before, now + NUMBER_BUSY
            self._make_way(attempt)
            return None
        if takes_a_slot:
            self.store.pace.take(now)
        if attempt.in_line and free:
            attempt.due_at = now
        attempt.generation += 1
        attempt.lease_until = now + LEASE
        self.store.keep(attempt)
        return Claim(attempt, attempt.generation, late, wanted)

    def _make_way(self, wanted: Attempt) -> None:
        """Whatever rings for a drill on this number is hung up for a real request."""
        for ringing in list(self.store.in_use[wanted.phone].values()):
            if ringing.rings and ringing.gives_way_to(wanted.escalation):
                self._give_way(ringing)

    def _give_way(self, ringing: Attempt) -> None:
        if ringing.stop_wanted:
            return
        ringing.stop_wanted = True
        offer = ringing.offer
        event = Woken() if offer is None else GaveWay(offer.number)
        self._step(ringing.escalation, event)

    def _is_wanted(self, attempt: Attempt) -> bool:
        if attempt.stop_wanted:
            return False
        status = attempt.escalation.status
        if attempt.news is not None:
            holds_while = HOLDS_WHILE.get(attempt.news)
            return holds_while is None or status in holds_while
        if attempt.alarm is not None:
            return not attempt.alarm.over
        contact, offer = attempt.contact, attempt.offer
        if contact is None or contact.phone != attempt.phone or offer is None:
            return False
        if contact.is_somebody_elses(attempt.escalation):
            return False
        users = self.store.in_use.get(attempt.phone, {}).values()
        if attempt.escalation.is_drill and any(user.holds for user in users):
            return False  # he is asked in earnest
        able = contact.voice if attempt.channel is Channel.VOICE else contact.text
        asking = offer.state is OfferState.ASKING and offer.turn == attempt.turn
        return able and asking and offer.doctor.active and status is Status.SEARCHING

    def _may_begin(self, attempt: Attempt, now: datetime, *, in_turn: bool) -> bool:
        """Whoever does not come in turn leaves a free slot to each call that is before it."""
        mine = attempt.place_in_line
        before = [
            a
            for a in self.store.live.values()
            if not in_turn and a.waits and a.due_at <= now and a.place_in_line < mine
        ]
        return self.store.pace.free(now) > len(before)

    def probe(self) -> None:
        """Whoever comes to place an attempt asks whether the carrier works again."""
        circuit, now = self.store.circuit, self._now()
        if not circuit.may_be_probed(now):
            return
        self.store.circuit = replace(circuit, probe_at=now + PROBE_EVERY)
        try:
            self.line.find(Channel.VOICE, "")
        except CarrierError as error:
            if error.down:
                self.store.circuit = self.store.circuit.failed(now, closed=error.closed)
                return
        self.store.circuit = Circuit()

    def _hold_back(self, attempt: Attempt, now: datetime, *, late: bool) -> None:
        if late:
            attempt.lease_until = now + NUMBER_BUSY
            return
        attempt.due_at = now + NUMBER_BUSY
        if attempt.offer is not None and not attempt.in_line:
            attempt.in_line = True
            self._step(attempt.escalation, Woken())

    def _wait_in_line(self, attempt: Attempt) -> None:
        if not attempt.in_line:
            attempt.in_line = True
            self._step(attempt.escalation, Woken())

    def place(self, claim: Claim) -> None:
        try:
            sid = self.ask(claim)
        except CarrierError as error:
            self._note(claim, error)
            self.refused(claim, error)
        else:
            if sid is not None:
                self.store.circuit = Circuit()
                self.placed(claim, sid)

    def _note(self, claim: Claim, error: CarrierError) -> None:
        if not error.down:
            self.store.circuit = Circuit()
        elif claim.generation == 1 or error.closed:
            self.store.circuit = self.store.circuit.failed(self._now(), closed=error.closed)

    def ask(self, claim: Claim) -> str | None:
        """The SID, or None when nobody wants it any more and it never was made."""
        attempt = claim.attempt
        if claim.late:
            sid = self._placed_before(attempt)
            if sid is not None:
                return sid
            if not claim.wanted:
                if attempt.generation == claim.generation:
                    self._drop(attempt)
                return None
        return self.line.take(attempt.channel, attempt.phone, str(attempt.number))

    def _placed_before(self, attempt: Attempt) -> str | None:
        try:
            found = self.line.find(attempt.channel, attempt.phone)
        except CarrierError as error:
            raise error.while_looking() from error
        bound = {a.sid for a in self.store.attempts.values() if a is not attempt}
        for sid, key in found:
            mine = self.store.attempts[int(key)].escalation is attempt.escalation
            if sid not in bound and mine and int(key) == attempt.number:
                return sid
        return None

    def _drop(self, attempt: Attempt) -> None:
        self._end(attempt, AttemptState.DROPPED)

    def _end(self, attempt: Attempt, state: AttemptState) -> None:
        attempt.state, attempt.ended_at = state, self._now()
        self.store.keep(attempt)
        self._step(attempt.escalation, Woken())

    def placed(self, claim: Claim, sid: str) -> None:
        attempt = claim.attempt
        if attempt.generation != claim.generation:
            return
        attempt.sid = attempt.sid or sid
        self._taken(attempt)

    def _taken(self, attempt: Attempt) -> None:
        begins = attempt.placed_at is None and attempt.offer is not None
        attempt.placed_at = attempt.placed_at or self._now()
        attempt.lease_until = None
        if attempt.state.rank < AttemptState.QUEUED.rank:
            attempt.state = AttemptState.QUEUED
        self.store.keep(attempt)
        if attempt.state.goes_well and not begins:
            return
        offer = attempt.offer
        of_this_turn = offer is not None and offer.turn == attempt.turn
        event = Taken(offer.number) if offer is not None and of_this_turn else Woken()
        self._step(attempt.escalation, event)

    def refused(self, claim: Claim, error: CarrierError) -> None:
        attempt = claim.attempt
        if attempt.generation != claim.generation or attempt.state is not AttemptState.PLACING:
            return
        again = error.ambiguous or error.down or error.retry_after is not None
        if again and attempt.generation < GENERATIONS:
            seconds = max(error.retry_after or 0, LOOK_AGAIN.total_seconds())
            attempt.lease_until = self._now() + timedelta(seconds=seconds)
        else:
            self._advance(attempt, AttemptState.FAILED)
            if error.permanent and attempt.contact is not None:
                attempt.contact.never_again(attempt.channel)
        self.store.keep(attempt)
        self._step(attempt.escalation, Woken())

    def reported(self, attempt: Attempt, sid: str, progress: Progress) -> None:
        if (sid, str(progress)) in self._known:
            return
        self._known.add((sid, str(progress)))
        if _adds_nothing(attempt, sid, AttemptState(str(progress))):
            return
        if attempt.sid is not None and attempt.sid != sid:
            return
        attempt.sid = sid
        self._advance(attempt, AttemptState(str(progress)))
        self._taken(attempt)

    def _advance(self, attempt: Attempt, to: AttemptState) -> None:
        """Move an attempt on, never back."""
        if to.rank <= attempt.state.rank:
            return
        attempt.state = to
        attempt.lease_until = None
        if not to.is_live:
            attempt.ended_at = self._now()
        self.store.keep(attempt)
        offer = attempt.offer.number if attempt.offer else None
        attempt.escalation.note(Happening.MOVED, offer, attempt.number, to)

    def hang_up(self, attempt: Attempt) -> None:
        on_its_way = attempt.state.is_live and attempt.state.rank > AttemptState.PLACING.rank
        if not attempt.stop_wanted or attempt.sid is None or not on_its_way:
            return
        attempt.lease_until = self._now() + HANG_UP_AGAIN
        with suppress(CarrierError):
            self.line.hang_up(attempt.sid)

    def reconcile(self, attempt: Attempt) -> None:
        on_its_way = attempt.state.is_live and attempt.state.rank > AttemptState.PLACING.rank
        if attempt.sid is None or not on_its_way:
            return
        attempt.reconciled_at = self._now()
        with suppress(CarrierError):
            self._advance(attempt, AttemptState(str(self.line.look_up(attempt.sid))))
        self.store.keep(attempt)
        self._step(attempt.escalation, Woken())


def _adds_nothing(attempt: Attempt, sid: str, to: AttemptState) -> bool:
    known = attempt.sid == sid and attempt.placed_at is not None
    waited_for = attempt.stop_wanted and attempt.state.is_live
    return known and to.rank <= attempt.state.rank and not waited_for
