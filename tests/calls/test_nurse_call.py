"""The nurse is called to be told something: a key of hers counts like a tap on her page."""

import pytest

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.models import Attempt
from calls.telephony.base import Progress
from tests.calls.twilio_client import asked, post, press_key, said, sid_of, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(make):
    night = make(doctors=2, rounds=1)
    night.press(tell_by=Channel.VOICE)
    return night


def call_to_nurse(night, news):
    night.work()
    return Attempt.objects.filter(notice__news=news, channel="voice").latest("pk")


def she_hangs_up(night, news):
    night.report(call_to_nurse(night, news), Progress.ANSWERED, Progress.COMPLETED)


def press(night, news, digits, step="nurse"):
    response = press_key(call_to_nurse(night, news), digits, step)
    night.work()
    return response


def heard(night, news):
    """What is said to her, from the call as the carrier was asked for it."""
    to = call_to_nurse(night, news).number
    return "".join([call for call in night.outbox.calls if call.to == to][-1].say)


def test_she_hears_who_has_it_and_which_keys_there_are(night):
    night.accept(1)
    words = heard(night, "accepted")
    assert night.doctors[0].name in words
    assert "1を" in words
    assert "2を" in words


def test_a_one_says_that_they_have_spoken(night):
    night.accept(1)
    assert verbs(press(night, "accepted", "1")) == ["Say", "Hangup"]
    assert night.status == "contacted"
    assert night.escalation.timeline.get(happening="contacted").details["via"] == "key"


def test_a_two_looks_for_another_doctor_and_the_first_is_told(night):
    night.accept(1)
    response = press(night, "accepted", "2")
    assert asked(response) == ["search"]
    assert night.states == ["accepted", "waiting"], "one slip sends nobody home"
    assert "別の医師" in said(press(night, "accepted", "2", "nurse/search"))[0]
    assert night.states == ["released", "asking"]
    assert (1, "released") in night.told


@pytest.mark.parametrize("digits", ["1", "3", "#"])
def test_whoever_is_not_sure_keeps_the_doctor(night, digits):
    night.accept(1)
    press(night, "accepted", "2")
    press(night, "accepted", digits, "nurse/search")
    assert night.states == ["accepted", "waiting"]


def test_of_a_doctor_who_has_changed_meanwhile_nothing_is_taken(night):
    night.accept(1)
    her_call = call_to_nurse(night, "accepted")
    press_key(her_call, "2", "nurse")
    services.hand_back(offer=night.offer(1))
    night.accept(2)
    assert "変わりました" in said(press_key(her_call, "2", "nurse/search"))[0]
    night.work()
    assert night.states == ["released", "accepted"]


def test_after_the_reminder_the_same_keys_hold(night):
    night.accept(1)
    she_hangs_up(night, "accepted")
    night.later(minutes=10)
    assert "1を" in heard(night, "confirm")
    press(night, "confirm", "1")
    assert night.status == "contacted"


def test_nobody_was_found_and_a_one_asks_everybody_once_more(night):
    night.nobody_answers()
    assert night.status == "unanswered"
    assert "1を" in heard(night, "nobody")
    press(night, "nobody", "1")
    assert night.status == "searching"


def test_a_two_means_nothing_when_nobody_was_found(night):
    night.nobody_answers()
    assert verbs(press(night, "nobody", "2")) == ["Gather", "Say", "Hangup"]
    assert night.status == "unanswered"


@pytest.mark.parametrize("digits", ["3", "7", "#", ""])
def test_again_and_a_wrong_key_change_nothing(night, digits):
    night.accept(1)
    assert verbs(press(night, "accepted", digits)) == ["Gather", "Say", "Hangup"]
    assert night.status == "accepted"


def test_a_key_that_comes_twice_is_one(night):
    night.accept(1)
    first = press(night, "accepted", "1")
    assert press(night, "accepted", "1").content == first.content
    assert night.happened.count("contacted") == 1


def test_what_she_says_of_one_doctor_is_not_taken_for_the_next(night):
    """She was called about the first; by the time of her key the second has it."""
    night.accept(1)
    call = call_to_nurse(night, "accepted")
    services.hand_back(offer=night.offer(1))
    night.later(seconds=5)
    night.call(2, Progress.ANSWERED)
    night.accept(2)
    response = press_key(call, "2", "nurse")
    assert "画面" in said(response)[0]
    assert night.states == ["released", "accepted"]


def test_news_that_ask_nothing_listen_for_no_key(night):
    night.accept(1)
    she_hangs_up(night, "accepted")
    services.hand_back(offer=night.offer(1))
    call = call_to_nurse(night, "handed_back")
    assert press_key(call, "1", "nurse").status_code == 404
    [made] = [one for one in night.outbox.calls if one.status_url.split("/")[-2] == call.key]
    assert made.key_url is None


def test_a_doctors_call_is_no_nurses_call(night):
    night.call(1, Progress.ANSWERED)
    call = night.attempt(1, Channel.VOICE)
    path = f"/twilio/voice/{call.key}/nurse"
    assert post(path, CallSid=sid_of(call), Digits="1").status_code == 404
    assert post(path, CallSid=sid_of(call), Digits="1", signature="").status_code == 403
