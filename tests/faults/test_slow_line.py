"""The line of waiting calls on a machine, or at a carrier, that is slower than the pace."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Semaphore

import pytest
from django.db import connection

from backup_dispatch.embedded.waiting import until
from calls import services, tasks
from calls.dispatch import clock, pace
from calls.management.commands.watch import THREADS, Watch
from calls.models import Attempt, CarrierSlot, CaseKind, Escalation, Via
from calls.telephony.memory import MemoryCarrier
from tests.make import (
    make_clinic,
    make_contact,
    make_doctor,
    make_nurse,
    make_region,
    make_station,
    mobile,
    press,
)


class Slow(MemoryCarrier):
    """Answers a request for a call when the test lets it."""

    def __init__(self):
        super().__init__()
        self.asked = []
        self.may_answer = Semaphore(0)

    def call(self, call):
        self.asked.append(call.to)
        self.may_answer.acquire(timeout=60)
        return super().call(call)


@pytest.fixture
def slow(settings):
    settings.CARRIER = f"{Slow.__module__}.{Slow.__qualname__}"
    tasks.carrier.cache_clear()
    yield tasks.carrier().inner
    tasks.carrier.cache_clear()


def in_line(number, kind):
    """Somebody in a city with one doctor has pressed, and there was no slot for her call.

    He takes no SMS: while one is placed his search is locked, and passed by for a moment.
    """
    region = make_region()
    make_contact(make_doctor(make_clinic(region)), mobile(number), can_text=False)
    press(make_nurse(make_station(region)), case_kind=kind)
    Attempt.objects.update(in_line=True, due_at=clock.now() - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_f38_whoever_cannot_breathe_goes_next_however_many_were_handed_out(slow, settings):
    settings.CALLS_PER_SECOND = 60
    for number in range(THREADS + 4):
        in_line(number, CaseKind.FEVER)
    watch = Watch()

    def asked(calls):
        watch.look()
        return len(slow.asked) == calls

    assert until(lambda: asked(THREADS), 30)
    in_line(99, CaseKind.BREATHING)
    slow.may_answer.release()
    assert until(lambda: asked(THREADS + 1), 30)
    assert slow.asked[THREADS] == mobile(99)
    slow.may_answer.release(100)
    assert until(lambda: asked(THREADS + 5), 30)
    watch.stop()
    assert Escalation.objects.count() == len(set(slow.asked)) == len(slow.asked)


@pytest.mark.django_db(transaction=True)
@pytest.mark.logs(r"ERROR calls.dispatch.trouble Escalation \d+ cannot go on: DataError at calls/")
def test_f38_calls_that_cannot_be_claimed_hold_up_nobody_behind_them(slow, settings):
    """As many stand at the head as there are slots, and all in one look of the watch."""
    settings.CALLS_PER_SECOND = pace.FEWEST
    for number in range(pace.FEWEST):
        in_line(number, CaseKind.BREATHING)
    in_line(99, CaseKind.FEVER)
    slow.may_answer.release(100)
    watch = Watch()
    with claims_refused_before(Escalation.objects.latest("pk")):
        watch.look()
        watch.stop()
    assert slow.asked == [mobile(99)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", [True, False], ids=["the machine is slow", "the carrier is"])
def test_f38_who_looks_for_a_doctor_comes_before_who_is_to_be_reminded(slow, settings, room):
    """A reminder costs four messages. It waits for nothing where the carrier is what is slow."""
    settings.CALLS_PER_SECOND = 60
    for number in range(4):
        in_line(number, CaseKind.FEVER)
    *accepted, _searching = Escalation.objects.order_by("pk")
    for one in accepted:
        slow.may_answer.release()
        tasks.place(one.attempts.get().pk, in_turn=True)
        services.accept(offer=one.offers.get(), via=Via.KEY)
        for told in one.attempts.filter(notice__isnull=False):
            tasks.place(told.pk)  # else its placing, beside, holds the row for a moment
    before = clock.now() - timedelta(seconds=1)
    Escalation.objects.filter(status="accepted").update(wake_at=before, search_at=before)
    if not room:
        CarrierSlot.objects.update(free_at=clock.now() + pace.period())
    watch = Watch()
    watch.look()
    slow.may_answer.release(100)
    watch.stop()
    reminded = Escalation.objects.filter(reminded__gt=0).count()
    assert reminded == (1 if room else len(accepted))


@contextmanager
def claims_refused_before(escalation):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION refuse_claims() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '22000'; END$$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse_claims BEFORE UPDATE ON calls_attempt FOR EACH ROW"
            f" WHEN (NEW.escalation_id < {escalation.pk}) EXECUTE FUNCTION refuse_claims()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse_claims ON calls_attempt")
