"""The product itself on PostgreSQL, in one transaction that is never committed.

Each night is rolled back, and a process that dies is a savepoint that is rolled back: nothing of
it stays, and the next night finds empty tables. Time stands still while something is done, however
long the machine needs for it: a night on tables is the night in memory, to the microsecond.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from django.conf import settings
from django.db import connection, transaction

from calls import audit, hearing, messages, services, tasks
from calls.dispatch import circuit, claiming, engine, placing
from calls.dispatch.events import Woken
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import Channel, OfferState, Status
from calls.models import Alarm, Attempt, Escalation, Offer, Via
from calls.simulation import watching
from calls.simulation.carrier import SimulatedCarrier
from calls.simulation.deeds import Deed, Who
from calls.simulation.dispatch import Answer, Case, Charge, Died, Job, Owner, Seen
from calls.simulation.region import BEGINS, Place, make
from calls.simulation.store import Broken
from calls.simulation.tables import A_CLOCK, LOOK_AROUND, THE_TIME, Numbers
from calls.simulation.telephone import Telephone
from calls.telephony import carrier
from calls.telephony.base import Progress, Receipt

WORDS = {True: "はい", False: "２", None: "どちらのご自宅でしょうか"}


class DatabaseDispatch:
    """What people do goes through `services`, what workers do through `tasks`."""

    def __init__(self, rng: Random, line: SimulatedCarrier, doctors: int) -> None:
        with connection.cursor() as cursor:
            for statement in A_CLOCK.split(";"):
                cursor.execute(statement)
        circuit.forget()
        self.place_of: Place = make(rng, doctors)
        self.now = BEGINS
        self._line = line
        Telephone.connect(line, lambda: self.now)
        settings.CALLS_PER_SECOND = self.place_of.calls_per_second
        self._escalations, self._offers = Numbers(), Numbers()
        self._attempts, self._alarms = Numbers(), Numbers()
        self._newest = 0  # primary key of the last attempt that was seen
        self._new: list[int] = []
        self._touched = True  # something may be due at another time than `_next_look`
        self._next_look: float | None = None
        self._clock_is_behind = True
        self._dies = False
        self._heard = 0  # SMS of doctors

    def turn_the_clock(self, seconds: float) -> None:
        self.now = BEGINS + timedelta(seconds=seconds)
        self._clock_is_behind = True

    def _touch(self) -> None:
        """Before anything is done, for then somebody may look at the clock."""
        self._touched = True
        if not self._clock_is_behind:
            return
        self._clock_is_behind = False
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [THE_TIME, self.now.isoformat()])

    # --- processes ------------------------------------------------------------------------

    def die_before_the_commit(self) -> None:
        self._dies = True

    @contextmanager
    def _process(self) -> Iterator[None]:
        """Whatever it has written is gone when it dies before its commit."""
        dies, self._dies = self._dies, False
        if not dies:
            yield
            return
        with transaction.atomic():
            yield
            raise Died

    # --- people ---------------------------------------------------------------------------

    def press(self, case: Case) -> int:
        self._touch()
        with self._process():
            escalation = services.open_escalation(
                station=self.place_of.stations[case.station - 1],
                by=self.place_of.nurses[Who.NURSE],
                request_id=uuid.UUID(int=case.request + 1),
                request=self.place_of.request(case),
            )
        for pk in escalation.offers.in_order().values_list("pk", flat=True):
            self._offers.of(pk)
        return self._escalations.of(escalation.pk)

    def deed(self, deed: Deed, escalation: int, offer: int | None) -> None:
        self._touch()
        way, about = deed.value, dict(deed.value.more)
        if way.by is not None:
            about["by"] = self.place_of.nurses[way.by]
        if offer is None:
            about["escalation"] = Escalation.objects.get(pk=self._escalations.key(escalation))
        else:
            about["offer"] = self._offer(offer)
        with self._process():
            way.service(**about)

    def answer(self, offer: int, yes: bool, phone: str) -> Answer:
        self._touch()
        via = Via.KEY if phone else Via.LINK
        with self._process():
            say = services.accept if yes else services.decline
            return Answer(say(offer=self._offer(offer), via=via, number=phone).value)

    def not_him(self, offer: int, phone: str) -> None:
        self._touch()
        with self._process():
            services.not_him(offer=self._offer(offer), number=phone)

    def hear(self, phone: str, yes: bool | None) -> int:
        self._touch()
        self._heard += 1
        with self._process():
            heard = hearing.hear(sender=phone, body=WORDS[yes], sid=f"SM{self._heard}")
        return len(heard.replies)

    def take_charge(self, alarm: int) -> Charge:
        self._touch()
        row = Alarm.objects.select_related("person").get(pk=self._alarms.key(alarm))
        with self._process():
            return Charge(services.take_charge_by(alarm=row).value)

    def _offer(self, number: int) -> Offer:
        return Offer.objects.get(pk=self._offers.key(number))

    # --- the carrier, the workers, the watch ----------------------------------------------

    def reported(self, key: str, sid: str, progress: Progress) -> None:
        self._touch()
        with self._process():
            services.carrier_reported(
                key=key, sid=sid, progress=progress, code=None, status=str(progress)
            )

    def place(self, attempt: int) -> None:
        self._touch()
        tasks.place(self._attempts.key(attempt))

    def place_frozen(self, attempt: int) -> object | None:
        self._touch()
        claimed = claiming.claim(self._attempts.key(attempt))
        if claimed is None:
            return None
        if claimed.late or not claimed.wanted:
            raise Died  # frozen before it asked anybody: as good as dead
        if claimed.attempt.channel == Channel.VOICE:
            return claimed, carrier().call(messages.call_for(claimed))
        return claimed, carrier().text(messages.text_for(claimed))

    def thaw(self, frozen: object) -> None:
        self._touch()
        match frozen:
            case (claiming.Claim() as claimed, Receipt() as receipt):
                placing.placed(claimed, receipt)

    def do(self, job: Job, number: int) -> None:
        self._touch()
        match job:
            case Job.STEP:
                self._step(self._escalations.key(number))
            case Job.DIAL:
                tasks.place(self._attempts.key(number), in_turn=True)
            case Job.PLACE:
                tasks.place(self._attempts.key(number))
            case Job.HANG_UP:
                tasks.hang_up(self._attempts.key(number))
            case Job.RECONCILE:
                tasks.reconcile(self._attempts.key(number))

    def _step(self, escalation: int) -> None:
        with self._process():
            engine.step(escalation, Woken(), skip_locked=True)
        if Escalation.objects.overdue(self.now).filter(pk=escalation).exists():
            raise Broken("G1: an escalation was woken, and is as overdue as before")

    def due(self) -> list[tuple[Job, int]]:
        return [
            (job, (self._escalations if job is Job.STEP else self._attempts).of(key))
            for job, key in watching.due(self.now)
        ]

    def next_look(self) -> float | None:
        self._look_around()
        return self._next_look

    def new_attempts(self) -> list[int]:
        self._look_around()
        new, self._new = self._new, []
        return [self._attempts.of(key) for key in new]

    def _look_around(self) -> None:
        if not self._touched:
            return
        with connection.cursor() as cursor:
            cursor.execute(LOOK_AROUND, [self._newest])
            new, at = cursor.fetchone()
        self._touched, self._next_look = False, at and (at - BEGINS).total_seconds()
        self._new += new
        self._newest = max(new, default=self._newest)

    # --- what there is to see -------------------------------------------------------------

    def owner(self, key: str) -> Owner:
        row = Attempt.objects.filter(key=key).values(
            "escalation",
            "offer",
            "offer__doctor",
            "notice__news",
            "notice__offer__doctor",
            "alarm",
        )[0]
        doctor = row["offer__doctor"] or row["notice__offer__doctor"]
        return Owner(
            escalation=self._escalations.of(row["escalation"]),
            offer=self._offers.of(row["offer"]) if row["offer"] else None,
            doctor=self.place_of.doctors.index(doctor) + 1 if doctor else None,
            news=News(row["notice__news"]) if row["notice__news"] else None,
            alarm=self._alarm(row["alarm"]) if row["alarm"] else None,
        )

    def _alarm(self, key: int) -> int:
        """In the order in which they were raised."""
        known = self._alarms.keys
        newer = Alarm.objects.filter(pk__gt=known[-1] if known else 0).order_by("pk")
        for raised in newer.values_list("pk", flat=True):
            self._alarms.of(raised)
        return self._alarms.of(key)

    def status(self, escalation: int) -> Status:
        rows = Escalation.objects.filter(pk=self._escalations.key(escalation))
        return Status(rows.values_list("status", flat=True)[0])

    def seen(self, escalation: int) -> Seen:
        row = Escalation.objects.get(pk=self._escalations.key(escalation))
        offers = row.offers.order_by("pk").values_list("pk", "doctor", "state", "asked_at")
        return Seen(
            Status(row.status),
            row.wake_at,
            tuple(
                (
                    self._offers.of(pk),
                    self.place_of.doctors.index(doctor) + 1,
                    OfferState(state),
                    asked_at is not None,
                )
                for pk, doctor, state, asked_at in offers
            ),
        )

    def offer_state(self, offer: int) -> OfferState:
        rows = Offer.objects.filter(pk=self._offers.key(offer))
        return OfferState(rows.values_list("state", flat=True)[0])

    # --- the roster -----------------------------------------------------------------------

    def make_unavailable(self, doctor: int, unavailable: bool) -> None:
        self.place_of.make_unavailable(doctor, unavailable, self.now)

    def close_clinic(self, clinic: int, closed: bool) -> None:
        self.place_of.close_clinic(clinic, closed, self.now)

    def leave(self, doctor: int) -> None:
        self.place_of.leave(doctor)

    def change_number(self, doctor: int) -> None:
        self.place_of.change_number(doctor)

    def check(self) -> None:
        found = [str(one) for one in audit.look(audit.EVERYTHING) if isinstance(one, audit.Finding)]
        if found:
            raise Broken("; ".join(found))
