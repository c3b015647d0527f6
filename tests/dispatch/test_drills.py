"""A drill rings real telephones, is marked everywhere, and gives way to whatever is real."""

import pytest
from django.db import IntegrityError, transaction

from calls import hearing, services
from calls.dispatch.core import decide
from calls.dispatch.events import GaveWay
from calls.dispatch.orders import Pass, Stop
from calls.dispatch.vocabulary import Bar, OfferState, Status
from calls.live import READ_TOGETHER, live_state
from calls.models import Attempt, Cooperation, Escalation, Outcome, Via
from calls.models.choices import Severity
from calls.services import Answer
from calls.telephony.base import Progress
from teams.models import Order
from tests.dispatch.plain import NOW, asking, call, offer, state
from tests.make import make_nurse, make_responsible, mobile, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill(make):
    """A drill rings the first of two doctors."""
    night = make(doctors=2)
    night.press(is_drill=True)
    night.call(1, Progress.RINGING)
    return night


def press_in_earnest(night):
    """A real request of a colleague, whose first doctor is the same."""
    escalation = press(make_nurse(night.nurse.stations.get()))
    night.work()
    return escalation


def first_of(escalation):
    return escalation.offers.in_order().first()


# --- It gives way -------------------------------------------------------------------------


def test_the_real_request_rings_a_moment_later_and_the_drill_goes_on(drill, outbox):
    ringing = drill.attempt(1, "voice")
    real = press_in_earnest(drill)
    assert ringing.sid in outbox.hung_up
    assert first_of(real).state == "asking"
    assert drill.states == ["skipped", "asking"]
    assert drill.bars == ["real_first"]

    drill.report(ringing, Progress.CANCELED)
    drill.later(seconds=2)
    assert drill.rung == [1, 2, 1]
    assert drill.attempt(1, "voice").escalation == real


def test_it_is_hung_up_also_while_the_doctor_listens(drill, outbox):
    ringing = drill.attempt(1, "voice")
    drill.report(ringing, Progress.ANSWERED)
    press_in_earnest(drill)
    assert ringing.sid in outbox.hung_up


def test_the_doctor_is_not_told_that_it_is_over_while_the_real_one_asks(drill):
    press_in_earnest(drill)
    assert drill.told == []


def test_a_drill_does_not_ring_whoever_is_asked_in_earnest(make):
    night = make(doctors=2)
    real = night.press()
    night.press(is_drill=True)
    assert night.states == ["waiting", "asking"]
    assert night.rung == [1, 2]
    services.cancel(escalation=real, by=night.nurse)
    night.decline(2)
    night.report(Attempt.objects.filter(number=mobile(1), channel="voice").get(), Progress.CANCELED)
    night.later(seconds=2)
    assert night.rung == [1, 2, 1]


def test_a_call_of_a_drill_that_was_planned_before_is_not_made(make):
    night = make(doctors=1)
    night.escalation = press(night.nurse, is_drill=True)
    planned = night.attempt(1, "voice")
    real = press(night.nurse)
    night.work()
    planned.refresh_from_db()
    assert planned.state == "dropped"
    assert [a.escalation for a in Attempt.objects.filter(state="queued", channel="voice")] == [real]


def test_where_calls_wait_in_line_a_drill_comes_last(drill):
    assert {one.severity for one in drill.escalation.attempts.all()} == {Severity.DRILL}
    assert max(Severity) is Severity.DRILL


def test_a_drill_holds_no_number(drill):
    assert not Attempt.objects.filter(holds_number=True).exists()


def test_one_drill_does_not_hang_up_another(drill, outbox):
    press(make_nurse(drill.nurse.stations.get()), is_drill=True)
    drill.work()
    assert outbox.hung_up == []


def test_a_reply_answers_the_real_request(drill):
    real = press_in_earnest(drill)
    hearing.hear(sender=mobile(1), body="1", sid="SM" + "1" * 32)
    real.refresh_from_db()
    assert real.status == "accepted"
    assert drill.status == "searching"


@pytest.mark.parametrize(
    ("now", "orders"),
    [
        pytest.param(
            state(asking(1, call(10)), offer(2)), [Pass(1, Bar.REAL_FIRST), Stop(10)], id="rings"
        ),
        pytest.param(state(offer(1), asking(2)), [], id="not asked"),
        pytest.param(
            state(offer(1, OfferState.ACCEPTED), status=Status.ACCEPTED), [], id="accepted"
        ),
    ],
)
def test_who_gives_way(now, orders):
    assert decide(now, GaveWay(1), NOW)[:2] == orders


# --- It changes nothing for what is real --------------------------------------------------


def test_a_yes_in_a_drill_keeps_no_doctor_from_a_real_request(drill):
    drill.accept(1)
    drill.call(1, Progress.COMPLETED)
    assert first_of(press_in_earnest(drill)).state == "asking"


def test_a_doctor_who_is_out_is_left_alone_by_a_drill(make):
    night = make(doctors=2)
    night.press()
    night.accept(1)
    night.press(is_drill=True)
    assert night.bars == ["is_out"]


def test_it_counts_as_no_cooperation_and_ends_as_a_drill(drill):
    drill.accept(1)
    services.close(escalation=drill.escalation, outcome=Outcome.VISITED, by=drill.nurse)
    assert (drill.status, drill.escalation.outcome) == ("closed", "drill")
    assert not Cooperation.objects.exists()


def test_who_was_asked_in_a_drill_has_not_been_asked_lately(make):
    night = make(doctors=2, first_by="least_recent")
    night.press(is_drill=True)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.call(1, Progress.CANCELED)
    night.work()
    night.press()
    assert first_of(night.escalation).doctor == night.doctors[0]


@pytest.mark.parametrize(
    "fields", [{"is_drill": False, "outcome": "drill"}, {"is_drill": True, "outcome": "visited"}]
)
def test_the_database_tells_them_apart(drill, fields):
    with pytest.raises(IntegrityError, match="a_drill_ends_as"), transaction.atomic():
        Escalation.objects.filter(pk=drill.escalation.pk).update(**fields)


# --- It is marked -------------------------------------------------------------------------


def test_every_sms_and_every_call_says_so_first(drill, outbox):
    drill.text(1, Progress.DELIVERED)
    drill.accept(1, minutes=20)
    drill.later(minutes=11)
    services.give_arrival(offer=drill.offer(1), minutes=40)
    drill.work()
    services.cancel(escalation=drill.escalation, by=drill.nurse)
    drill.work()
    assert len(outbox.texts) >= 6
    for text in outbox.texts:
        assert text.body.startswith("【訓練】")
        assert len(text.body) <= 70
    for call_made in outbox.calls:
        assert call_made.say[0] == "これは訓練です。"


def test_a_nurse_who_is_called_hears_it_first(make, outbox):
    night = make(doctors=1)
    night.press(is_drill=True, tell_by="voice")
    night.accept(1)
    assert outbox.calls[-1].to == night.escalation.call_back_number
    assert outbox.calls[-1].say[0] == "これは訓練です。"


def test_a_reply_is_thanked_for_and_nobody_sets_out(drill):
    assert drill.accept(1, Via.REPLY) is Answer.YOURS
    heard = hearing.hear(sender=mobile(1), body="1", sid="SM" + "2" * 32)
    [reply] = heard.replies
    assert reply.startswith("【訓練】")
    assert "訪問は不要" in reply


def test_no_doctor_is_called_to_be_told_something_about_a_drill(make):
    night = make(doctors=1)
    night.doctors[0].contacts.update(can_text=False)
    night.press(is_drill=True)
    night.accept(1)
    night.later(minutes=11)
    assert (1, "confirm") not in night.told


def test_timeline_and_live_state_say_so(drill):
    row = Escalation.objects.select_related(*READ_TOGETHER).get(pk=drill.escalation.pk)
    live = live_state(row, NOW)
    assert live.is_drill
    assert live.timeline[0].how == "訓練"


# --- People in charge ---------------------------------------------------------------------


def test_nobody_in_charge_is_alarmed_about_a_drill(make, outbox):
    night = make(doctors=1, rounds=1)
    make_responsible(night.nurse.stations.get().region)
    night.press(is_drill=True)
    night.decline(1)
    night.later(minutes=30)
    assert night.status == "unanswered"
    assert not night.escalation.alarms.exists()
    services.take_charge(escalation=night.escalation, by=night.nurse)
    assert "took_charge" not in night.happened


def test_no_coordinator_is_waited_for_in_a_drill(make):
    night = make(doctors=2, order=Order.COORDINATOR)
    make_responsible(night.nurse.stations.get().region, duty="coordinator")
    night.press(is_drill=True)
    assert (night.states, night.rung) == (["asking", "waiting"], [1])
