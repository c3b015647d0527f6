"""Whole searches on real PostgreSQL: from one doctor, and one number, to the next."""

from datetime import timedelta

import pytest

from calls import services, tasks
from calls.dispatch import clock
from calls.models import Attempt, Via
from calls.services import Answer
from calls.telephony.base import CarrierError, Progress
from tests.make import make_contact, mobile

pytestmark = pytest.mark.django_db

LANDLINE, SECOND_MOBILE = "+81550000001", mobile(11)
NO_SMS = {"can_text": False, "text_proven_at": None, "reply_proven_at": None}


# --- One doctor after another -----------------------------------------------------------


def test_a_press_calls_and_texts_the_first_doctor_at_once(night):
    assert (night.rung, night.texted) == ([1], [1])
    assert night.states == ["asking", "waiting", "waiting"]


@pytest.mark.parametrize(
    ("progress", "then"),
    [
        (Progress.BUSY, "unreachable"),
        (Progress.FAILED, "unreachable"),
        (Progress.CANCELED, "unreachable"),
        (Progress.COMPLETED, "silent"),
    ],
)
def test_a_call_that_ends_without_a_yes_brings_the_next_doctor_at_once(night, progress, then):
    night.call(1, progress)
    assert night.rung == [1, 2]
    assert night.states == [then, "asking", "waiting"]


def test_no_answer_on_a_mobile_rings_once_more_before_the_next_doctor(night):
    night.rings_out(1)
    assert night.rung == [1, 1]
    night.rings_out(1)
    assert night.rung == [1, 1, 2]


def test_no_answer_rings_once_where_the_region_wants_it_so(make):
    night = make(ring_again=False)
    night.press()
    night.rings_out(1)
    assert night.rung == [1, 2]


def test_a_no_brings_the_next_doctor_and_stops_the_ringing(night, outbox):
    night.call(1, Progress.RINGING)
    assert night.decline(1, Via.LINK) is Answer.DECLINED
    assert night.rung == [1, 2]
    assert outbox.hung_up == [night.attempt(1, "voice").sid]
    assert night.states == ["declined", "asking", "waiting"]


def test_a_doctor_who_was_reached_but_says_nothing_has_until_his_time_is_up(night):
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    night.later(seconds=179)
    assert night.states[0] == "asking"
    night.later(seconds=1)
    assert night.states == ["silent", "asking", "waiting"]


def test_nothing_is_tried_any_more_once_the_time_is_up(make):
    night = make(answer_within=40)
    night.press()
    night.call(1, Progress.RINGING)
    night.turn_the_clock(seconds=41)
    night.call(1, Progress.NO_ANSWER)
    assert night.rung == [1, 2]


def test_his_time_begins_when_the_carrier_has_taken_the_first_attempt(make):
    night = make()
    night.escalation = services.open_escalation(**night.request())
    night.turn_the_clock(seconds=100)
    night.work()
    assert night.offer(1).deadline - clock.now() > timedelta(seconds=179)


def test_an_sms_that_was_not_delivered_leaves_the_call_alone(night):
    night.text(1, Progress.SENT, Progress.UNDELIVERED, code=30003)
    assert night.states[0] == "asking"
    assert night.rung == [1]


def test_nobody_is_asked_twice_in_a_round(make):
    night = make(rounds=1)
    night.press()
    night.nobody_answers()
    assert night.rung == [1, 1, 2, 2, 3, 3]
    assert night.texted[:3] == [1, 2, 3]


# --- Several numbers --------------------------------------------------------------------


def test_the_second_number_follows_the_first_before_the_next_doctor(make):
    night = make()
    make_contact(night.doctors[0], LANDLINE, rank=2, **NO_SMS)
    night.press()
    night.call(1, Progress.BUSY)
    assert night.rung == [1, LANDLINE]
    night.call(LANDLINE, Progress.NO_ANSWER)
    assert night.rung == [1, LANDLINE, 2]
    assert night.texted == [1, 2]


def test_a_landline_first_still_brings_the_sms_to_the_mobile(make):
    night = make()
    make_contact(night.doctors[0], LANDLINE, rank=0, **NO_SMS)
    night.press()
    assert (night.rung, night.texted) == ([LANDLINE], [1])


def test_an_sms_that_failed_goes_to_the_next_number(make):
    night = make()
    make_contact(night.doctors[0], SECOND_MOBILE, rank=2)
    night.press()
    night.text(1, Progress.FAILED, code=30008)
    assert (night.rung, night.texted) == ([1], [1, 11])


def test_an_unproven_number_comes_after_a_proven_one(make):
    night = make()
    make_contact(night.doctors[0], LANDLINE, rank=0, **NO_SMS | {"voice_proven_at": None})
    night.press()
    assert night.rung == [1]


def test_a_doctor_who_only_reads_sms_has_until_his_time_is_up(make):
    night = make()
    night.doctors[0].contacts.update(can_voice=False)
    night.press()
    night.text(1, Progress.DELIVERED)
    assert (night.rung, night.texted) == ([], [1])
    night.later(seconds=180)
    assert night.states == ["silent", "asking", "waiting"]


def test_an_sms_only_doctor_whose_sms_failed_makes_way_at_once(make):
    night = make()
    night.doctors[0].contacts.update(can_voice=False)
    night.press()
    night.text(1, Progress.UNDELIVERED, code=30005)
    assert night.states == ["unreachable", "asking", "waiting"]


def test_a_number_that_the_carrier_refuses_for_good_is_not_tried_again(make, outbox):
    night = make(doctors=2)
    make_contact(night.doctors[0], LANDLINE, rank=2, **NO_SMS)
    outbox.fail_next(CarrierError("no such number", code=21211, permanent=True))
    night.press()
    assert night.rung == [LANDLINE]
    contact = night.doctors[0].contacts.get(number=mobile(1))
    assert (contact.voice_unusable, contact.text_unusable) == ("21211", "")
    night.call(LANDLINE, Progress.BUSY)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.press()
    assert night.rung == [LANDLINE, 2, LANDLINE]


def test_a_landline_that_refuses_an_sms_is_still_called(make, outbox):
    night = make(doctors=1)
    services.open_escalation(**night.request())
    tasks.place(Attempt.objects.get(channel="voice").pk)
    outbox.fail_next(CarrierError("a landline", code=21614, permanent=True))
    tasks.place(Attempt.objects.get(channel="text").pk)
    contact = night.doctors[0].contacts.get()
    assert (contact.voice_unusable, contact.text_unusable) == ("", "21614")
    assert night.rung == [1]


def test_two_doctors_who_share_a_number_are_asked_one_after_the_other(make):
    night = make(doctors=2)
    night.doctors[1].contacts.all().delete()
    night.doctors[0].contacts.update(is_shared=True)
    make_contact(night.doctors[1], mobile(1), is_shared=True)
    night.press()
    night.call(1, Progress.BUSY)
    assert night.states == ["unreachable", "waiting"]
    night.later(seconds=2)
    assert night.states == ["unreachable", "asking"]
    assert night.rung == [1, 1]
