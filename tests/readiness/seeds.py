"""What can be wrong with a region, a fault each, and what is found of it."""

from datetime import timedelta

from calls import services
from calls.dispatch import clock
from calls.models import (
    AuditRun,
    Backup,
    CarrierCircuit,
    Duty,
    Escalation,
    PreflightRun,
    WatchPulse,
)
from calls.printed_sheet import newest
from calls.readiness import Level, readiness_of
from calls.readiness.items import What
from stations.models import Role, User
from teams.models import Contact, Doctor, Unavailability
from tests.calls.clocks import set_clock
from tests.make import (
    make_absence,
    make_attending,
    make_doctor,
    make_nurse,
    make_station,
    make_unavailable,
    mobile,
)


def found(region):
    """What is not in order."""
    items = readiness_of(region, clock.now())
    assert {item.what for item in items} == set(What), "each question has its answer"
    return {item.what: item for item in items if item.level is not Level.GOOD}


def everybody_away(region):
    starts = clock.now() + timedelta(days=3)
    for doctor in Doctor.objects.all():
        Unavailability.objects.create(
            doctor=doctor, starts_at=starts, ends_at=starts + timedelta(hours=5)
        )


def one_left(region):
    for doctor in Doctor.objects.all()[:2]:
        make_unavailable(doctor=doctor)


def a_doctor_without_a_number(region):
    Contact.objects.filter(doctor=Doctor.objects.first()).update(
        voice_unusable="21211", text_unusable="21614"
    )


def numbers_grew_old(region):
    long_ago = clock.now() - timedelta(days=91)
    Contact.objects.update(voice_proven_at=long_ago, text_proven_at=long_ago)


def somebody_elses_number(region):
    Contact.objects.filter(doctor=Doctor.objects.first()).update(doubted_at=clock.now())


def nobody_can_sign_in(region):
    User.objects.filter(role=Role.NURSE).update(is_active=False)


def another_station(region):
    station = make_station(region, takes_part=True)
    version = newest(region)
    services.receive_sheet(station=station, version=version, by=User.objects.first())


def nobody_in_charge(region):
    region.responsible.update(is_active=False)


def only_in_office_hours(region):
    region.responsible.update(days="weekdays", from_time="08:30", until_time="17:15")


def the_sheet_is_not_what_the_roster_says(region):
    make_doctor(Doctor.objects.first().clinic, mobile(77))
    Contact.objects.filter(number=mobile(77)).update(voice_proven_at=clock.now())


def a_station_has_no_sheet(region):
    make_nurse(make_station(region, takes_part=True))


def an_absence_untold(region):
    absence = make_absence(make_attending(region))
    type(absence).objects.update(entered_at=clock.now() - timedelta(days=5))


def no_watch(region):
    WatchPulse.objects.all().delete()


def the_carrier_is_down(region):
    CarrierCircuit.objects.update_or_create(
        defaults={"open_since": clock.now(), "failures": 3, "failed_at": clock.now()}
    )


def preflight_found(region):
    facts = {"account": "AC0", "balance": "3", "currency": "USD"}
    PreflightRun.objects.create(at=clock.now(), findings=[{"problem": "balance", "facts": facts}])


def preflight_is_old(region):
    PreflightRun.objects.update(at=clock.now() - timedelta(days=2))


def audit_is_old(region):
    AuditRun.objects.update(started_at=clock.now() - timedelta(days=2))


def no_backup(region):
    Backup.objects.all().delete()


def a_duty_was_left(region):
    day = (clock.now() - timedelta(days=4)).date()  # a Friday: 23 November is a holiday
    Duty.objects.create(name="checks", day=day, lease_until=clock.now())
    set_clock("2026-11-21 09:00")
    WatchPulse.objects.update(looked_at=clock.now())


def nobody_has_mail(region):
    User.objects.update(email="")


def the_last_drill_is_long_ago(region):
    Escalation.objects.update(opened_at=clock.now() - timedelta(days=100))
