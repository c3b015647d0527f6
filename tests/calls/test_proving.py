"""A real answer proves the number it came from, and settles whatever was doubted about it."""

import pytest
from django.utils import timezone

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.models import Via
from calls.telephony.base import Progress
from teams.models import Contact
from tests.calls.twilio_client import press_key, send_sms
from tests.make import mobile

pytestmark = pytest.mark.django_db

NOTHING = {"voice_proven_at": None, "text_proven_at": None, "reply_proven_at": None}


@pytest.fixture
def night(make):
    """Of the first doctor's mobile nothing is proven, and it is doubted."""
    night = make(doctors=1)
    Contact.objects.update(**NOTHING, doubted_at=timezone.now() - timezone.timedelta(days=1))
    night.press()
    return night


def proven():
    """What is, of the doctor's mobile; and whether it is doubted."""
    contact = Contact.objects.get(number=mobile(1))
    names = [name for name in NOTHING if getattr(contact, name) is not None]
    return names, contact.doubted_at is not None


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_key_proves_calls(night, key):
    press_key(night.attempt(1, Channel.VOICE), key)
    assert proven() == (["voice_proven_at"], False)


@pytest.mark.parametrize("key", ["3", "7", "9"])
def test_other_keys_prove_nothing(night, key):
    press_key(night.attempt(1, Channel.VOICE), key)
    assert proven() == ([], True)


@pytest.mark.parametrize("words", ["1", "はい", "いいえ"])
def test_a_reply_proves_sms_and_replies(night, words):
    send_sms(mobile(1), words)
    assert proven() == (["text_proven_at", "reply_proven_at"], False)


def test_a_reply_that_nobody_understands_proves_nothing(night):
    send_sms(mobile(1), "どちらですか")
    assert proven() == ([], True)


@pytest.mark.parametrize("answer", [services.accept, services.decline])
def test_the_link_proves_the_sms_that_carried_it(night, answer):
    answer(offer=night.offer(1), via=Via.LINK)
    assert proven() == (["text_proven_at"], False)


def test_a_link_proves_no_sms_that_did_not_arrive(night):
    night.text(1, Progress.UNDELIVERED, code=30003)
    services.accept(offer=night.offer(1), via=Via.LINK)
    assert proven() == ([], True)


def test_the_other_numbers_of_a_doctor_stay_as_they_were(night):
    Contact.objects.create(doctor=night.doctors[0], number=mobile(61), rank=2)
    press_key(night.attempt(1, Channel.VOICE), "1")
    assert Contact.objects.get(number=mobile(61)).voice_proven_at is None


def test_a_link_that_went_to_the_number_before_proves_nothing_of_the_new_one(night):
    contact = Contact.objects.get(number=mobile(1))
    contact.number = mobile(61)
    contact.save()
    services.accept(offer=night.offer(1), via=Via.LINK)
    assert Contact.objects.get(number=mobile(61)).text_proven_at is None
