"""Which numbers are checked, when, and how often."""

from datetime import timedelta

import pytest

from calls import services
from calls.checking import (
    MOST_A_DAY,
    MOST_IN_VAIN,
    Checked,
    check_contacts,
    check_now,
    send_what_staff_asked_for,
)
from calls.dispatch import clock
from calls.models import CheckAnswer, ContactCheck
from calls.services import checked
from calls.telephony.base import CarrierError, Progress
from teams.models import Contact, Region
from tests.calls.clocks import TOKYO, set_clock, turn_back
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

TUESDAY, SUNDAY = "2026-11-24 13:30", "2026-11-22 13:30"
UNPROVEN = {"voice_proven_at": None, "text_proven_at": None, "reply_proven_at": None}


@pytest.fixture(autouse=True)
def tuesday_after_lunch(db, settings):
    settings.CALLS_PER_SECOND = 1000  # between two checks nobody waits
    set_clock(TUESDAY)
    yield
    turn_back()


@pytest.fixture
def doctor(db):
    return make_doctor(make_clinic(make_region()))


@pytest.fixture
def new(doctor):
    return make_contact(doctor, mobile(1), **UNPROVEN)


def days_later(days):
    """At the same time of day, a working day or not."""
    moment = clock.now() + timedelta(days=days)
    set_clock(f"{moment.astimezone(TOKYO):%Y-%m-%d} 13:30")


def went_out(outbox):
    return sorted([("call", c.to) for c in outbox.calls] + [("sms", t.to) for t in outbox.texts])


# --- New numbers --------------------------------------------------------------------------


def test_a_new_number_is_called_and_sent_an_sms(new, outbox):
    assert check_contacts() == Checked(sent=2, waiting=0)
    assert went_out(outbox) == [("call", mobile(1)), ("sms", mobile(1))]
    assert set(ContactCheck.objects.values_list("why", flat=True)) == {"new"}


def test_what_is_proven_is_not_checked_and_what_it_cannot_do_neither(doctor, outbox):
    make_contact(doctor, mobile(1))
    make_contact(doctor, mobile(2), rank=2, **UNPROVEN, can_text=False)
    make_contact(doctor, mobile(3), rank=3, **UNPROVEN, can_voice=False)
    make_contact(doctor, mobile(4), rank=4, **UNPROVEN, text_unusable="21614")
    check_contacts()
    assert went_out(outbox) == [("call", mobile(2)), ("call", mobile(4)), ("sms", mobile(3))]


@pytest.mark.parametrize(
    "change",
    [
        lambda contact: Contact.objects.update(checks_muted=True),
        lambda contact: Contact.objects.update(doubted_at=clock.now()),
        lambda contact: type(contact.doctor).objects.update(is_active=False),
    ],
    ids=["he wants no checks", "somebody else answered it", "the doctor has left"],
)
def test_some_are_left_alone(new, outbox, change):
    change(new)
    check_contacts()
    assert went_out(outbox) == []


@pytest.mark.parametrize("moment", [SUNDAY, "2026-11-24 09:59", "2026-11-24 17:00"])
def test_nobody_is_disturbed_at_other_times(new, outbox, moment):
    set_clock(moment)
    assert check_contacts() is None
    assert went_out(outbox) == []


def test_a_check_waits_while_a_doctor_is_searched_for(new, outbox):
    nurse = make_nurse(make_station(new.doctor.clinic.team.region))
    case = press(nurse)
    assert check_contacts() == Checked(sent=0, waiting=2)
    services.cancel(escalation=case, by=nurse)
    assert check_contacts() == Checked(sent=2, waiting=0)


def test_a_number_that_two_doctors_share_is_checked_once(new, outbox):
    Contact.objects.update(is_shared=True)
    other = make_doctor(new.doctor.clinic)
    make_contact(other, mobile(1), **UNPROVEN, is_shared=True)
    check_contacts()
    days_later(1)
    check_contacts()
    assert went_out(outbox) == [("call", mobile(1)), ("sms", mobile(1))], "not for the other either"
    checked(ContactCheck.objects.get(channel="voice"), CheckAnswer.KEY)
    assert Contact.objects.filter(voice_proven_at=None).count() == 0


# --- Nobody answers -----------------------------------------------------------------------


def test_unanswered_it_is_tried_a_week_later_three_times_in_all(new, outbox):
    for week in range(MOST_IN_VAIN + 2):
        check_contacts()
        check_contacts()
        days_later(1)
        check_contacts()
        assert len(outbox.calls) == min(week + 1, MOST_IN_VAIN)
        days_later(6)


def test_a_number_that_was_replaced_begins_anew(new, outbox):
    for _ in range(MOST_IN_VAIN):
        check_contacts()
        days_later(7)
    new.number = mobile(2)
    new.save()
    check_contacts()
    assert went_out(outbox)[-1] == ("sms", mobile(2))


def test_what_was_proven_meanwhile_is_not_checked_any_more(new, outbox):
    outbox.fail_next(CarrierError("no", code=30001))
    check_contacts()
    Contact.objects.update(text_proven_at=clock.now())
    assert check_contacts() == Checked(sent=0, waiting=0)


def test_a_check_that_had_to_make_way_was_no_try(new, outbox):
    check_contacts()
    ContactCheck.objects.filter(channel="voice").update(state="canceled", stop_wanted=True)
    days_later(1)
    check_contacts()
    assert len(outbox.calls) == 2


def test_what_the_carrier_did_not_take_is_tried_again_by_the_next_run(new, outbox):
    outbox.fail_next(CarrierError("no", code=30001))
    assert check_contacts() == Checked(sent=1, waiting=1)
    assert check_contacts() == Checked(sent=1, waiting=0)


def test_a_number_that_can_never_be_reached_so_is_marked(new, outbox):
    outbox.fail_next(CarrierError("landline", code=21614, permanent=True))
    check_contacts()
    new.refresh_from_db()
    assert (new.text_unusable, new.voice_unusable) == ("21614", "")


def test_only_so_many_a_day(doctor, outbox):
    for number in range(1, MOST_A_DAY):
        make_contact(doctor, mobile(number), rank=number, **UNPROVEN)
    check_contacts()
    assert len(went_out(outbox)) == MOST_A_DAY
    check_contacts()
    assert len(went_out(outbox)) == MOST_A_DAY
    days_later(1)
    check_contacts()
    assert len(went_out(outbox)) == 2 * (MOST_A_DAY - 1)


@pytest.mark.parametrize("done", [True, False], ids=["it had taken them", "it had not"])
def test_a_silent_carrier_is_asked_before_anything_goes_out_twice(new, outbox, done):
    for _ in range(2):
        outbox.fail_next(CarrierError("no answer", ambiguous=True), done=done)
    assert check_contacts() == Checked(sent=0, waiting=2)
    set_clock("2026-11-24 13:31")
    assert check_contacts() == Checked(sent=2, waiting=0)
    assert went_out(outbox) == [("call", mobile(1)), ("sms", mobile(1))]


def test_a_receipt_that_never_came_is_fetched(new, outbox):
    check_contacts()
    for check in ContactCheck.objects.all():
        outbox.move(check.sid, Progress.DELIVERED if check.channel == "text" else Progress.BUSY)
    set_clock("2026-11-24 13:45")
    check_contacts()
    assert set(ContactCheck.objects.values_list("state", flat=True)) == {"delivered", "busy"}


def test_a_call_of_which_nobody_knows_the_end_has_ended_an_hour_later(new, outbox):
    check_contacts()
    set_clock("2026-11-24 14:31")
    check_contacts()
    assert ContactCheck.objects.get(channel="voice").state == "failed"
    assert ContactCheck.objects.get(channel="text").state == "queued"


# --- Proven long ago ----------------------------------------------------------------------


def test_after_the_regions_interval_by_one_sms(doctor, outbox):
    make_contact(doctor, mobile(1), voice_proven_at=clock.now(), text_proven_at=clock.now())
    days_later(89)
    check_contacts()
    assert went_out(outbox) == []
    set_clock("2027-02-22 13:30")
    check_contacts()
    assert went_out(outbox) == [("sms", mobile(1))]
    assert ContactCheck.objects.get().why == "again"


def test_whoever_was_heard_meanwhile_by_whatever_way_is_not_asked(doctor, outbox):
    contact = make_contact(doctor, mobile(1), voice_proven_at=clock.now())
    set_clock("2027-02-22 13:30")
    Contact.objects.filter(pk=contact.pk).update(voice_proven_at=clock.now())
    check_contacts()
    assert went_out(outbox) == []


def test_a_region_without_an_interval_asks_only_new_ones(doctor, outbox):
    Region.objects.update(check_every=None)
    make_contact(doctor, mobile(1))
    set_clock("2030-02-22 13:30")
    check_contacts()
    assert went_out(outbox) == []


def test_new_numbers_come_before_old_ones(doctor, outbox):
    make_contact(doctor, mobile(1))
    set_clock("2027-02-22 13:30")
    make_contact(doctor, mobile(2), rank=2, **UNPROVEN)
    check_contacts()
    assert [text.to for text in outbox.texts] == [mobile(2), mobile(1)]


# --- Staff ask for it ---------------------------------------------------------------------


def test_staff_can_have_a_number_checked_at_once_whatever_speaks_against_it(doctor, outbox):
    contact = make_contact(doctor, mobile(1), checks_muted=True, doubted_at=clock.now())
    assert check_now([contact]) == 2
    assert outbox.texts == [], "whoever asked does not wait for the carrier"
    send_what_staff_asked_for()
    assert went_out(outbox) == [("call", mobile(1)), ("sms", mobile(1))]


def test_who_clicks_twice_asks_once(doctor, outbox):
    contact = make_contact(doctor, mobile(1))
    assert (check_now([contact]), check_now([contact])) == (2, 0)


def test_a_call_that_was_asked_for_waits_while_he_is_called_for_another_check(doctor, outbox):
    contact = make_contact(doctor, mobile(1))
    for _ in range(2):
        check_now([contact])
        send_what_staff_asked_for()
    assert (len(outbox.calls), len(outbox.texts)) == (1, 2)
    ContactCheck.objects.filter(channel="voice").exclude(sid=None).update(state="completed")
    send_what_staff_asked_for()
    assert len(outbox.calls) == 2


def test_what_nobody_waits_for_any_more_is_not_sent(doctor, outbox):
    check_now([make_contact(doctor, mobile(1))])
    set_clock("2026-11-24 14:31")
    send_what_staff_asked_for()
    assert went_out(outbox) == []
    assert set(ContactCheck.objects.values_list("state", flat=True)) == {"dropped"}


def test_what_staff_ask_for_counts_as_no_try(new, outbox):
    for _ in range(MOST_IN_VAIN):
        check_now([new])
        send_what_staff_asked_for()
        ContactCheck.objects.update(state="completed")
    outbox.calls.clear()
    check_contacts()
    assert [call.to for call in outbox.calls] == [mobile(1)]
