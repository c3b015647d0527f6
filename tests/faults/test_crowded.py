"""More calls are wanted than the carrier takes: they wait in line, the most severe first."""

from datetime import timedelta

import pytest

from calls import tasks
from calls.dispatch import clock, engine, pace
from calls.dispatch.events import Woken
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.live import live_state
from calls.models import Attempt, CarrierSlot, Escalation
from tests.make import (
    make_clinic,
    make_doctor,
    make_nurse,
    make_region,
    make_station,
    mobile,
    press,
)

pytestmark = pytest.mark.django_db

KINDS = ["death", "fever", "breathing", "dying", "pain", "other"]
SEVERITY = {"breathing": 1, "fever": 2, "pain": 2, "other": 2, "dying": 3, "death": 4}
PER_SECOND = 10


class Crowd:
    """Cities of six doctors and five stations each, in which everybody presses at once."""

    def __init__(self, night, cities):
        self.night = night
        self.nurses = []
        for city in range(cities):
            region = make_region(name=f"見本市{city}")
            clinic = make_clinic(region)
            for doctor in range(6):
                make_doctor(clinic, mobile(100 + city * 6 + doctor))
            self.nurses += [make_nurse(make_station(region)) for _ in range(5)]

    def press(self):
        """Everybody presses; a worker tries each call as its message comes."""
        kinds = (KINDS[number % len(KINDS)] for number in range(len(self.nurses)))
        pressed = [press(n, case_kind=kind) for n, kind in zip(self.nurses, kinds, strict=True)]
        for attempt in Attempt.objects.order_by("pk").values_list("pk", flat=True):
            tasks.place(attempt)
        return pressed

    def watch_for(self, seconds):
        """The watch looks every half second, as many times as fit."""
        for _ in range(int(seconds * 2)):
            self.night.turn_the_clock(seconds=0.5)
            now = clock.now()
            for row in Escalation.objects.overdue(now).values_list("pk", flat=True):
                engine.step(row, Woken())
            waiting = Attempt.objects.waiting_calls(now, timedelta(seconds=0.3))
            for row in list(waiting.values_list("pk", flat=True)[: pace.free(now)]):
                tasks.place(row, in_turn=True)


@pytest.fixture
def crowd(make, settings):
    settings.CALLS_PER_SECOND = PER_SECOND
    return Crowd(make(doctors=0), cities=12)


def order(escalation):
    return (SEVERITY[escalation.case_kind], escalation.pk)


def called(outbox):
    """Whose calls went out, in the order in which the carrier was asked."""
    by_number = {
        a.number: a.escalation
        for a in Attempt.objects.filter(channel=Channel.VOICE).select_related("escalation")
    }
    return [by_number[call.to] for call in outbox.calls]


def test_f38_nothing_is_lost_and_the_most_severe_goes_first_then_the_oldest(crowd, outbox):
    pressed = crowd.press()
    at_once = len(outbox.calls)
    assert PER_SECOND <= at_once <= PER_SECOND * 2
    crowd.watch_for(seconds=10)
    assert sorted(e.pk for e in called(outbox)) == sorted(e.pk for e in pressed)
    in_line = called(outbox)[at_once:]
    assert in_line == sorted(in_line, key=order)


def test_f38_no_more_calls_begin_than_the_carrier_takes(crowd, outbox):
    began = clock.now()
    crowd.press()
    crowd.watch_for(seconds=1)
    took = (clock.now() - began).total_seconds()
    # Besides the pace: a second's worth that was free, and what was not used at its time.
    assert len(outbox.calls) <= PER_SECOND * (took + 1 + pace.CATCH_UP.total_seconds())


def test_f38_her_place_is_shown_and_falls(crowd, outbox):
    crowd.press()
    waiting = Attempt.objects.filter(in_line=True).select_related("escalation")
    last = max((attempt.escalation for attempt in waiting), key=order)
    places = []
    before = Attempt.objects.waiting_calls(clock.now(), timedelta()).count() - 1
    while (live := live_state(last, clock.now())).ahead is not None:
        assert not live.failing
        places.append(live.ahead)
        dialled = len(outbox.calls)
        for _ in range(40):  # a busy machine may dial nobody in half a second
            crowd.watch_for(seconds=0.5)
            if len(outbox.calls) > dialled:
                break
    assert places[0] == before
    assert places == sorted(set(places), reverse=True)
    assert live.asking.voice == AttemptState.QUEUED


def test_f38_a_doctor_gets_one_call_at_a_time(crowd, outbox):
    crowd.press()
    crowd.watch_for(seconds=10)
    ringing = Attempt.objects.filter(channel=Channel.VOICE).values_list("number", flat=True)
    assert len(ringing) == len(set(ringing)) == 60


def test_f38_whoever_waits_in_line_loses_no_time_of_his_turn(crowd):
    crowd.press()
    waiting = Attempt.objects.filter(in_line=True).earliest("pk")
    crowd.night.turn_the_clock(seconds=600)  # nobody looked for so long
    engine.step(waiting.escalation_id, Woken())
    waiting.offer.refresh_from_db()
    assert waiting.offer.state == "asking"
    tasks.place(waiting.pk, in_turn=True)
    waiting.offer.refresh_from_db()
    left = waiting.offer.deadline - clock.now()
    assert left > timedelta(seconds=175)


def test_f38_a_line_that_nobody_looks_at_is_no_excuse(crowd):
    crowd.press()
    waiting = Attempt.objects.filter(in_line=True).select_related("escalation").latest("pk")
    crowd.night.turn_the_clock(seconds=10)
    assert live_state(waiting.escalation, clock.now()).failing


def test_a_call_that_comes_first_in_the_night_needs_one_statement_of_the_pace(
    night, django_assert_num_queries
):
    first, now = Attempt.objects.filter(channel=Channel.VOICE).get(), clock.now()
    with django_assert_num_queries(1):
        assert pace.take(first, now, in_turn=False)


def test_a_slot_taken_before_the_clock_was_set_back_is_free(night, settings):
    settings.CALLS_PER_SECOND = 1
    now = clock.now()
    CarrierSlot.objects.update(free_at=now + timedelta(hours=1))
    first = Attempt.objects.filter(channel=Channel.VOICE).get()
    assert [pace.take(first, now, in_turn=True) for _ in range(3)] == [True, True, False]


def test_an_sms_and_a_notice_wait_for_nobody(crowd, outbox):
    crowd.press()
    assert len(outbox.texts) == 60
