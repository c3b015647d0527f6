"""A stranger picks up and presses 9: he is not called again, and the office checks the number."""

import pytest

from calls.dispatch.vocabulary import Channel
from calls.telephony.base import Progress
from teams.models import Contact
from tests.calls.test_calling_back import HIS_CALL
from tests.calls.twilio_client import post, press_key, said, verbs
from tests.make import mobile

pytestmark = pytest.mark.django_db

OTHER = mobile(51)


@pytest.fixture
def night(make):
    return make(doctors=2, rounds=2)


def contact(number):
    return Contact.objects.get(number=number)


def a_stranger_picks_up(night, number=1):
    night.call(number, Progress.RINGING, Progress.ANSWERED)
    call = night.attempt(number, Channel.VOICE)
    response = press_key(call, "9")
    night.report(call, Progress.COMPLETED)
    return response


def test_the_next_doctor_is_asked_at_once_and_the_number_is_doubted(night):
    night.press()
    response = a_stranger_picks_up(night)
    assert verbs(response) == ["Say", "Hangup"]
    assert "事務局が確認" in said(response)[0]
    assert night.states == ["skipped", "asking"]
    assert night.bars == ["not_him"]
    assert contact(mobile(1)).doubted_at is not None
    assert contact(mobile(1)).voice_unusable == "", "a stranger's word does not kill a number"


def test_the_stranger_is_not_called_again_in_this_search_however_often_it_begins_anew(night):
    night.press()
    a_stranger_picks_up(night)
    night.nobody_answers()
    assert night.status == "unanswered"
    assert night.rung.count(1) == 1
    assert "no_contact" in night.bars, "in the second round he has no other number"


def test_a_doctor_with_another_number_is_asked_on_that_in_the_next_round(night):
    Contact.objects.create(doctor=night.doctors[0], number=OTHER, rank=2)
    night.press()
    a_stranger_picks_up(night)
    night.nobody_answers()
    assert night.rung.count(1) == 1
    assert 51 in night.rung


def test_a_nine_that_comes_twice_is_one_and_the_first_doubt_stays(night):
    night.press()
    a_stranger_picks_up(night)
    first = contact(mobile(1)).doubted_at
    call = night.attempt(1, Channel.VOICE)
    assert "事務局が確認" in said(press_key(call, "9"))[0]
    assert contact(mobile(1)).doubted_at == first
    assert night.bars == ["not_him"]


def test_in_the_next_search_the_doubted_number_comes_after_the_others(night):
    night.press()
    a_stranger_picks_up(night)
    night.nobody_answers()
    night.later(minutes=1)
    night.press()
    assert night.rung[-1] == 2, "the doctor with a proven number stands first"
    first, second = night.escalation.offers.in_order()
    assert {"unproven": True} in second.reasons
    assert first.doctor == night.doctors[1]


def test_a_stranger_who_calls_back_is_heard_too(night):
    night.press()
    night.call(1, Progress.RINGING, Progress.NO_ANSWER)
    key = night.offer(1).attempts.latest("pk").key
    path = f"/twilio/voice/back/{key}/key"
    post(path, CallSid=HIS_CALL, Digits="9", From=mobile(1), To="+815000000001")
    night.work()
    assert night.states == ["skipped", "asking"]
    assert contact(mobile(1)).doubted_at is not None


def test_the_number_of_another_doctor_is_not_doubted(night):
    night.press()
    a_stranger_picks_up(night)
    assert contact(mobile(2)).doubted_at is None
