"""Telephones that are in use, carriers that stammer, and what it all costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls import services, tasks
from calls.models import Attempt
from calls.telephony import carrier
from calls.telephony.base import CarrierError, Progress
from tests.dispatch.counting import Counting
from tests.make import make_doctor, mobile

pytestmark = pytest.mark.django_db


# --- Telephones that are in use, and carriers that stammer ------------------------------


def test_a_doctor_who_is_asked_by_another_station_is_passed_by(night):
    one = night.escalation
    night.press()
    assert night.rung == [1, 2]
    night.escalation = one
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 2, 3]


def test_the_last_doctor_is_waited_for_until_his_phone_is_free(make):
    night = make(doctors=1, ring_again=False)
    first = night.press()
    night.press()
    assert (night.status, night.states, night.rung) == ("searching", ["waiting"], [1])
    night.rings_out(1)
    services.cancel(escalation=first, by=night.nurse)
    night.later(seconds=2)
    assert (night.states, night.rung) == (["asking"], [1, 1])


@pytest.mark.parametrize("done", [True, False], ids=["it was made", "it was not made"])
def test_an_ambiguous_answer_is_looked_up_before_anything_is_made_again(make, outbox, done):
    night = make()
    outbox.fail_next(CarrierError("time-out", ambiguous=True), done=done)
    night.press()
    night.later(seconds=2)
    assert night.rung == [1]
    attempt = night.attempt(1, "voice")
    assert (attempt.state, attempt.generation) == ("queued", 2)
    assert attempt.sid == outbox.find_calls(mobile(1))[0].sid


def test_an_attempt_that_the_carrier_never_takes_makes_way_after_five_tries(make, outbox):
    night = make()
    for _ in range(5):
        outbox.fail_next(CarrierError("time-out", ambiguous=True))
    services.open_escalation(**night.request())
    voice = Attempt.objects.get(channel="voice")
    for _ in range(5):
        tasks.place(voice.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE calls_attempt SET lease_until = clock_timestamp() WHERE id = %s"
                " AND lease_until IS NOT NULL",
                [voice.pk],
            )
    voice.refresh_from_db()
    assert (voice.state, voice.generation) == ("failed", 5)
    assert voice.escalation.offers.in_order()[1].state == "asking"


def test_an_sms_that_may_have_gone_out_is_recognised_by_its_words(make, outbox):
    night = make()
    services.open_escalation(**night.request())
    text = Attempt.objects.get(channel="text")
    outbox.fail_next(CarrierError("time-out", ambiguous=True), done=True)
    tasks.place(text.pk)
    night.later(seconds=2)
    assert night.texted == [1]
    assert Attempt.objects.get(pk=text.pk).state == "queued"


def test_a_call_of_which_nothing_is_heard_is_asked_after(night, outbox):
    attempt = night.attempt(1, "voice")
    outbox.move(attempt.sid, Progress.BUSY)
    tasks.reconcile(attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, night.states[1]) == ("busy", "asking")
    assert attempt.reconciled_at is not None


# --- What it costs ----------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["voice", "text"])
@pytest.mark.parametrize("doctors", [3, 40])
def test_a_task_reaches_the_carrier_within_twelve_statements(make, settings, channel, doctors):
    night = make(doctors=doctors)
    services.open_escalation(**night.request())
    attempt = Attempt.objects.get(channel=channel)
    settings.CARRIER = f"{Counting.__module__}.{Counting.__qualname__}"
    carrier.cache_clear()
    with CaptureQueriesContext(connection) as Counting.queries:
        tasks.place(attempt.pk)
    assert 0 < carrier().inner.statements <= 12


def test_a_press_costs_the_same_however_long_the_list_is(make):
    night = make(doctors=2)

    def statements():
        with CaptureQueriesContext(connection) as queries:
            escalation = services.open_escalation(**night.request())
        services.cancel(escalation=escalation, by=night.nurse)
        return len(queries)

    short_list = statements()
    for number in range(3, 40):
        make_doctor(night.doctors[0].clinic, mobile(number))
    assert statements() == short_list
