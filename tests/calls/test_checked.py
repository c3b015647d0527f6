"""Somebody answers a check: by a key, by the link, by an SMS; or the number is a stranger's."""

import pytest

from calls.checking import check_contacts
from calls.hearing import MOST_ANSWERS
from calls.models import ContactCheck
from calls.services import stopped
from teams.models import Contact, Region
from tests.calls.clocks import set_clock, turn_back
from tests.calls.twilio_client import post, said, send_sms, verbs
from tests.make import make_clinic, make_contact, make_doctor, make_region, mobile

pytestmark = pytest.mark.django_db

NOTHING = {"voice_proven_at": None, "text_proven_at": None, "reply_proven_at": None}


@pytest.fixture(autouse=True)
def checked_on_tuesday(db, settings):
    settings.CALLS_PER_SECOND = 1000
    set_clock("2026-11-24 13:30")
    doctor = make_doctor(make_clinic(make_region()), name="見本 はるこ")
    make_contact(doctor, mobile(1), **NOTHING)
    check_contacts()
    yield
    turn_back()


def by(channel):
    return ContactCheck.objects.get(channel=channel)


def press(digits, **more):
    check = by("voice")
    parameters = {"CallSid": check.sid, "CallStatus": "in-progress", "Digits": digits}
    return post(f"/twilio/checks/{check.key}/key", **parameters, **more)


def report(check, status, **more):
    names = (
        ("CallSid", "CallStatus") if check.channel == "voice" else ("MessageSid", "MessageStatus")
    )
    parameters = dict(zip(names, (check.sid, status), strict=True))
    return post(f"/twilio/checks/{check.key}/status", **parameters | more)


def proven():
    """What is proven of the number, and whether it is doubted."""
    contact = Contact.objects.get(number=mobile(1))
    return [n for n in NOTHING if getattr(contact, n)], contact.doubted_at is not None


# --- The call -----------------------------------------------------------------------------


def test_the_call_says_that_it_is_no_request_and_names_nobody(outbox):
    words = "".join(outbox.calls[0].say)
    assert "依頼ではありません" in words
    assert "見本 はるこ" not in words


def test_one_proves_calls():
    response = press("1")
    assert "ありがとう" in said(response)[0]
    assert proven() == (["voice_proven_at"], False)
    assert by("voice").answer == "key"


def test_nine_is_a_strangers_and_the_office_sees_it():
    response = press("9")
    assert verbs(response) == ["Say", "Hangup"]
    assert proven() == ([], True)
    assert by("voice").answer == "not_him"


@pytest.mark.parametrize("key", ["3", "2", "5", "#"])
def test_other_keys_prove_nothing_and_are_helped(key):
    assert verbs(press(key))[0] == "Gather"
    assert proven() == ([], False)


def test_a_call_that_somebody_picked_up_without_a_key_proves_nothing():
    for status in ("ringing", "in-progress", "completed"):
        assert report(by("voice"), status).status_code == 204
    assert by("voice").state == "completed"
    assert proven() == ([], False)


# --- The SMS ------------------------------------------------------------------------------


def test_a_reply_proves_sms_and_replies():
    response = send_sms(mobile(1), "１")
    assert "ありがとう" in said(response)[0]
    assert proven() == (["text_proven_at", "reply_proven_at"], False)
    assert by("text").answer == "reply"


def test_words_that_are_no_reply_are_explained_once():
    assert "1" in said(send_sms(mobile(1), "どなたですか"))[0]
    assert said(send_sms(mobile(1), "ただいま運転中です", sid="SM" + "e" * 32)) == []
    assert proven() == ([], False)


def test_after_two_weeks_a_reply_proves_nothing_more():
    set_clock("2026-12-09 13:30")
    send_sms(mobile(1), "1")
    assert proven() == ([], False)


def test_a_number_without_mobile_network_is_marked_when_the_report_says_so():
    report(by("text"), "undelivered", ErrorCode="30006")
    contact = Contact.objects.get()
    assert (contact.text_unusable, contact.voice_unusable) == ("30006", "")
    assert by("text").state == "undelivered"


def test_a_forged_report_and_a_forged_key_are_refused():
    assert press("1", signature="").status_code == 403
    assert report(by("text"), "delivered", signature="").status_code == 403
    assert proven() == ([], False)


def test_a_key_to_a_check_that_is_not_there_is_not_found():
    assert post(f"/twilio/checks/{'x' * 22}/key", CallSid="CA1", Digits="1").status_code == 404


# --- The link -----------------------------------------------------------------------------


@pytest.fixture
def path():
    return f"/k/{by('text').token}"


def test_to_look_at_the_page_proves_nothing(client, path):
    page = client.get(path).content.decode()
    client.head(path)
    assert "0001" in page
    assert "見本 はるこ" not in page
    assert proven() == ([], False)


def test_the_button_proves_sms_and_the_page_asks_for_a_reply_too(client, path):
    client.post(path, {"answer": "here"})
    page = client.get(path).content.decode()
    assert proven() == (["text_proven_at"], False)
    assert "1 とだけ" in page
    send_sms(mobile(1), "1")
    assert proven() == (["text_proven_at", "reply_proven_at"], False)
    assert "1 とだけ" not in client.get(path).content.decode()


def test_a_region_without_replies_asks_for_none(client, path):
    Region.objects.update(replies_count=False)
    client.post(path, {"answer": "here"})
    page = client.get(path).content.decode()
    assert "1 とだけ" not in page


def test_a_stranger_says_so_on_the_page(client, path):
    client.post(path, {"answer": "not_him"})
    assert proven() == ([], True)
    assert by("text").answer == "not_him"


def test_he_mutes_checks_and_lets_them_come_again(client, path):
    client.post(path, {"answer": "here"})
    client.post(path, {"answer": "mute"})
    assert Contact.objects.get().checks_muted
    client.post(path, {"answer": "unmute"})
    assert not Contact.objects.get().checks_muted


@pytest.mark.parametrize("answer", ["", "yes", "1"])
def test_an_answer_that_the_page_does_not_have_changes_nothing(client, path, answer):
    client.post(path, {"answer": answer})
    assert proven() == ([], False)
    assert by("text").answer == ""


def test_the_link_opens_nothing_after_two_weeks_or_when_the_number_is_gone(client, path):
    assert client.get(path).status_code == 200
    Contact.objects.update(number=mobile(9))
    assert client.get(path).status_code == 404
    Contact.objects.update(number=mobile(1))
    set_clock("2026-12-09 13:30")
    assert client.get(path).status_code == 404


def test_the_page_is_kept_by_nobody(client, path):
    response = client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


# --- STOP ---------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["STOP", "stop", " Unsubscribe ", "QUIT"])
def test_stop_is_seen_by_staff_and_answered_by_the_carrier_alone(word):
    assert said(send_sms(mobile(1), word)) == []
    assert Contact.objects.get().text_unusable == "21610"


def test_start_makes_it_usable_again():
    stopped(mobile(1))
    send_sms(mobile(1), "START")
    assert Contact.objects.get().text_unusable == ""


def test_start_repairs_nothing_that_stop_did_not_break():
    Contact.objects.update(text_unusable="21614")
    send_sms(mobile(1), "START")
    assert Contact.objects.get().text_unusable == "21614"


def test_a_stranger_who_takes_it_back_is_still_looked_at(client, path):
    client.post(path, {"answer": "not_him"})
    client.post(path, {"answer": "here"})
    assert by("text").answer == "not_him"
    assert proven()[1]
    send_sms(mobile(1), "1")
    client.post(path, {"answer": "not_him"})
    assert by("text").answer == "not_him"


def test_a_check_that_was_answered_twice_keeps_what_proves_more(client, path):
    send_sms(mobile(1), "1")
    client.post(path, {"answer": "here"})
    assert by("text").answer == "reply"


def test_two_machines_that_answer_each_other_come_to_an_end():
    """His telephone answers by itself that he is at the wheel, whatever it is sent."""
    answers = [said(send_sms(mobile(1), f"運転中です {n}", sid=f"SM{n:032x}")) for n in range(9)]
    assert sum(map(len, answers)) == 1, "a check explains itself once"
    ContactCheck.objects.all().delete()
    answers = [said(send_sms(mobile(1), "運転中です", sid=f"SM{n:032x}")) for n in range(9, 29)]
    assert sum(map(len, answers)) == MOST_ANSWERS - 1
    assert said(send_sms(mobile(1), "はい")), "that is no machine"
    set_clock("2026-11-24 14:31")
    assert said(send_sms(mobile(1), "運転中です", sid="SM" + "d" * 32))
