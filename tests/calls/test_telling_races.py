"""Two runs in the same moment, and a run that dies: nobody gets two SMS."""

from functools import partial

import pytest

from calls import errands
from calls.absence_sms import ABSENCES
from calls.checking import check_contacts
from calls.models import AbsenceNotice
from calls.telling import tell_absences
from teams.models import Contact
from tests.calls.clocks import set_clock, turn_back
from tests.dispatch.racing import racers
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_doctor,
    make_region,
    mobile,
)

pytestmark = pytest.mark.django_db(transaction=True)
DOCTORS = 5


@pytest.fixture
def region():
    region = make_region()
    clinic = make_clinic(region)
    for number in range(1, DOCTORS + 1):
        make_doctor(clinic, mobile(number))
    set_clock("2026-11-24 11:00")
    make_absence(make_attending(region))
    yield region
    turn_back()


def on_tuesday(run):
    """Each thread has a connection, and so a clock, of its own."""
    set_clock("2026-11-24 11:00")
    try:
        return run()
    finally:
        turn_back()


def test_two_runs_at_once_send_each_doctor_one_sms(region, outbox):
    with racers() as two:
        told = two.race(partial(on_tuesday, tell_absences), partial(on_tuesday, tell_absences))
    assert sorted(text.to for text in outbox.texts) == [mobile(n) for n in range(1, DOCTORS + 1)]
    assert sum(one.sent for one in told) == DOCTORS
    assert set(AbsenceNotice.objects.values_list("state", flat=True)) == {"queued"}


def test_of_two_who_claim_a_notice_one_has_it(region, outbox):
    for _ in range(20):
        AbsenceNotice.objects.all().delete()
        tell_absences()
        AbsenceNotice.objects.update(state="planned", sid=None)
        pk = AbsenceNotice.objects.values_list("pk", flat=True)[0]
        claim = partial(on_tuesday, partial(errands.claim, ABSENCES, pk))
        with racers() as two:
            won = two.race(claim, claim)
        assert [one is None for one in won].count(True) == 1


def test_who_was_overtaken_writes_nothing(region, outbox):
    """The first died, or slept, after its claim; the second sent it meanwhile."""
    tell_absences()
    notice = AbsenceNotice.objects.first()
    before = AbsenceNotice.objects.filter(pk=notice.pk)
    before.update(state="planned", sid=None, generation=0)
    slow = errands.claim(ABSENCES, notice.pk)
    set_clock("2026-11-24 11:01")
    assert errands.send(ABSENCES, notice.pk), "its lease was over, and the carrier had it"
    known = before.values().get()
    errands.refused(slow, errands.CarrierError("late"))
    assert before.values().get() == known
    assert len(outbox.texts) == DOCTORS


@pytest.fixture
def fast(settings):
    settings.CALLS_PER_SECOND = 1000


def test_two_runs_at_once_check_each_number_once(region, outbox, fast):
    Contact.objects.update(voice_proven_at=None, text_proven_at=None)
    with racers() as two:
        told = two.race(partial(on_tuesday, check_contacts), partial(on_tuesday, check_contacts))
    everybody = [mobile(n) for n in range(1, DOCTORS + 1)]
    assert sorted(call.to for call in outbox.calls) == everybody
    assert sorted(text.to for text in outbox.texts) == everybody
    assert sum(one.sent for one in told) == 2 * DOCTORS


def test_two_changes_at_once_tell_the_old_number_once(region, outbox, fast):
    for contact in Contact.objects.filter(number__in=[mobile(1), mobile(2)]):
        contact.number = mobile(int(contact.number[-1]) + 50)
        contact.save()
    with racers() as two:
        two.race(partial(on_tuesday, check_contacts), partial(on_tuesday, check_contacts))
    told = [text.to for text in outbox.texts if "/k/" not in text.body]
    assert sorted(told) == [mobile(1), mobile(2)]
