"""The same call after the yes: when he is there, and the nurse at once on the telephone."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.models import Attempt
from calls.telephony.base import Progress
from teams.models import Contact
from tests.calls.twilio_client import asked, post, press_key, said, sid_of, verbs
from tests.make import mobile

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(make):
    return make(doctors=2)


@pytest.fixture
def call(night):
    """The first doctor's call, on which he has just said yes."""
    night.press()
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    call = night.attempt(1, Channel.VOICE)
    night.thanks = press_key(call, "1")
    night.work()
    return call


def nurse_told(night):
    return [news for whom, news in night.told if whom is None]


def talked(call, *, bridged, status="completed"):
    told = {"CallSid": sid_of(call), "DialCallStatus": status, "DialBridged": bridged}
    return post(f"/twilio/voice/{call.key}/talked", **told)


# --- When he is there ---------------------------------------------------------------------


def test_he_is_thanked_by_name_and_asked_when_he_is_there_and_whether_he_wants_the_nurse(
    night, call
):
    assert night.doctors[0].name in said(night.thanks)[0]
    assert asked(night.thanks) == ["arrival", "connect"]
    gather = next(ElementTree.fromstring(night.thanks.content).iter("Gather"))
    assert (gather.get("numDigits"), gather.get("finishOnKey")) == ("3", "#")


@pytest.mark.parametrize("digits", ["1", "030", "30", "180"])
def test_the_minutes_are_on_the_nurses_page_and_he_hears_them(night, call, digits):
    response = press_key(call, digits, "arrival")
    night.work()
    offer = night.offer(1)
    assert offer.arrives_at - offer.answered_at >= timedelta(minutes=int(digits))
    assert f"{int(digits)}分" in said(response)[0]
    assert asked(response) == ["connect"]
    assert nurse_told(night) == ["accepted", "arrival"]
    assert night.escalation.timeline.get(happening="arrives").details["via"] == "key"


@pytest.mark.parametrize("digits", ["0", "000", "181", "999", "**", "1*", ""])
def test_what_is_no_time_is_asked_once_more_and_changes_nothing(night, call, digits):
    response = press_key(call, digits, "arrival")
    assert night.offer(1).arrives_at is None
    assert "180" in said(response)[0]
    assert asked(response) == ["arrival", "connect"]


def test_the_same_minutes_twice_are_told_once(night, call):
    first, second = (press_key(call, "20", "arrival") for _ in range(2))
    night.work()
    assert first.content == second.content
    assert nurse_told(night) == ["accepted", "arrival"]


def test_he_has_handed_it_back_meanwhile_and_hears_that_it_is_over(night, call):
    services.hand_back(offer=night.offer(1))
    for step in ("arrival", "connect"):
        assert "終了" in said(press_key(call, "1", step))[0]
    assert night.offer(1).arrives_at is None


def test_advice_comes_first_and_nobody_asks_when_he_is_there(make):
    night = make(doctors=1, advice_first=True)
    night.press()
    call = night.attempt(1, Channel.VOICE)
    thanks = press_key(call, "1")
    assert asked(thanks) == ["connect"]
    assert "折り返し" in said(thanks)[-1]


def test_in_a_drill_nothing_is_asked_and_nobody_sets_out(night):
    night.press(is_drill=True)
    thanks = press_key(night.attempt(1, Channel.VOICE), "1")
    assert verbs(thanks) == ["Say", "Hangup"]
    assert "訓練" in said(thanks)[0]


@pytest.mark.parametrize("takes_sms", [True, False])
def test_an_sms_is_only_promised_to_whom_one_can_be_sent(night, takes_sms):
    Contact.objects.filter(number=mobile(1)).update(can_text=takes_sms)
    night.press()
    thanks = press_key(night.attempt(1, Channel.VOICE), "1")
    assert ("ショートメッセージ" in said(thanks)[-1]) is takes_sms


# --- The nurse, at once -------------------------------------------------------------------


def test_a_one_calls_the_nurse_and_nothing_is_recorded(night, call):
    response = press_key(call, "1", "connect")
    dial = ElementTree.fromstring(response.content).find("Dial")
    assert dial.get("callerId") == "+815000000001"
    assert dial.get("record") is None
    [number] = dial
    assert number.text == night.escalation.call_back_number
    assert number.get("url").endswith(f"/{call.key}/greeting")
    assert dial.get("action").endswith(f"/{call.key}/talked")


@pytest.mark.parametrize("listens", [True, False])
def test_our_own_call_that_tells_her_makes_room_for_the_doctor(make, listens):
    night = make(doctors=1)
    night.press(tell_by=Channel.VOICE)
    night.call(1, Progress.ANSWERED)
    call = night.attempt(1, Channel.VOICE)
    press_key(call, "1")
    night.work()
    ours = Attempt.objects.get(notice__news="accepted")
    night.report(ours, Progress.RINGING, *([Progress.ANSWERED] if listens else []))

    response = press_key(call, "1", "connect")
    night.work()
    assert "Dial" in verbs(response)
    assert ours.sid in night.outbox.hung_up
    assert call.sid not in night.outbox.hung_up, "he is on it"


def test_a_call_to_her_that_was_not_made_yet_is_not_made(make):
    night = make(doctors=1)
    night.press(tell_by=Channel.VOICE)
    call = night.attempt(1, Channel.VOICE)
    press_key(call, "1")
    press_key(call, "1", "connect")
    night.work()
    assert Attempt.objects.get(notice__news="accepted").state == "dropped"
    assert 901 not in night.rung


def test_she_is_connected_after_a_key_and_they_have_spoken(night, call):
    press_key(call, "1", "connect")
    greeting = post(f"/twilio/voice/{call.key}/greeting", CallSid="CA" + "9" * 32)
    assert verbs(greeting) == ["Gather", "Hangup"]
    assert night.doctors[0].name not in said(greeting)[0], "a machine may be listening"
    assert night.status == "accepted", "a machine that picks up has spoken with nobody"

    greeted = post(f"/twilio/voice/{call.key}/greeted", CallSid="CA" + "9" * 32, Digits="5")
    assert verbs(greeted) == []
    assert night.status == "contacted"
    assert night.escalation.timeline.get(happening="contacted").details["via"] == "key"

    assert verbs(talked(call, bridged="true")) == ["Say", "Hangup"]
    night.work()
    assert "rang_you" not in nurse_told(night)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "completed"])
def test_she_cannot_be_reached_is_told_to_call_him_and_he_knows(night, call, status):
    press_key(call, "1", "connect")
    response = talked(call, bridged="false", status=status)
    night.work()
    assert "つながりません" in said(response)[0]
    assert nurse_told(night)[-1] == "rang_you"
    body = night.outbox.texts[-1].body
    assert night.doctors[0].name in body
    assert len(body) <= 70
    assert night.status == "accepted"


def test_she_is_not_told_of_a_doctor_who_no_longer_has_it(night, call):
    press_key(call, "1", "connect")
    services.search_on(offer=night.offer(1), by=night.nurse)
    response = talked(call, bridged="false", status="no-answer")
    night.work()
    assert "rang_you" not in nurse_told(night)
    assert "終了" in said(response)[0], "nobody is asked to call him"


def test_outside_production_nobody_is_connected_with_a_number_that_could_be_somebodys(
    night, call, settings
):
    settings.SEND_ONLY_TO = ("+8155000",)
    response = press_key(call, "1", "connect")
    assert "Dial" not in verbs(response)
    assert "つながりません" in said(response)[0]
    assert nurse_told(night)[-1] == "rang_you", "he hears that she is asked to call him"


@pytest.mark.parametrize("digits", ["10", "20", "90", "120", "020"])
def test_minutes_typed_into_the_second_question_are_minutes(night, call, digits):
    """He has listened to the end of the first: a 9 at their beginning does not send him home."""
    response = press_key(call, digits, "connect")
    night.work()
    assert f"{int(digits)}分" in said(response)[0]
    assert asked(response) == ["connect"]
    assert night.status == "accepted"
    assert nurse_told(night) == ["accepted", "arrival"]


def test_a_key_pressed_twice_is_that_key(night, call):
    assert "Dial" in verbs(press_key(call, "11", "connect"))
    assert asked(press_key(call, "99", "connect")) == ["back"]
    assert night.offer(1).arrives_at is None


@pytest.mark.parametrize("digits", ["1", "3", "#"])
def test_one_nine_alone_gives_nothing_away(night, call, digits):
    response = press_key(call, "9", "connect")
    assert asked(response) == ["back"]
    assert "もう一度9" in said(response)[0]
    assert asked(press_key(call, digits, "back")) == ["arrival", "connect"]
    night.work()
    assert night.status == "accepted"


def test_a_second_nine_hands_it_back_and_the_next_is_asked(night, call):
    press_key(call, "9", "connect")
    response = press_key(call, "9", "back")
    night.work()
    assert "ほかの医師" in said(response)[0]
    assert night.states == ["released", "asking"]
    assert nurse_told(night)[-1] == "handed_back"
    his_name = night.offer(1).doctor.name
    assert any(his_name in text.body for text in night.outbox.texts)
    again = press_key(call, "9", "back")
    assert said(again) == said(response), "the same report twice is answered as once"


@pytest.mark.parametrize("digits", ["2", "#", "*", ""])
def test_any_other_key_is_explained_and_asked_again(night, call, digits):
    response = press_key(call, digits, "connect")
    assert asked(response) == ["connect"]
    assert night.status == "accepted"


def test_whoever_is_wanted_for_advice_is_not_asked_when_he_is_there(make):
    night = make(doctors=1)
    night.press(wanted="advice")
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    call = night.attempt(1, Channel.VOICE)
    assert asked(press_key(call, "1")) == ["connect"]
    press_key(call, "20", "connect")
    assert night.offer(1).arrives_at is None
    assert "電話相談" in night.outbox.texts[0].body


@pytest.mark.parametrize("step", ["arrival", "connect", "back", "greeting", "greeted", "talked"])
def test_a_forged_request_and_an_unknown_call_get_nothing(night, call, step):
    path = f"/twilio/voice/{call.key}/{step}"
    assert post(path, signature="A" * 27 + "=", CallSid="CA1", Digits="1").status_code == 403
    unknown = f"/twilio/voice/{'x' * 22}/{step}"
    assert post(unknown, CallSid="CA1", Digits="1").status_code == 404
