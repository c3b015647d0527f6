"""Nights on which the telephones are the trouble. Told as they were."""

from datetime import timedelta

import pytest

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.models import Attempt, Outcome
from calls.telephony.base import Progress
from stations.models import Duty
from teams.models import Contact
from tests.calls.twilio_client import post, press_key, report, said, send_sms
from tests.make import make_responsible, mobile

pytestmark = pytest.mark.django_db

MANAGER = mobile(911)
RECEPTION = "+81550000301"


def test_an_answering_machine_picks_up_for_everyone(make):
    night = make(doctors=3, rounds=1)
    station = night.nurse.stations.get()
    make_responsible(station.region, MANAGER, duty=Duty.MANAGER, station=station)
    night.press()

    # Each telephone is picked up at once, and nobody ever presses a key.
    while night.status == "searching":
        ringing = Attempt.objects.filter(
            escalation=night.escalation, channel=Channel.VOICE, state="queued"
        ).first()
        if ringing is None:
            night.later(seconds=30)
        else:
            night.report(ringing, Progress.RINGING, Progress.ANSWERED, Progress.COMPLETED)

    # A machine that picks up has said nothing: nobody has it, everybody was asked, each once.
    assert night.status == "unanswered"
    assert night.states == ["silent", "silent", "silent"]
    assert night.rung[:3] == [1, 2, 3]
    assert night.told[-1] == (None, "nobody")
    assert 911 in night.rung

    # The second doctor finds the call in the morning's first light, and opens the link.
    assert night.accept(2, via=services.Via.LINK) is services.Answer.YOURS
    assert night.status == "accepted"


def test_a_clinic_where_one_telephone_rings_for_three_doctors(make):
    night = make(doctors=3)
    for doctor in night.doctors:
        Contact.objects.filter(doctor=doctor).delete()
        Contact.objects.create(
            doctor=doctor,
            number=RECEPTION,
            can_text=False,
            is_shared=True,
            voice_proven_at="2026-10-01T09:00:00+09:00",
        )
    night.press()

    # It rings once, for all of them: nobody else is called beside it.
    assert [call.to for call in night.outbox.calls] == [RECEPTION]
    call = night.attempt(RECEPTION, Channel.VOICE)
    night.report(call, Progress.RINGING, Progress.ANSWERED)

    # The third of them is awake. He presses 1, hears three names, and presses his.
    names = said(press_key(call, "1"))[0]
    assert all(doctor.name in names for doctor in night.doctors)
    thanks = press_key(call, "3", "who")
    night.work()
    assert night.doctors[2].name in said(thanks)[0]
    assert "ショートメッセージ" not in said(thanks)[-1], "no SMS reaches a landline"
    assert night.states == ["withdrawn", "waiting", "accepted"]

    # He has no SMS: the nurse tells him what he has to know, at once.
    press_key(call, "15", "arrival")
    press_key(call, "1", "connect")
    post(f"/twilio/voice/{call.key}/greeted", CallSid="CA" + "8" * 32, Digits="1")
    assert night.status == "contacted"


def test_a_yes_to_the_sms_of_yesterday(make):
    night = make(doctors=2)
    night.press()
    night.later(minutes=1)
    services.cancel(escalation=night.escalation, by=night.nurse)
    yesterday = night.escalation

    # The next night somebody else is asked first, and his telephone rings.
    night.later(days=1)
    Contact.objects.filter(number=mobile(1)).update(voice_proven_at=None, text_proven_at=None)
    night.press()
    assert night.states == ["waiting", "asking"]

    # The first doctor tidies up, finds the SMS of yesterday, and writes yes to it.
    [words] = said(send_sms(mobile(1), "はい"))
    assert "終了" in words

    # That was no yes to anything: he was not asked tonight.
    yesterday.refresh_from_db()
    assert yesterday.status == "cancelled"
    assert night.status == "searching"
    assert night.states == ["waiting", "asking"]


def test_a_doctor_who_sent_stop_is_needed(make):
    night = make(doctors=2)

    # In spring he wrote STOP. Since then no SMS of ours is delivered to him.
    night.press()
    call, text = (night.attempt(1, one) for one in (Channel.VOICE, Channel.TEXT))
    report(text, "undelivered", code=21610)
    night.work()

    # Staff see why he gets none; his telephone rings all the same, and he takes it by a key.
    contact = Contact.objects.get(number=mobile(1))
    assert contact.text_unusable == "21610"
    assert night.status == "searching"
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    thanks = press_key(call, "1")
    night.work()
    assert night.states[0] == "accepted"
    assert "ショートメッセージ" not in said(thanks)[-1], "none would reach him"
    assert (1, "yours") not in night.told
    night.report(call, Progress.COMPLETED)

    # Months later he writes again: from then on SMS reach him.
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)
    assert "終了" in said(send_sms(mobile(1), "はい"))[0], "it was his, and is over"
    night.press()
    send_sms(mobile(1), "はい", sid="SM" + "e" * 32)
    contact.refresh_from_db()
    assert contact.text_unusable == ""


def test_no_sms_arrives_at_dawn(make, outbox):
    """An SMS is worth no more than the time that its doctor has left."""
    night = make(doctors=1, answer_within=120)
    night.press()
    assert [115 < sms.valid_for <= 120 for sms in outbox.texts] == [True]
    assert night.offer(1).deadline - night.offer(1).asked_at <= timedelta(seconds=121)
