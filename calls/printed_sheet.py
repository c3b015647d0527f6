"""The contact sheet on paper: what stands on it, in a station's order, and what is new on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet

from calls.dispatch.listing import proposed
from calls.models import Escalation, SheetVersion
from stations.models import Station
from teams.models import Contact, Doctor, Region
from teams.phone import national

Content = list[dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One doctor of the sheet; `is_new`: not on the version before, or otherwise than there."""

    name: str
    clinic: str
    numbers: tuple[tuple[str, bool], ...]  # as people read it; whether it is the clinic's
    is_new: bool


@dataclass(frozen=True)
class Printed:
    """`gone`: names of who stood on the version before, and does not any more."""

    version: SheetVersion
    rows: tuple[Row, ...]
    gone: tuple[str, ...]


def content_of(region: Region) -> Content:
    """As it would be printed now: clinics' numbers, and doctors' own by their recorded consent;
    none that cannot be called."""
    shown = Contact.objects.filter(
        sheet_consent_on__isnull=False, voice_unusable="", can_voice=True
    )
    doctors = (
        Doctor.objects.of_region(region)
        .active()
        .in_asking_order()
        .select_related("clinic")
        .prefetch_related(Prefetch("contacts", shown))
    )
    return [
        {
            "doctor": doctor.pk,
            "name": doctor.name,
            "clinic": doctor.clinic.name,
            "numbers": [[number, is_clinic] for number, is_clinic in _numbers(doctor)],
        }
        for doctor in doctors
    ]


def _numbers(doctor: Doctor) -> list[tuple[str, bool]]:
    clinic = doctor.clinic.phone
    own = [(one.number, False) for one in doctor.contacts.all() if one.number != clinic]
    return own + ([(clinic, True)] if clinic else [])


def newest(region: Region) -> SheetVersion | None:
    return SheetVersion.objects.filter(region=region).select_related("region").first()


def has_changed(region: Region, version: SheetVersion | None) -> bool:
    """Whether the roster says otherwise than this version."""
    return version is None or _by_doctor(version.content) != _by_doctor(content_of(region))


def printed(version: SheetVersion, station: Station, now: datetime) -> Printed:
    """In the order in which this station's requests ask, at this moment."""
    earlier = SheetVersion.objects.filter(region=version.region, number__lt=version.number).first()
    before = _by_doctor(earlier.content) if earlier else _by_doctor(version.content)
    there = _by_doctor(version.content)
    order = [one.doctor_id for one in proposed(Escalation(station=station, opened_at=now), now)]
    places = {doctor: place for place, doctor in enumerate(order)}
    rows = sorted(there.values(), key=lambda one: places.get(one["doctor"], len(places)))
    return Printed(
        version=version,
        rows=tuple(_row(one, before.get(one["doctor"]) != one) for one in rows),
        gone=tuple(one["name"] for doctor, one in before.items() if doctor not in there),
    )


def _row(one: dict[str, Any], is_new: bool) -> Row:
    numbers = tuple((national(number), is_clinic) for number, is_clinic in one["numbers"])
    return Row(one["name"], one["clinic"], numbers, is_new)


def _by_doctor(content: Content) -> dict[int, dict[str, Any]]:
    return {one["doctor"]: one for one in content}


def stations_of(region: Region) -> QuerySet[Station]:
    """Those that may ask, each with `has`, the number of the newest version that it has got."""
    return (
        Station.objects.asking()
        .filter(region=region)
        .annotate(has=Max("sheets__version__number"))
        .order_by("name_kana", "name")
    )


def behind(region: Region, version: SheetVersion) -> QuerySet[Station]:
    """Stations that have not got this version."""
    return stations_of(region).filter(Q(has__isnull=True) | Q(has__lt=version.number))
