"""F12, F20, F22 and F24 to F27: what telephones and their carrier do at night."""

from itertools import permutations

import pytest
from django.db import transaction

from calls import strangers
from calls.dispatch import clock
from calls.dispatch.vocabulary import Channel
from calls.live import live_state
from calls.models import Attempt, Escalation, TimelineEntry
from calls.telephony.base import CarrierError, Progress
from teams.models import Contact
from tests.calls.twilio_client import post, press_key, report, said, send_sms
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

pytestmark = pytest.mark.django_db

STRANGER = "+819000000777"
TAKES_NOTHING = pytest.mark.logs("The carrier takes nothing")
ANSWERS_AGAIN = pytest.mark.logs("The carrier answers again")


# --- F12: whatever the order ---------------------------------------------------------------


def ends_of(night, requests):
    """How it comes out in every order, each order with the first of them sent twice."""
    ends = set()
    for order in permutations(requests):
        with transaction.atomic():
            for send in (order[0], *order):
                assert send().status_code < 300
            night.escalation.refresh_from_db()
            calls = Attempt.objects.filter(turn=1, contact__number=mobile(1))
            states = tuple(calls.order_by("channel").values_list("channel", "state"))
            ends.add((night.escalation.status, night.states[0], states))
            transaction.set_rollback(True)
    return ends


@pytest.mark.parametrize(
    ("key", "status", "his"), [("1", "accepted", "accepted"), ("2", "searching", "declined")]
)
def test_f12_a_key_and_the_reports_of_its_call_in_each_of_120_orders(night, key, status, his):
    call = night.attempt(1, Channel.VOICE)
    requests = [
        lambda word=word: report(call, word)
        for word in ("initiated", "ringing", "in-progress", "completed")
    ]
    ends = ends_of(night, [*requests, lambda: press_key(call, key)])
    assert ends == {(status, his, (("text", "queued"), ("voice", "completed")))}


@pytest.mark.parametrize(
    ("words", "status", "his"),
    [("はい", "accepted", "accepted"), ("無理です", "searching", "declined")],
)
def test_f12_a_reply_and_the_reports_of_its_sms_in_each_of_120_orders(night, words, status, his):
    text = night.attempt(1, Channel.TEXT)
    requests = [
        lambda word=word: report(text, word) for word in ("queued", "sending", "sent", "delivered")
    ]
    ends = ends_of(night, [*requests, lambda: send_sms(mobile(1), words)])
    assert {(found, offer) for found, offer, _ in ends} == {(status, his)}
    assert {dict(states)["text"] for *_, states in ends} == {"delivered"}


@pytest.mark.parametrize("end", ["busy", "no-answer", "failed", "canceled"])
def test_f12_a_call_that_comes_to_nothing_in_each_order(night, end):
    call = night.attempt(1, Channel.VOICE)
    words = ("initiated", "ringing", end)
    ends = ends_of(night, [lambda word=word: report(call, word) for word in words])
    assert len(ends) == 1


# --- F20: nobody whom we know --------------------------------------------------------------


@pytest.mark.parametrize("words", ["はい", "1", "どちら様ですか"])
def test_f20_an_sms_of_a_stranger_changes_nothing_and_has_one_neutral_answer(night, words):
    before = list(TimelineEntry.objects.values_list("pk", flat=True))
    [answer] = said(send_sms(STRANGER, words))
    assert "自動送信専用" in answer
    assert "甲府" not in answer
    assert said(send_sms(STRANGER, words)) == [], "not a second time within the hour"
    assert list(TimelineEntry.objects.values_list("pk", flat=True)) == before


def test_f20_strangers_together_have_so_many_answers_an_hour_and_no_more(night):
    answers = [said(send_sms(mobile(500 + number), "はい")) for number in range(strangers.MOST + 5)]
    assert sum(map(len, answers)) == strangers.MOST
    assert answers[0]
    assert not answers[-1]


def test_f20_a_stranger_whom_the_sending_guard_holds_back_is_not_answered(night, settings):
    settings.SEND_ONLY_TO = ("+8150",)
    assert said(send_sms(STRANGER, "はい")) == []


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("anonymous", "はい"),
        ("+266696687", "はい"),
        ("+15550100", "はい"),
        (STRANGER, "STOP"),
        (STRANGER, "START"),
    ],
)
def test_f20_who_hides_is_abroad_or_speaks_to_the_carrier_is_not_answered(night, sender, words):
    before = list(TimelineEntry.objects.values_list("pk", flat=True))
    assert said(send_sms(sender, words)) == []
    assert list(TimelineEntry.objects.values_list("pk", flat=True)) == before
    assert Contact.objects.exclude(text_unusable="").count() == 0


@pytest.mark.parametrize("caller", [STRANGER, "anonymous", "+266696687"])
def test_f20_a_call_of_a_stranger_hears_one_neutral_sentence(night, caller):
    call = {"CallSid": "CA" + "7" * 32, "From": caller, "To": "+815000000001"}
    [sentence] = said(post("/twilio/voice", **call))
    assert "甲府" not in sentence
    assert night.status == "searching"


# --- F22: a machine, or a child, picks up ----------------------------------------------------


def test_f22_no_key_is_no_yes_and_the_next_doctor_rings_when_the_call_ends(night):
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    night.later(seconds=40)
    assert night.states[:2] == ["asking", "waiting"], "somebody may be listening"
    night.call(1, Progress.COMPLETED)
    assert night.states[:2] == ["silent", "asking"]


def test_f22_other_keys_of_a_menu_are_no_yes(night):
    call = night.attempt(1, Channel.VOICE)
    for key in ("0", "4", "#", "*"):
        press_key(call, key)
    night.call(1, Progress.COMPLETED)
    assert night.states[:2] == ["silent", "asking"]


# --- F24: too many at once -------------------------------------------------------------------


def test_f24_too_many_requests_are_tried_again_and_his_sms_goes_out_meanwhile(make, outbox):
    night = make(doctors=2)
    outbox.fail_next(CarrierError("too many", code=20429, retry_after=1.0))
    night.press()
    assert [text.to for text in outbox.texts][:1] == [mobile(1)]
    assert outbox.calls == []
    night.later(seconds=3)
    assert [call.to for call in outbox.calls] == [mobile(1)]
    assert night.states == ["asking", "waiting"]


# --- F25: nobody knows -----------------------------------------------------------------------


@pytest.mark.parametrize("done", [True, False], ids=["it was made", "it was not"])
def test_f25_one_call_that_nobody_knows_of_holds_up_no_other_search(make, outbox, done):
    night, region = make(doctors=1), make_region()
    make_doctor(make_clinic(region), mobile(21))
    outbox.fail_next(CarrierError("no answer", ambiguous=True, down=True), done=done)
    night.press()
    press(make_nurse(make_station(region)))
    night.work()
    assert mobile(21) in [call.to for call in outbox.calls]
    night.later(seconds=5)
    assert [call.to for call in outbox.calls].count(mobile(1)) == 1


# --- F26: the account -------------------------------------------------------------------------

CLOSED = {
    "suspended": CarrierError("HTTP 403", code=20005, ours=True, closed=True),
    "the token was replaced": CarrierError("HTTP 401", code=20003, ours=True, closed=True),
}


@TAKES_NOTHING
@ANSWERS_AGAIN
@pytest.mark.parametrize("why", CLOSED)
def test_f26_within_ten_seconds_her_page_says_so_and_it_goes_on_when_it_is_mended(
    make, outbox, why
):
    night = make(doctors=3)
    outbox.outage = CLOSED[why]
    night.press()
    night.later(seconds=9)
    assert live_state(night.escalation, clock.now()).failing
    night.later(minutes=3)
    assert night.status == "searching"
    outbox.outage = None
    night.later(seconds=8)
    assert outbox.calls, "the next doctor rings by himself"
    assert not live_state(night.escalation, clock.now()).failing


def test_f26_where_the_country_may_not_be_called_she_has_her_list_within_seconds(make, outbox):
    """Each call is refused, and no SMS: she is told by one, and a doctor's late yes counts."""
    night = make(doctors=3, rounds=1)

    def refuse(call):
        raise CarrierError("no permission", code=21215, ours=True)

    outbox.call = refuse
    night.press()
    night.later(seconds=9)
    assert night.status == "unanswered"
    assert night.told[-1] == (None, "nobody")
    assert "電話帳" in outbox.texts[-1].body
    send_sms(mobile(2), "はい")
    assert Escalation.objects.get(pk=night.escalation.pk).status == "accepted"


# --- F27: one number ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", [21211, 21214, 21610, 21614, 30005, 30006])
def test_f27_his_other_number_at_once_and_this_one_never_again_by_that_way(make, outbox, code):
    night = make(doctors=1, rounds=2)
    doctor = night.doctors[0]
    make_contact(doctor, mobile(11), rank=2)
    outbox.fail_next(CarrierError("never", code=code, permanent=True))
    night.press()
    night.nobody_answers()
    contact = Contact.objects.get(number=mobile(1))
    by_text = contact.text_unusable == str(code)
    assert by_text != (contact.voice_unusable == str(code)), "by one way alone"
    asked = outbox.texts if by_text else outbox.calls
    assert mobile(1) not in [one.to for one in asked]
    assert mobile(11) in [one.to for one in outbox.calls]


def test_f27_a_real_answer_makes_it_usable_again(make, outbox):
    night = make(doctors=1)
    Contact.objects.update(text_unusable="30006")
    night.press()
    assert outbox.texts == []
    send_sms(mobile(1), "はい")
    assert Contact.objects.get().text_unusable == ""
    assert night.states == ["accepted"]
