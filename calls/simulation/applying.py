"""From the actions that `core` ordered to rows in memory, as `writing.Writer` does to tables.

Every order is looked at on its way: what must never be ordered raises `Broken`.
"""

from datetime import datetime

from calls.dispatch import orders
from calls.dispatch.orders import Action, News
from calls.dispatch.outgoing import MUST_KNOW
from calls.dispatch.vocabulary import AttemptState, Bar, Channel, OfferState, Status
from calls.models import Happening
from calls.simulation import alarming
from calls.simulation.looking import is_taken_by_others, way_to
from calls.simulation.rows import Alarm, Attempt, Contact, Escalation, Offer
from calls.simulation.store import Broken, NumberTaken, Store


class Applying:
    """Carries out actions; `planned` is left for the workers."""

    def __init__(
        self, store: Store, escalation: Escalation, now: datetime, outcome: str = ""
    ) -> None:
        self.store = store
        self.escalation = escalation
        self.now = now
        self.outcome = outcome
        self.planned: list[Attempt] = []

    def apply(self, action: Action) -> None:
        match action:
            case orders.Wake(at):  # by far the most
                self.escalation.search_at = at
            case orders.Ask(number, plans, until):
                self._ask(self._offer(number), plans, until)
            case orders.Try(number, plans):
                self._plan_offer(self._offer(number), plans)
                self.escalation.note(Happening.TRIED, number)
            case orders.Extend(number, until):
                offer = self._offer(number)
                offer.deadline, offer.taken = until, True
            case orders.Hold(number, until):
                offer = self._offer(number)
                offer.deadline, offer.taken = until, False
            case orders.EndTurn(number, state):
                self._leave(self._offer(number), state)
                self._offer(number).answered |= state is OfferState.DECLINED
                self.escalation.note(Happening(str(state)), number)
            case orders.Pass(number, bar):
                self._leave(self._offer(number), OfferState.SKIPPED)
                self._offer(number).by_nurse = bar is Bar.BY_NURSE
                self.escalation.note(Happening.PASSED, number)
            case orders.Award(number):
                self._award(self._offer(number))
            case orders.RenewLink(_):
                pass
            case orders.Withdraw(number):
                self._leave(self._offer(number), OfferState.WITHDRAWN)
                self.escalation.note(Happening.WITHDRAWN, number)
            case orders.Release(number, by_doctor):
                self._release(self._offer(number), by_doctor=by_doctor)
            case orders.Dismiss(number):
                self._offer(number).by_nurse = False
            case orders.Expect(number, at):
                self._offer(number).arrives_at = at
                self.escalation.note(Happening.ARRIVES, number)
            case orders.Arrive(number):
                self._offer(number).arrived = True
                self.escalation.note(Happening.ARRIVED, number)
            case orders.MoveFirst(number):
                self._move_first(self._offer(number))
            case orders.Stop(number):
                self._stop(self.store.attempts[number])
            case orders.Tell(number, news):
                self._tell(None if number is None else self._offer(number), news)
            case orders.TooLate(number):
                self.escalation.note(Happening.TOO_LATE, number)
            case _:
                self._change_escalation(action)

    def _change_escalation(self, action: Action) -> None:
        escalation = self.escalation
        match action:
            case orders.Pause(until):
                escalation.resumes_at, escalation.picks_by = until, None
                escalation.note(Happening.PAUSED)
            case orders.StartRound(number, again):
                self._start_round(number, again)
            case orders.GiveUp():
                self._give_up()
            case orders.Remind(by):
                escalation.reminded += 1
                escalation.confirm_by = by
                escalation.note(Happening.REMINDED)
            case orders.Become(status):
                self._become(status)
            case orders.Reopen(status):
                self.store.count_cooperation(escalation, -1)
                escalation.status, escalation.ended_at, escalation.outcome = status, None, ""
                if status is Status.UNANSWERED:
                    escalation.accepted_at, escalation.reminded = None, 0
                escalation.note(Happening.REOPENED)
            case orders.TakeOver(nurse, number):
                escalation.nurse = nurse
                escalation.call_back_number = number or escalation.call_back_number
                escalation.note(Happening.TAKEN_OVER)
            case (
                orders.Alarm()
                | orders.AlarmAt()
                | orders.TakeCharge()
                | orders.StandDown()
                | orders.AlarmOver()
            ):
                alarming.carry_out(self, action)
            case orders.Queue(until):
                escalation.picks_by = until
                escalation.note(Happening.QUEUED)
            case orders.Pick(number):
                self._offer(number).asked_in = None
                escalation.note(Happening.PICKED, number)
            case orders.StartList():
                escalation.picks_by, escalation.by_list = None, True
                escalation.note(Happening.LIST_STARTED)
            case _:
                raise NotImplementedError(f"the simulation does not know how to {action}")

    # --- the escalation -------------------------------------------------------------------

    def _start_round(self, number: int, again: tuple[int, ...]) -> None:
        escalation = self.escalation
        escalation.status, escalation.round, escalation.resumes_at = (
            Status.SEARCHING,
            number,
            None,
        )
        escalation.picks_by = None
        escalation.rounds_begun += 1
        for offer in map(self._offer, again):
            if offer.state is OfferState.DECLINED:
                raise Broken(f"{offer.number} said no, and would be asked again")
            offer.state, offer.by_nurse = OfferState.WAITING, False
        escalation.note(Happening.ROUND)

    def _give_up(self) -> None:
        left = [o.number for o in self.escalation.offers if o.state is OfferState.WAITING]
        if left:
            raise Broken(f"given up, and {left} were never asked in this round")
        self.escalation.status, self.escalation.picks_by = Status.UNANSWERED, None
        self.escalation.note(Happening.UNANSWERED)

    def _become(self, status: Status) -> None:
        escalation = self.escalation
        escalation.status = status
        if not status.is_open:
            escalation.ended_at, escalation.outcome = self.now, self.outcome
            escalation.search_at = escalation.resumes_at = escalation.picks_by = None
        self.store.count_cooperation(escalation, +1)
        escalation.note(Happening(str(status)))

    # --- offers ---------------------------------------------------------------------------

    def _offer(self, number: int) -> Offer:
        return self.store.offers[number]

    def _ask(self, offer: Offer, plans: tuple[orders.Plan, ...], until: datetime) -> None:
        if (bar := self.store.bar(offer)) is not None:
            raise Broken(f"doctor {offer.doctor.number} was asked although {bar}")
        if offer.state in (OfferState.DECLINED, OfferState.ACCEPTED) or not plans:
            raise Broken(f"{offer.state} and yet asked, by {plans}")
        if is_taken_by_others(self.store, offer, plans):
            raise Broken(f"I6: doctor {offer.doctor.number} was asked on a number in use")
        if offer.asked_in == self.escalation.rounds_begun:
            raise Broken(f"doctor {offer.doctor.number} was asked twice in one round")
        offer.state, offer.by_nurse = OfferState.ASKING, False
        offer.asked_in = self.escalation.rounds_begun
        offer.turn += 1
        offer.deadline, offer.taken = until, False
        offer.asked_at = offer.asked_at or self.now
        self.escalation.resumes_at = self.escalation.picks_by = None
        self._plan_offer(offer, plans)
        self.escalation.note(Happening.ASKED, offer.number)

    def _plan_offer(self, offer: Offer, plans: tuple[orders.Plan, ...]) -> None:
        contacts = {c.number: c for c in offer.doctor.contacts}
        held = {a.phone for a in offer.attempts if a.holds}
        for plan in plans:
            contact = contacts[plan.contact]
            if contact.is_somebody_elses(self.escalation):
                raise Broken(f"a stranger is asked for doctor {offer.doctor.number} once more")
            holds = contact.phone not in held and not self.escalation.is_drill
            held.add(contact.phone)
            self.plan(plan.channel, contact.phone, offer=offer, contact=contact, holds=holds)

    def _leave(self, offer: Offer, state: OfferState) -> None:
        offer.state, offer.by_nurse = state, False
        for attempt in offer.attempts:
            if attempt.holds:
                attempt.holds = False
                self.store.keep(attempt)

    def _award(self, offer: Offer) -> None:
        self._leave(offer, offer.state)
        self.store.accept(offer)
        offer.answered = True
        offer.asked_at = offer.asked_at or self.now
        offer.arrives_at, offer.arrived = None, False
        escalation = self.escalation
        escalation.status, escalation.accepted_at = Status.ACCEPTED, self.now
        escalation.confirm_by = self.now + self.store.policy.confirm_within
        escalation.resumes_at = escalation.picks_by = None
        escalation.note(Happening.ACCEPTED, offer.number)

    def _release(self, offer: Offer, *, by_doctor: bool) -> None:
        if offer.state is not OfferState.ACCEPTED:
            raise Broken(f"{offer.number} is {offer.state}, and would be relieved of it")
        offer.state, offer.by_nurse = OfferState.RELEASED, not by_doctor
        escalation = self.escalation
        escalation.accepted_at = escalation.confirm_by = None
        escalation.reminded = 0
        happening = Happening.HANDED_BACK if by_doctor else Happening.RELEASED
        escalation.note(happening, offer.number)

    def _move_first(self, offer: Offer) -> None:
        self._leave(offer, OfferState.WAITING)
        offer.position = min(o.position for o in self.escalation.offers) - 1
        offer.asked_in = None
        self.escalation.note(Happening.MOVED_FIRST, offer.number)

    # --- attempts -------------------------------------------------------------------------

    def plan(
        self,
        channel: Channel,
        phone: str,
        *,
        offer: Offer | None = None,
        contact: Contact | None = None,
        holds: bool = False,
        news: News | None = None,
        told: Offer | None = None,
        alarm: Alarm | None = None,
    ) -> None:
        try:
            attempt = self.store.add_attempt(
                escalation=self.escalation,
                offer=offer,
                news=news,
                told=told,
                alarm=alarm,
                contact=contact,
                turn=offer.turn if offer else 0,
                phone=phone,
                channel=channel,
                made_after=len(self.escalation.timeline),
                made_at=self.now,
                due_at=self.now,
                holds=holds,
            )
        except NumberTaken as taken:
            raise Broken(f"I6: {taken}") from taken
        self.planned.append(attempt)

    def _stop(self, attempt: Attempt) -> None:
        if attempt.state is AttemptState.PLANNED:
            attempt.state, attempt.ended_at = AttemptState.DROPPED, self.now
        else:
            attempt.stop_wanted = True
        self.store.keep(attempt)

    def _tell(self, offer: Offer | None, news: News) -> None:
        if offer is None:
            phone = self.escalation.call_back_number
            channel = self.escalation.tell_by
        else:
            if not offer.asked:
                raise Broken(f"{offer.number} is told {news}, and was never asked")
            must_know = news in MUST_KNOW and not self.escalation.is_drill
            found = way_to(offer, must_know=must_know)
            if found is None:
                return
            channel, phone = found
        self.plan(channel, phone, news=news, told=offer)
        self.escalation.note(Happening.TOLD, None if offer is None else offer.number)
