"""A clinic's telephone that several doctors answer: whoever takes it says who he is."""

import pytest
from django.utils import timezone

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.telephony.base import Progress
from teams.models import Contact
from tests.calls.twilio_client import asked, press_key, said
from tests.make import mobile

pytestmark = pytest.mark.django_db

CLINIC = "+81550000301"


@pytest.fixture
def night(make):
    """Doctors 1 and 2 answer the clinic's telephone; the third has his own."""
    night = make(doctors=3)
    for doctor in night.doctors[:2]:
        Contact.objects.filter(doctor=doctor).delete()
        Contact.objects.create(
            doctor=doctor,
            number=CLINIC,
            can_text=False,
            is_shared=True,
            voice_proven_at=timezone.now(),
        )
    night.press()
    night.report(night.attempt(CLINIC, Channel.VOICE), Progress.RINGING, Progress.ANSWERED)
    return night


@pytest.fixture
def call(night):
    return night.attempt(CLINIC, Channel.VOICE)


def test_a_yes_is_followed_by_who_it_is_and_nobody_has_it_before(night, call):
    response = press_key(call, "1")
    assert asked(response) == ["who"]
    words = said(response)[0]
    names = [doctor.name for doctor in night.doctors]
    assert names[0] in words
    assert names[1] in words
    assert names[2] not in words, "he does not answer this telephone"
    assert night.status == "searching"


def test_the_doctor_who_was_asked_has_it_by_the_first_key(night, call):
    thanks = press_key(call, "1", "who")
    assert night.doctors[0].name in said(thanks)[0]
    assert (night.status, night.states[:2]) == ("accepted", ["accepted", "waiting"])


def test_his_colleague_has_it_by_the_second_though_he_was_not_asked_himself(night, call):
    thanks = press_key(call, "2", "who")
    night.work()
    assert night.doctors[1].name in said(thanks)[0]
    assert (night.status, night.states[:2]) == ("accepted", ["withdrawn", "accepted"])
    press_key(call, "20", "arrival")
    assert night.offer(2).arrives_at is not None, "the questions that follow are his"
    assert night.offer(1).arrives_at is None


def test_a_key_of_nobody_is_explained_and_asked_again(night, call):
    for digits in ("3", "9", "0", "#", ""):
        assert asked(press_key(call, digits, "who")) == ["who"]
    assert night.status == "searching"


def test_the_third_doctors_own_telephone_asks_for_no_name(night, call):
    press_key(call, "2")
    night.work()
    assert night.states == ["declined", "waiting", "asking"], "the clinic's line is still in use"
    night.call(3, Progress.ANSWERED)
    thanks = press_key(night.attempt(3, Channel.VOICE), "1")
    assert asked(thanks) == ["arrival", "connect"]
    assert night.states[2] == "accepted"


def test_a_colleague_whom_the_nurse_passed_over_cannot_take_it(night, call):
    services.skip(offer=night.offer(2), by=night.nurse)
    response = press_key(call, "2", "who")
    assert "ほかの医師にお願い" in said(response)[0]
    assert night.status == "searching"


def test_a_colleague_who_left_is_not_offered(night, call):
    night.doctors[1].is_active = False
    night.doctors[1].save()
    assert asked(press_key(call, "1")) == ["arrival", "connect"]
    assert night.states[0] == "accepted"


def test_the_first_yes_wins_on_one_telephone_too(night, call):
    press_key(call, "1", "who")
    response = press_key(call, "2", "who")
    assert "ほかの医師" in said(response)[0]
    assert night.states[:2] == ["accepted", "waiting"]


def test_mobile_of_one_doctor_is_asked_nothing_of_it(make):
    night = make(doctors=1)
    night.press()
    assert asked(press_key(night.attempt(mobile(1), Channel.VOICE), "1")) == ["arrival", "connect"]
