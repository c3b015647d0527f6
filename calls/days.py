"""Unavailable days as rows: of whom a calendar tells, and the calendar to subscribe to."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from calls.cover import Period
from calls.dispatch.loading import takes_calls, takes_texts
from calls.month import OnRoster
from teams.models import Doctor, Region, Team, Unavailability

PRODUCT = "-//backup_dispatch//unavailable days//"


def roster_of(of: Region | Team, within: Period) -> list[OnRoster]:
    """Doctors who take part and have a number that can be used, in the order of asking."""
    where = Q(clinic__team=of) if isinstance(of, Team) else Q(clinic__team__region=of)
    periods = Unavailability.objects.filter(starts_at__lt=within.ends, ends_at__gt=within.starts)
    doctors = (
        Doctor.objects.in_teams()
        .filter(where)
        .active()
        .in_asking_order()
        .select_related("clinic")
        .prefetch_related(
            "contacts",
            Prefetch("unavailabilities", periods),
            Prefetch("clinic__unavailabilities", periods),
        )
    )
    return [
        OnRoster(doctor.pk, doctor.name, away_of(doctor))
        for doctor in doctors
        if any(takes_calls(one) or takes_texts(one) for one in doctor.contacts.all())
    ]


def away_of(doctor: Doctor) -> tuple[Period, ...]:
    """His own periods and his clinic's, as they were read."""
    periods = [*doctor.unavailabilities.all(), *doctor.clinic.unavailabilities.all()]
    return tuple(Period(one.starts_at, one.ends_at) for one in periods)


def periods_of(of: Region | Team | Doctor, since: datetime) -> QuerySet[Unavailability]:
    """Periods that are not over: of these doctors, and of their clinics as a whole."""
    if isinstance(of, Doctor):
        where = Q(doctor=of) | Q(clinic=of.clinic_id)
    elif isinstance(of, Team):
        where = Q(doctor__clinic__team=of) | Q(clinic__team=of)
    else:
        where = Q(doctor__clinic__team__region=of) | Q(clinic__team__region=of)
    found = Unavailability.objects.filter(where, ends_at__gt=since)
    return found.select_related("doctor", "clinic").order_by("starts_at", "pk")


def as_icalendar(name: str, periods: QuerySet[Unavailability], now: datetime) -> bytes:
    """RFC 5545, to subscribe to. A title has the name of who cannot come, and nothing more."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT6H")
    for one in periods:
        event = Event()
        event.add("uid", f"unavailable-{one.pk}@backup-dispatch")
        event.add("dtstamp", now)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", _("Cannot come: %(name)s") % {"name": one})
        calendar.add_component(event)
    return calendar.to_ical()
