"""Whose number leaves the roster is told of it, once, and nothing seen of it holds any more."""

from datetime import timedelta

import pytest

from calls.checking import check_contacts
from calls.dispatch import clock
from calls.models import ContactCheck
from calls.telephony.base import CarrierError
from teams.models import Contact
from tests.calls.clocks import TOKYO, set_clock, turn_back
from tests.make import (
    make_clinic,
    make_contact,
    make_doctor,
    make_region,
    mobile,
)

pytestmark = pytest.mark.django_db

TUESDAY = "2026-11-24 13:30"


@pytest.fixture(autouse=True)
def tuesday_after_lunch(db, settings):
    settings.CALLS_PER_SECOND = 1000  # between two checks nobody waits
    set_clock(TUESDAY)
    yield
    turn_back()


@pytest.fixture
def doctor(db):
    return make_doctor(make_clinic(make_region()))


def days_later(days):
    """At the same time of day, a working day or not."""
    moment = clock.now() + timedelta(days=days)
    set_clock(f"{moment.astimezone(TOKYO):%Y-%m-%d} 13:30")


def went_out(outbox):
    return sorted([("call", c.to) for c in outbox.calls] + [("sms", t.to) for t in outbox.texts])


def replace(contact, number):
    contact.number = number
    contact.save()


def texts_to(outbox, number):
    return [text for text in outbox.texts if text.to == number]


def test_the_old_number_is_told_once(doctor, outbox):
    replace(make_contact(doctor, mobile(1)), mobile(2))
    check_contacts()
    days_later(1)
    check_contacts()
    [told] = texts_to(outbox, mobile(1))
    assert "http" not in told.body
    assert ("call", mobile(1)) not in went_out(outbox)


@pytest.mark.parametrize(
    "delete",
    [
        lambda contact: contact.delete(),
        lambda contact: Contact.objects.filter(pk=contact.pk).delete(),
    ],
    ids=["on its page", "in the list"],
)
def test_a_number_that_was_deleted_is_told_too(doctor, outbox, delete):
    delete(make_contact(doctor, mobile(1)))
    check_contacts()
    assert len(texts_to(outbox, mobile(1))) == 1


def test_whoever_had_an_sms_of_ours_today_is_told_tomorrow(doctor, outbox):
    contact = make_contact(doctor, mobile(1), text_proven_at=None)
    check_contacts()
    Contact.objects.filter(pk=contact.pk).update(text_proven_at=clock.now())
    contact.refresh_from_db()
    replace(contact, mobile(2))
    check_contacts()
    assert len(texts_to(outbox, mobile(1))) == 1, "the check of this morning"
    days_later(1)
    check_contacts()
    assert len(texts_to(outbox, mobile(1))) == 2


def test_last_years_notice_is_not_taken_for_this_years(doctor, outbox):
    """Its words are the same, for there is no link in them."""
    for number in (mobile(2), mobile(1), mobile(3)):
        contact = doctor.contacts.first() or make_contact(doctor, mobile(1))
        Contact.objects.update(text_proven_at=clock.now())
        contact.refresh_from_db()
        replace(contact, number)
        if number == mobile(3):
            outbox.fail_next(CarrierError("no answer", ambiguous=True))
        check_contacts()
        days_later(7)
    check_contacts()
    sids = ContactCheck.objects.exclude(sid=None).values_list("sid", flat=True)
    assert len(sids) == len(set(sids))
    assert not ContactCheck.objects.waiting().exists()


def test_nothing_that_was_seen_of_the_old_number_holds_for_the_new_one(doctor):
    contact = make_contact(doctor, mobile(1), checks_muted=True, voice_unusable="21214")
    contact.number = mobile(2)
    contact.save(update_fields=["number"])
    contact = Contact.objects.get()
    assert (contact.voice_proven_at, contact.text_proven_at, contact.reply_proven_at) == (None,) * 3
    assert (contact.voice_unusable, contact.checks_muted) == ("", False)


@pytest.mark.parametrize(
    "standing", [{"text_proven_at": None}, {"doubted_at": "2026-11-01T00:00Z"}]
)
def test_a_stranger_is_not_told(doctor, outbox, standing):
    replace(make_contact(doctor, mobile(1), **standing), mobile(2))
    check_contacts()
    assert texts_to(outbox, mobile(1)) == []


def test_a_number_that_came_back_is_told_nothing(doctor, outbox):
    contact = make_contact(doctor, mobile(1))
    for number in (mobile(2), mobile(1)):
        replace(contact, number)
    check_contacts()
    assert all("変更" not in text.body for text in outbox.texts)


def test_another_change_leaves_everything_as_it_was(doctor):
    contact = make_contact(doctor, mobile(1))
    contact.rank = 3
    contact.save()
    assert Contact.objects.get().text_proven_at is not None
