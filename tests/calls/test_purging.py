"""What was kept for long enough goes; the record stays."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from calls.checking import check_contacts
from calls.models import Attempt, ContactCheck, Duty, Escalation, PreflightRun, TimelineEntry
from calls.purging import KEPT, purge
from tests.calls.clocks import TOKYO, set_clock, turn_back
from tests.make import make_clinic, make_contact, make_doctor, make_region, mobile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_years(settings):
    """Something of each kind in the first year, and in the next."""
    settings.CALLS_PER_SECOND = 1000
    doctor = make_doctor(make_clinic(make_region()))
    for number, day in enumerate(("2026-11-24", "2028-01-25"), 50):
        set_clock(f"{day} 13:30")
        make_contact(doctor, mobile(number), rank=number, text_proven_at=None, can_voice=False)
        check_contacts()
        at = ContactCheck.objects.latest("pk").created_at
        PreflightRun.objects.create(at=at)
        Duty.objects.create(name="audit", day=at.astimezone(TOKYO).date(), lease_until=at)
    yield
    turn_back()


def test_the_years_before_go_and_this_one_stays():
    purge()
    assert {check.day.year for check in ContactCheck.objects.all()} == {2028}
    assert (PreflightRun.objects.count(), Duty.objects.count()) == (1, 1)
    assert timedelta(days=366) < KEPT


def test_a_dry_run_counts_and_deletes_nothing():
    out = StringIO()
    before = ContactCheck.objects.count()
    call_command("purge", "--dry-run", stdout=out)
    assert ContactCheck.objects.count() == before
    assert "1\n" in out.getvalue()
    call_command("purge", stdout=out)
    assert ContactCheck.objects.count() < before
    call_command("purge", stdout=out)
    assert out.getvalue().endswith(": 0\n")


def test_an_escalation_with_all_that_happened_is_the_record_and_stays(night):
    set_clock("2040-01-25 13:30")
    purge()
    assert Escalation.objects.exists()
    assert Attempt.objects.exists()
    assert TimelineEntry.objects.exists()
