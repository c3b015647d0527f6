"""A small world in memory that does what the actions order, and watches what must never be."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from calls.dispatch import events, orders
from calls.dispatch.core import decide
from calls.dispatch.orders import News
from calls.dispatch.state import Alarmed, Trouble, Try
from calls.dispatch.vocabulary import AttemptState, OfferState, Status
from tests.dispatch.plain import NOW

LONGEST_CALL = timedelta(seconds=60)


class World:
    """Plays one escalation. `turns` counts whom the carrier was asked to disturb, by round."""

    def __init__(self, state):
        self.state = state
        self.now = NOW
        self.made = 0
        self.turns = Counter()
        self.freed = set()  # may be asked once more in the same round, for the nurse wants it
        self.told = []
        self.ordered = []
        self.awarded = []
        self.alarmed = []  # (who, when)

    def happens(self, event):
        actions = decide(self.state, event, self.now)
        self.ordered += actions
        for action in actions:
            self._do(action)
        self._check(actions)
        return actions

    def passes(self, seconds):
        """Time goes by; whoever has to be woken is woken at his time."""
        until = self.now + timedelta(seconds=seconds)
        while self.state.status.is_open and self.wake_at <= until:
            self.now = max(self.now, self.wake_at)
            self.happens(events.Woken())
        self.now = until

    def becomes(self, attempt, state):
        """The carrier reports; what has come further than that stays as it is."""
        for offer in self.state.offers:
            for tried in offer.tries:
                if tried.attempt == attempt and tried.state.rank < state.rank:
                    tries = tuple(replace(t, state=state) if t is tried else t for t in offer.tries)
                    self.state = self.state.changed(offer.offer, tries=tries)
                    self.happens(events.Taken(offer.offer))
                    return

    @property
    def wake_at(self):
        """The search's time or the alarm's, whichever comes first."""
        trouble = self.state.trouble
        return self.state.wake_at if trouble is None else min(self.state.wake_at, trouble.look_at)

    @property
    def live_alarms(self):
        trouble = self.state.trouble
        return [t for a in (trouble.alarmed if trouble else ()) for t in a.tries if t.state.is_live]

    def alarm_becomes(self, attempt, state):
        """The carrier reports on a call or an SMS to somebody in charge."""
        alarmed = tuple(
            replace(
                one,
                tries=tuple(
                    replace(t, state=state)
                    if t.attempt == attempt and t.state.rank < state.rank
                    else t
                    for t in one.tries
                ),
            )
            for one in self.state.trouble.alarmed
        )
        self.state = replace(self.state, trouble=replace(self.state.trouble, alarmed=alarmed))
        self.happens(events.Woken())

    @property
    def live(self):
        return [t for o in self.state.offers for t in o.tries if t.state.is_live]

    def _do(self, action):
        match action:
            case orders.Ask(number, plans, until):
                self._ask(number, plans, until)
            case orders.Try(number, plans):
                self._plan(number, plans)
            case orders.Extend(number, until):
                self._change(number, deadline=until, taken=True)
            case orders.Hold(number, until):
                self._change(number, deadline=until, taken=False)
            case orders.EndTurn(number, state):
                self._change(number, state=state)
            case orders.Pass(number, bar):
                self._change(number, state=OfferState.SKIPPED, by_nurse=bar == "by_nurse")
            case orders.Award(number):
                self.awarded.append(number)
                self._change(number, state=OfferState.ACCEPTED, asked=True)
                self._change(number, arrives_at=None, arrived=False)
                self.state = replace(
                    self.state, status=Status.ACCEPTED, resumes_at=None, picks_by=None
                )
            case orders.Withdraw(number):
                # Called off: whoever had it is stood down.
                self.awarded = [one for one in self.awarded if one != number]
                self._change(number, state=OfferState.WITHDRAWN)
            case orders.Release(number, by_doctor):
                assert self.awarded == [number], f"{number} never had it"
                self.awarded.clear()
                self._change(number, state=OfferState.RELEASED, by_nurse=not by_doctor)
                self.state = replace(self.state, reminded=0)
            case orders.Dismiss(number):
                self._change(number, by_nurse=False)
            case orders.Expect(number, at):
                assert self.awarded == [number], f"{number} is expected, and never had it"
                self._change(number, arrives_at=at)
            case orders.Arrive(number):
                assert self.awarded == [number], f"{number} arrives, and never had it"
                assert self.state.status is Status.CONTACTED
                self._change(number, arrived=True)
            case orders.MoveFirst(number):
                first = min(o.position for o in self.state.offers) - 1
                self.freed.add(number)
                self._change(number, state=OfferState.WAITING, position=first, tries=())
                self._change(number, by_nurse=False)
            case orders.Stop(number):
                self._stop(number)
            case orders.Tell(number, news):
                known = number is None or self.state.offer(number).asked
                assert known, f"{number} is told {news}, and was never asked"
                self.told.append((number, news))
            case _:
                self._change_escalation(action)

    def _change_escalation(self, action):
        match action:
            case orders.Pause(until):
                self.state = replace(self.state, resumes_at=until, picks_by=None)
            case orders.StartRound(number, again):
                self.turns.clear()
                self.freed.clear()
                for offer in again:
                    said_no = self.state.offer(offer).state is OfferState.DECLINED
                    assert not said_no, f"{offer} said no, and would be asked again"
                    self._change(offer, state=OfferState.WAITING, tries=())
                self.state = replace(
                    self.state,
                    status=Status.SEARCHING,
                    round=number,
                    resumes_at=None,
                    picks_by=None,
                )
            case orders.GiveUp():
                self.state = replace(self.state, status=Status.UNANSWERED, picks_by=None)
            case orders.Remind():
                self.state = replace(self.state, reminded=self.state.reminded + 1)
            case orders.Become(status) | orders.Reopen(status):
                self.state = replace(self.state, status=status)
            case orders.TakeOver(nurse, number):
                number = number or self.state.call_back_number
                self.state = replace(self.state, nurse=nurse, call_back_number=number)
            case orders.Wake(at):
                self.state = replace(self.state, wake_at=at)
            case orders.Queue(until):
                assert not self.state.asking, "a pick is waited for while somebody is asked"
                self.state = replace(self.state, picks_by=until)
            case orders.Pick(number):
                self.freed.add(number)
            case orders.StartList():
                self.state = replace(self.state, picks_by=None, by_list=True)
            case _:
                self._change_alarm(action)

    def _change_alarm(self, action):
        trouble = self.state.trouble
        match action:
            case orders.Alarm(person, why, channels):
                assert trouble is None or not trouble.in_charge, "alarmed, and somebody has it"
                last = [at for one, at in self.alarmed_since(trouble) if one == person]
                again = self.state.policy.alarm_again
                assert not last or self.now - last[-1] >= again, f"{person} was alarmed just now"
                self.alarmed.append((person, self.now))
                self.made += len(channels)
                tries = tuple(
                    Try(self.made - place, None, channel, AttemptState.PLANNED)
                    for place, channel in enumerate(channels)
                )
                trouble = trouble or Trouble(why, self.now)
                alarmed = (*trouble.alarmed, Alarmed(person, self.now, tries))
                self.state = replace(self.state, trouble=replace(trouble, alarmed=alarmed))
            case orders.AlarmAt(at, why):
                trouble = trouble or Trouble(why, at)
                self.state = replace(self.state, trouble=replace(trouble, why=why, look_at=at))
            case orders.TakeCharge():
                trouble = trouble or Trouble("nobody", self.now)
                self.state = replace(self.state, trouble=replace(trouble, in_charge=True))
            case orders.AlarmOver():
                self.state = replace(self.state, trouble=None)

    @staticmethod
    def alarmed_since(trouble):
        return [] if trouble is None else [(one.person, one.at) for one in trouble.alarmed]

    def _ask(self, number, plans, until):
        offer = self.state.offer(number)
        assert offer.bar is None, f"{number} was asked although {offer.bar}"
        alone = self.state.policy.widen_after is None and not self.state.policy.all_at_once
        assert not (alone and self.state.asking), f"{number} was asked while another is"
        assert not self.awarded, f"{number} was asked although somebody has it"
        assert plans, f"{number} was asked by nothing"
        lines = {line.contact: line for line in offer.lines}
        assert not any(lines[p.contact].taken for p in plans), f"{number}'s phone is in use"
        assert not self.turns[number] or number in self.freed, f"{number} was asked twice"
        self.freed.discard(number)
        self.state = replace(self.state, resumes_at=None, picks_by=None)
        self.turns[number] += 1
        self._change(
            number,
            state=OfferState.ASKING,
            deadline=until,
            taken=False,
            asked=True,
            tries=(),
        )
        self._plan(number, plans)

    def _plan(self, number, plans):
        assert self.state.status is Status.SEARCHING, f"{number} was asked after the end"
        for plan in plans:
            self.made += 1
            tried = Try(self.made, plan.contact, plan.channel, AttemptState.PLANNED)
            self._change(number, tries=(*self.state.offer(number).tries, tried))

    def _stop(self, number):
        if self.state.trouble is not None and number in [t.attempt for t in self.live_alarms]:
            return  # an alarm's: it is over, or somebody has it
        for offer in self.state.offers:
            tries = tuple(
                replace(t, state=AttemptState.DROPPED) if t.attempt == number else t
                for t in offer.tries
            )
            self._change(offer.offer, tries=tries)

    def _change(self, number, **fields):
        self.state = self.state.changed(number, **fields)

    def _check(self, actions):
        status = self.state.status
        assert len(self.awarded) <= 1, "two doctors were awarded"
        if status.is_open:
            assert self.state.wake_at is not None
            moved = self.wake_at > self.now or not actions
            assert moved, f"{status}: would be woken for ever, {actions}"
        if self.state.trouble is not None:
            assert status.is_open, "it is over, and people are alarmed"
        if status is not Status.SEARCHING:
            assert not self.state.asking, f"somebody is still asked, and it is {status}"
        if any(isinstance(action, orders.GiveUp) for action in actions):
            self._check_that_everybody_was_asked()
            assert (None, News.NOBODY) in self.told
            self._check_that_somebody_in_charge_is_alarmed()

    def _check_that_somebody_in_charge_is_alarmed(self):
        """G7, where somebody may be alarmed at all."""
        if any(person.in_hours for person in self.state.people):
            trouble = self.state.trouble
            known = trouble is not None and (trouble.in_charge or trouble.alarmed)
            assert known, "nobody was found, and nobody in charge is alarmed"

    def _check_that_everybody_was_asked(self):
        for offer in self.state.offers:
            left_out = offer.state is OfferState.WAITING
            assert not left_out, f"{offer.offer} was never asked, and nobody goes on"
