"""The product in memory: the real decision, over rows that obey the tables' constraints."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from calls.dispatch import core, events, orders
from calls.dispatch.candidates import in_order
from calls.dispatch.events import Event, Woken
from calls.dispatch.orders import Action
from calls.dispatch.state import State
from calls.dispatch.vocabulary import Channel, OfferState, Status, Why
from calls.models import Happening, Outcome
from calls.simulation import at_the_end, checks, hearing, listed
from calls.simulation.applying import Applying
from calls.simulation.deeds import Deed
from calls.simulation.dispatch import Answer, Case, Charge, Died, Job, Line, Owner, Seen
from calls.simulation.due import will_be_due
from calls.simulation.listed import InOrder
from calls.simulation.looking import state_of
from calls.simulation.pace import Pace
from calls.simulation.placing import Placing
from calls.simulation.rosters import NEW_NUMBERS, Setting
from calls.simulation.rows import Attempt, Escalation
from calls.simulation.step import Step
from calls.simulation.store import Store
from calls.telephony.base import Progress

BEGINS = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # ten in the evening in Kofu

_ORDER = {job: place for place, job in enumerate(Job)}

Decide = Callable[[State, Event, datetime], list[Action]]


class MemoryDispatch:
    """`decide` and `put_in_order` are under test: the product's own, or broken on purpose."""

    def __init__(
        self,
        setting: Setting,
        line: Line,
        *,
        decide: Decide = core.decide,
        put_in_order: InOrder = in_order,
    ) -> None:
        pace = Pace(setting.calls_per_second, BEGINS)
        self.store = Store(setting.policy, setting.doctors, pace, setting.responsible)
        self.now = BEGINS
        self._decide, self._put_in_order = decide, put_in_order
        self._rules = setting.rules
        self.store.worked.update(setting.rules.worked)
        self._placing = Placing(self.store, line, lambda: self.now, self._step)
        self._new: list[int] = []
        self._requests: dict[int, int] = {}
        self._dies = False
        self._looked: float | None = None
        self._touched = True  # something may be due at another time than `_looked`

    def turn_the_clock(self, seconds: float) -> None:
        self.now = BEGINS + timedelta(0, seconds)

    # --- people ---------------------------------------------------------------------------

    def press(self, case: Case) -> int:
        self._process()
        if case.request in self._requests:
            return self._requests[case.request]
        escalation = self.store.open(case, self.now)
        self._make_the_list(escalation, announced=case.announced)
        escalation.note(Happening.OPENED)
        self._step(escalation, events.Opened())
        self._requests[case.request] = escalation.number
        return escalation.number

    def _make_the_list(self, escalation: Escalation, *, announced: bool) -> None:
        put_in_order = self._put_in_order
        doctors = listed.make(
            self._rules, self.store, escalation, announced=announced, put_in_order=put_in_order
        )
        self.store.add_offers(escalation, doctors)
        listed.check(self._rules, self.store, escalation, announced=announced)

    def deed(self, deed: Deed, escalation: int, offer: int | None) -> None:
        self._process()
        if offer is not None and (limit := deed.value.not_after) is not None:
            news, lately = limit
            if self.store.was_told(self.store.offers[offer], news, self.now - lately):
                return
        if deed is Deed.COMES and offer is not None:
            self.store.offers[offer].sets_out(self.now, **deed.value.more)
        row, outcome = self.store.of(escalation), deed.value.more.get("outcome", "")
        self._step(row, deed.event(offer), Outcome.DRILL if row.is_drill else outcome)

    def answer(self, offer: int, yes: bool, phone: str) -> Answer:
        return self._answer(offer, yes, phone, Channel.VOICE)

    def _answer(self, offer: int, yes: bool, phone: str, by: Channel) -> Answer:
        self._process()
        row = self.store.offers[offer]
        before = row.state
        taken = any(o.state is OfferState.ACCEPTED for o in row.escalation.offers)
        event = events.Accepted(offer, on_page=not phone) if yes else events.Declined(offer)
        self._step(row.escalation, event)
        hearing.proves(row, phone, by)
        if row.state is not before:
            return Answer.YOURS if row.state is OfferState.ACCEPTED else Answer.DECLINED
        if before is OfferState.ACCEPTED:
            return Answer.YOURS
        if taken:
            return Answer.TAKEN
        return Answer.DECLINED if before is OfferState.DECLINED else Answer.OVER

    def not_him(self, offer: int, phone: str) -> None:
        self._process()
        row = self.store.offers[offer]
        hearing.doubt(row, phone, self.now)
        self._step(row.escalation, events.NotHim(offer))

    def hear(self, phone: str, yes: bool | None) -> int:
        self._process()
        they_count = self._rules.replies_count
        his = hearing.his(self.store, phone, they_count=they_count)
        if yes is None and his is not None:  # words for the nurse, whatever else he is asked
            his.escalation.note(Happening.UNCLEAR, his.number)
            return 1
        offer, back = hearing.whose(self.store, phone, they_count=they_count)
        if offer is None:
            return back
        if yes is None:
            return hearing.told_how_to_answer(offer)
        answer = self._answer(offer.number, yes, phone, Channel.TEXT)
        return int(answer is not Answer.YOURS)

    def take_charge(self, alarm: int) -> Charge:
        self._process()
        row = self.store.alarms[alarm]
        event = events.TakenCharge(alarm, picks=row.why is Why.WAITS)
        before, actions = self._step(row.escalation, event)
        if any(isinstance(action, orders.TakeCharge) for action in actions):
            return Charge.YOURS
        if before.trouble is None or not before.trouble.in_charge:
            return Charge.OVER
        his = row.escalation.in_charge_person == row.person
        return Charge.YOURS if his else Charge.TAKEN

    # --- the engine -----------------------------------------------------------------------

    def _step(
        self, escalation: Escalation, event: Event, outcome: str = ""
    ) -> tuple[State, list[Action]]:
        before = state_of(self.store, escalation)
        actions = self._decide(before, event, self.now)
        if actions:
            len(before.offers)  # they are looked at before anything is changed
        applying = Applying(self.store, escalation, self.now, outcome)
        for action in actions:
            applying.apply(action)
        self._new += [attempt.number for attempt in applying.planned]
        kinds = {type(one) for one in actions}
        checks.after_a_step(Step(self.store, escalation, before, event, actions, kinds, self.now))
        return before, actions

    def _process(self) -> None:
        """What a process has not committed when it dies was never done."""
        self._touched = True
        self._live_or_die()

    def _live_or_die(self) -> None:
        if self._dies:
            self._dies = False
            raise Died

    def die_before_the_commit(self) -> None:
        self._dies = True

    # --- the carrier, the workers, the watch ----------------------------------------------

    def reported(self, key: str, sid: str, progress: Progress) -> None:
        self._process()
        self._placing.reported(self.store.attempts[int(key)], sid, progress)

    def place(self, attempt: int, *, in_turn: bool = False) -> None:
        self._process()
        self._placing.probe()
        claim = self._placing.claim(self.store.attempts[attempt], in_turn=in_turn)
        if claim is not None:
            self._placing.place(claim)

    def place_frozen(self, attempt: int) -> object | None:
        self._touched = True
        claim = self._placing.claim(self.store.attempts[attempt])
        sid = None if claim is None else self._placing.ask(claim)
        return None if sid is None else (claim, sid)

    def thaw(self, frozen: object) -> None:
        self._touched = True
        if isinstance(frozen, tuple):
            self._placing.placed(*frozen)

    def do(self, job: Job, number: int) -> None:
        self._touched = True
        match job:
            case Job.STEP:
                self._live_or_die()
                escalation = self.store.of(number)
                self._step(escalation, Woken())
                checks.is_not_overdue(escalation, self.now)
            case Job.DIAL:
                self.place(number, in_turn=True)
            case Job.PLACE:
                self.place(number)
            case Job.HANG_UP:
                self._placing.hang_up(self.store.attempts[number])
            case Job.RECONCILE:
                self._placing.reconcile(self.store.attempts[number])

    def due(self) -> list[tuple[Job, int]]:
        """In the order in which the watch looks."""
        now = self.now
        overdue = [e for e in self.store.escalations if (at := e.wake_at) and at <= now]
        overdue.sort(key=lambda e: (e.wake_at, e.number))
        line, others = [], []
        for attempt in self.store.live.values():
            for job, at in will_be_due(attempt):
                if at <= now and job is Job.DIAL:
                    line.append(attempt)
                elif at <= now:
                    text_last = job is Job.RECONCILE and attempt.channel is Channel.TEXT
                    others.append((_ORDER[job], text_last, attempt.number, job))
        return [
            *[(Job.STEP, escalation.number) for escalation in overdue],
            *(self._line(line) if line else ()),
            *[(job, number) for _, _, number, job in sorted(others)],
        ]

    def _line(self, waiting: list[Attempt]) -> list[tuple[Job, int]]:
        """Those whose turn has come, and whoever is not told yet that he waits."""
        waiting.sort(key=lambda attempt: attempt.place_in_line)
        free = self.store.pace.free(self.now)
        untold = [(Job.PLACE, a.number) for a in waiting[free:] if not a.in_line]
        return [*[(Job.DIAL, a.number) for a in waiting[:free]], *untold]

    def next_look(self) -> float | None:
        if self._touched:
            self._touched, self._looked = False, self._first_due()
        return self._looked

    def _first_due(self) -> float | None:
        times = [at for e in self.store.escalations if (at := e.wake_at)]
        for attempt in self.store.live.values():
            for _, at in will_be_due(attempt):
                # Whoever waits in line, and was told so, waits for a slot.
                in_line = attempt.in_line_now and attempt.waits
                times.append(max(at, self.store.pace.next_free()) if in_line else at)
        return (min(times) - BEGINS).total_seconds() if times else None

    def new_attempts(self) -> list[int]:
        new, self._new = self._new, []
        return new

    # --- what there is to see -------------------------------------------------------------

    def owner(self, key: str) -> Owner:
        attempt = self.store.attempts[int(key)]
        offer, alarm = attempt.offer or attempt.told, attempt.alarm
        return Owner(
            escalation=attempt.escalation.number,
            offer=attempt.offer.number if attempt.offer else None,
            doctor=offer.doctor.number if offer else None,
            news=attempt.news,
            alarm=alarm.number if alarm else None,
        )

    def status(self, escalation: int) -> Status:
        return self.store.of(escalation).status

    def seen(self, escalation: int) -> Seen:
        row = self.store.of(escalation)
        offers = tuple((o.number, o.doctor.number, o.state, o.asked) for o in row.offers)
        return Seen(row.status, row.wake_at, offers)

    def offer_state(self, offer: int) -> OfferState:
        return self.store.offers[offer].state

    # --- the roster -----------------------------------------------------------------------

    def make_unavailable(self, doctor: int, unavailable: bool) -> None:
        self.store.doctors[doctor - 1].unavailable = unavailable

    def close_clinic(self, clinic: int, closed: bool) -> None:
        change = self.store.closed_clinics.add if closed else self.store.closed_clinics.discard
        change(clinic)

    def leave(self, doctor: int) -> None:
        self.store.doctors[doctor - 1].active = False

    def change_number(self, doctor: int) -> None:
        every = [contact for one in self.store.doctors for contact in one.contacts]
        changed = sum(contact.phone.startswith(NEW_NUMBERS) for contact in every)
        for contact in self.store.doctors[doctor - 1].contacts[:1]:
            contact.becomes(f"{NEW_NUMBERS}{changed:03d}")

    def check(self) -> None:
        at_the_end.after_the_night(self.store)
