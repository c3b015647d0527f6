"""One SMS of planned absences: a carrier that fails, and what it reports."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from calls.dispatch import clock
from calls.dispatch.claiming import LEASE
from calls.models import AbsenceNotice
from calls.telephony.base import CarrierError, Progress
from calls.telling import tell_absences
from stations import services
from stations.models import Role, User
from tests.calls.clocks import set_clock, turn_back
from tests.calls.twilio_client import post
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_contact,
    make_doctor,
    make_region,
    mobile,
)

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = "2026-11-24 11:00", "2026-11-25 11:00"
TIMED_OUT = CarrierError("no answer", ambiguous=True)
REFUSED = CarrierError("out of money", ours=True)


@pytest.fixture(autouse=True)
def tuesday_at_eleven(db):
    set_clock(TUESDAY)
    yield
    turn_back()


@pytest.fixture
def away():
    return make_attending(make_region())


@pytest.fixture
def doctor(away):
    return make_doctor(make_clinic(away.region), mobile(1))


@pytest.fixture
def absence(away, doctor):
    return make_absence(away)


def texted(outbox):
    return [text.to for text in outbox.texts]


def report(notice, status, **more):
    parameters = {"MessageSid": notice.sid or "SM" + "1" * 32, "MessageStatus": status}
    return post(f"/twilio/absences/{notice.key}/status", **parameters | more)


# --- A carrier that does not do its work ----------------------------------------------------


def test_what_the_carrier_did_not_take_is_tried_again_by_the_next_run(absence, outbox):
    outbox.fail_next(REFUSED)
    told = tell_absences()
    assert (told.sent, told.waiting) == (0, 1)
    assert AbsenceNotice.objects.get().state == "planned"
    told = tell_absences()
    assert (told.sent, told.waiting) == (1, 0)
    assert len(outbox.texts) == 1


def test_what_was_left_over_goes_out_the_next_day_together_with_what_is_new(absence, away, outbox):
    outbox.fail_next(REFUSED)
    tell_absences()
    make_absence(make_attending(away.region))
    set_clock(WEDNESDAY)
    tell_absences()
    notice = AbsenceNotice.objects.get()
    assert len(outbox.texts) == 1
    assert notice.absences.count() == 2
    assert str(notice.day) == "2026-11-25"


def test_a_silent_carrier_is_asked_whether_it_has_it_before_it_gets_it_again(absence, outbox):
    outbox.fail_next(TIMED_OUT, done=True)
    tell_absences()
    assert tell_absences().sent == 0, "its lease was not over"
    set_clock("2026-11-24 11:01")
    assert tell_absences().sent == 1
    assert len(outbox.texts) == 1
    assert AbsenceNotice.objects.get().sid is not None


def test_what_a_silent_carrier_does_not_have_is_sent_again(absence, outbox):
    outbox.fail_next(TIMED_OUT)
    tell_absences()
    set_clock("2026-11-24 11:01")
    tell_absences()
    assert len(outbox.texts) == 1
    assert AbsenceNotice.objects.get().generation == 2


def test_a_number_that_takes_no_sms_is_marked_and_the_next_one_is_used(absence, doctor, outbox):
    make_contact(doctor, mobile(9), rank=2)
    outbox.fail_next(CarrierError("STOP", code=21610, permanent=True))
    tell_absences()
    assert doctor.contacts.get(number=mobile(1)).text_unusable == "21610"
    set_clock(WEDNESDAY)
    tell_absences()
    assert texted(outbox) == [mobile(9)]


def test_what_nobody_wants_any_more_is_not_sent(absence, outbox):
    outbox.fail_next(REFUSED)
    tell_absences()
    services.end_absence(absence=absence, now=clock.now())
    tell_absences()
    assert outbox.texts == []
    assert AbsenceNotice.objects.get().state == "dropped"


def test_the_lease_is_longer_than_a_request_may_take():
    assert timedelta(seconds=15) <= LEASE


# --- What the carrier reports ---------------------------------------------------------------


def test_reports_move_a_notice_on_and_never_back(absence):
    tell_absences()
    notice = AbsenceNotice.objects.get()
    for status in ("delivered", "sent", "queued", "delivered"):
        assert report(notice, status).status_code == 204
    notice.refresh_from_db()
    assert notice.state == Progress.DELIVERED
    assert notice.ended_at is not None


def test_a_report_binds_the_sid_that_nobody_lived_to_save(absence, outbox):
    outbox.fail_next(TIMED_OUT, done=True)
    tell_absences()
    report(AbsenceNotice.objects.get(), "sent")
    assert AbsenceNotice.objects.get().sid == "SM" + "1" * 32
    set_clock("2026-11-24 11:01")
    tell_absences()
    assert len(outbox.texts) == 1


def test_a_report_about_another_sms_changes_nothing(absence):
    tell_absences()
    notice = AbsenceNotice.objects.get()
    report(notice, "delivered", MessageSid="SM" + "9" * 32)
    assert AbsenceNotice.objects.get().state == "queued"


def test_what_did_not_arrive_is_told_again_the_next_day(absence, outbox):
    tell_absences()
    report(AbsenceNotice.objects.get(), "undelivered", ErrorCode="30003")
    tell_absences()
    assert len(outbox.texts) == 1
    set_clock(WEDNESDAY)
    tell_absences()
    assert len(outbox.texts) == 2
    assert AbsenceNotice.objects.last().error_code == 30003


def test_a_forged_report_is_refused(absence):
    tell_absences()
    notice = AbsenceNotice.objects.get()
    assert post(f"/twilio/absences/{notice.key}/status", signature="").status_code == 403


# --- The rules of its table -----------------------------------------------------------------


def test_a_notice_that_is_being_sent_has_a_lease(absence):
    tell_absences()
    broken = pytest.raises(IntegrityError, match="whoever_sends_a_notice_has_a_lease")
    with broken, transaction.atomic():
        AbsenceNotice.objects.update(state="placing", lease_until=None)


def test_the_office_sees_what_became_of_each_notice(absence, doctor, client, outbox):
    outbox.fail_next(CarrierError("out of money", code=20003, ours=True))
    tell_absences()
    clerk = User.objects.create_user(
        "clerk", role=Role.STAFF, is_staff=True, region=doctor.clinic.team.region
    )
    client.force_login(clerk)
    shown = client.get("/admin/calls/absencenotice/").content.decode()
    assert doctor.name in shown
    assert "20003" in shown
    notice = AbsenceNotice.objects.get()
    page = client.get(f"/admin/calls/absencenotice/{notice.pk}/change/").content.decode()
    assert absence.attending_doctor.name in page
    assert notice.token not in page
