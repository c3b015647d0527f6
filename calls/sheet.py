"""The contact sheet: whom to call when nothing else works, on which numbers that may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from calls.outside import OutsideService, outside_service
from teams.models import Contact, Doctor, OfflineSheet, Region
from teams.phone import national


@dataclass(frozen=True)
class Line:
    """A number (E.164), as people read it, and whether it is the clinic's."""

    number: str
    national: str
    of_the_clinic: bool


@dataclass(frozen=True)
class Entry:
    doctor: str
    clinic: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """Of one region; `entries` in the order of teams, clinics and doctors."""

    region: str
    office: str  # its number, as people read it; empty where it has none
    entries: tuple[Entry, ...]
    outside_service: OutsideService | None


def sheets_of(regions: Iterable[Region]) -> list[Sheet]:
    """Two statements for each region; none where the region wants no numbers on devices."""
    return [_sheet(region) for region in regions]


def _sheet(region: Region) -> Sheet:
    return Sheet(
        region=region.service_name,
        office=national(region.office_phone) if region.office_phone else "",
        entries=tuple(_entries(region)),
        outside_service=outside_service(region),
    )


def _entries(region: Region) -> list[Entry]:
    if region.offline_sheet == OfflineSheet.NOTHING:
        return []
    # A doctor's own number only by his consent, and only where the region goes so far.
    shown = Q(sheet_consent_on__isnull=False, voice_unusable="", can_voice=True)
    if region.offline_sheet == OfflineSheet.CLINICS:
        shown = Q(pk=None)
    doctors = (
        Doctor.objects.of_region(region)
        .active()
        .in_asking_order()
        .select_related("clinic")
        .prefetch_related(Prefetch("contacts", Contact.objects.filter(shown), to_attr="shown"))
    )
    return [_entry(doctor) for doctor in doctors]


def _entry(doctor: Doctor) -> Entry:
    clinic = doctor.clinic.phone
    own: list[Contact] = doctor.shown  # type: ignore[attr-defined]
    numbers = [(contact.number, False) for contact in own if contact.number != clinic]
    numbers += [(clinic, True)] if clinic else []
    lines = tuple(Line(number, national(number), is_clinic) for number, is_clinic in numbers)
    return Entry(doctor.name, doctor.clinic.name, lines)
