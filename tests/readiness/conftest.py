"""A region of which nothing is to be said, at nine in the morning."""

import pytest

from calls import services
from calls.dispatch import clock
from calls.models import (
    Attempt,
    AuditRun,
    Backup,
    Escalation,
    PreflightRun,
    WatchPulse,
)
from stations.models import Role, User
from teams.models import Contact
from tests.calls.clocks import set_clock, turn_back
from tests.make import (
    make_night,
    make_responsible,
    press,
)


@pytest.fixture
def region(settings):
    """Of which nothing is to be said."""
    set_clock("2026-11-24 09:00")
    settings.MAIL_GOES_OUT = True
    now = clock.now()
    nurse, _ = make_night(doctors=3)
    region = nurse.stations.get().region
    make_responsible(region)
    Contact.objects.update(voice_proven_at=now)
    drill = press(nurse, is_drill=True)
    Attempt.objects.all().delete()
    Escalation.objects.filter(pk=drill.pk).update(status="cancelled", ended_at=now)
    PreflightRun.objects.create(at=now)
    AuditRun.objects.create(started_at=now, looked_at=1)
    Backup.objects.create(at=now)
    WatchPulse.objects.create(number=1, looked_at=now)
    User.objects.create(
        username="staff", role=Role.STAFF, region=region, display_name="職員", email="a@example.jp"
    )
    version = services.publish_sheet(region=region, by=nurse)
    services.receive_sheet(station=nurse.stations.get(), version=version, by=nurse)
    yield region
    turn_back()
