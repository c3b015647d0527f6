"""Somebody calls our number: a doctor takes what he is asked, or has; others learn nothing."""

import pytest

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.models import Attempt
from calls.telephony.base import Progress
from teams.models import Contact
from tests.calls.twilio_client import asked, post, said, verbs
from tests.make import mobile

pytestmark = pytest.mark.django_db

HIS_CALL = "CA" + "7" * 32


@pytest.fixture
def night(make):
    return make(doctors=2)


def call_in(number, **more):
    parameters = {"CallSid": HIS_CALL, "From": number, "To": "+815000000001"}
    return post("/twilio/voice", **parameters, CallStatus="ringing", **more)


def press_back(night, number, digits):
    key = night.offer(number).attempts.latest("pk").key
    return post(f"/twilio/voice/back/{key}/key", CallSid=HIS_CALL, Digits=digits)


def test_a_doctor_whose_call_was_missed_calls_back_and_takes_it(night):
    night.press()
    night.call(1, Progress.RINGING, Progress.NO_ANSWER)
    words = said(call_in(mobile(1)))
    assert any("引き受けるなら1" in sentence for sentence in words)
    thanks = press_back(night, 1, "1")
    night.work()
    assert "お引き受け" in said(thanks)[0]
    assert asked(thanks) == ["arrival", "connect"]
    assert (night.status, night.states[0]) == ("accepted", "accepted")


def test_his_own_call_says_nothing_of_the_call_that_we_made(night):
    night.press()
    ours = night.attempt(1, Channel.VOICE)
    before = ours.state, ours.sid
    call_in(mobile(1))
    press_back(night, 1, "3")
    ours.refresh_from_db()
    assert (ours.state, ours.sid) == before


def test_while_his_telephone_still_rings_his_own_call_takes_it_and_the_ringing_ends(night):
    night.press()
    night.call(1, Progress.RINGING)
    press_back(night, 1, "1")
    night.work()
    assert night.attempt(1, Channel.VOICE).sid in night.outbox.hung_up


def test_a_no_a_repeat_and_a_wrong_key_are_as_on_our_call(night):
    night.press()
    assert verbs(press_back(night, 1, "3")) == ["Gather", "Say", "Hangup"]
    assert verbs(press_back(night, 1, "8")) == ["Gather", "Say", "Hangup"]
    press_back(night, 1, "2")
    assert night.states == ["declined", "asking"]


def test_whoever_was_asked_before_and_was_not_reached_can_still_take_it(night):
    night.press()
    night.rings_out(1)
    night.rings_out(1)
    night.later(seconds=night.escalation.station.region.answer_within)
    assert night.states[0] == "unreachable"
    call_in(mobile(1))
    press_back(night, 1, "1")
    assert night.states[0] == "accepted"


def test_the_doctor_who_has_it_calls_and_is_connected_or_hands_it_back(night):
    night.press()
    night.accept(1)
    response = call_in(mobile(1))
    region = night.nurse.stations.get().region
    assert region.service_name in said(response)[0], "who speaks"
    assert night.doctors[0].name in said(response)[1]
    assert asked(response) == ["arrival", "connect"]
    assert verbs(response)[0] == "Gather", "a key counts from the first word on"


def test_it_is_over_and_he_hears_so(night):
    night.press()
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert "終了" in said(call_in(mobile(1)))[0]


@pytest.mark.parametrize("caller", [mobile(99), "+266696687", "anonymous", mobile(901)])
def test_whoever_is_no_doctor_hears_one_neutral_sentence(night, caller):
    night.press()
    response = call_in(caller)
    assert verbs(response) == ["Say", "Hangup"]
    [sentence] = said(response)
    for secret in (night.escalation.station.name, "往診", night.escalation.area or "?"):
        assert secret not in sentence


def test_several_requests_are_not_guessed_among_and_none_is_told(make):
    night = make(doctors=1, rounds=1)
    for _ in range(2):
        night.press()
        night.nobody_answers()
        assert night.status == "unanswered"
    [sentence] = said(call_in(mobile(1)))
    assert "リンク" in sentence


def test_a_number_that_doctors_share_tells_no_doctor_apart(night):
    Contact.objects.filter(number=mobile(1)).update(is_shared=True)
    Contact.objects.filter(number=mobile(2)).update(is_shared=True, number=mobile(1))
    night.press()
    [sentence] = said(call_in(mobile(1)))
    assert "リンク" in sentence


def test_a_region_that_takes_no_replies_takes_no_calls_back(make):
    night = make(doctors=1, replies_count=False)
    night.press()
    [sentence] = said(call_in(mobile(1)))
    assert "リンク" in sentence


def test_a_call_that_nobody_signed_gets_nothing(night):
    night.press()
    assert call_in(mobile(1), signature="A" * 27 + "=").status_code == 403
    attempt = Attempt.objects.latest("pk")
    path = f"/twilio/voice/back/{attempt.key}/key"
    assert post(path, signature="", CallSid=HIS_CALL, Digits="1").status_code == 403
    assert night.states[0] == "asking"


def test_his_own_call_proves_nothing_of_ours(night):
    """That our calls reach him is not known by it, and a caller's number can be forged."""
    Contact.objects.update(voice_proven_at=None)
    night.press()
    key = night.offer(1).attempts.latest("pk").key
    path = f"/twilio/voice/back/{key}/key"
    post(path, CallSid=HIS_CALL, Digits="1", From=mobile(1), To="+815000000001")
    assert night.states[0] == "accepted"
    assert Contact.objects.get(number=mobile(1)).voice_proven_at is None
