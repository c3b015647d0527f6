"""Loads the demonstration's region, and lists its telephones for the simulator."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from stations.importers.load import import_stations
from stations.models import (
    AttendingDoctor,
    Duty,
    Patient,
    Responsible,
    Role,
    SecondaryDoctor,
    Station,
    User,
)
from teams.models import Clinic, Contact, Doctor, Region, Team, Unavailability

HERE = Path(__file__).parent
DESCRIPTION = json.loads((HERE / "kofu.json").read_text("utf-8"))
CODE = DESCRIPTION["region"]["code"]


@transaction.atomic
def load(*, password: str, now: datetime) -> bool:
    """Make the region and everything in it; False, and nothing changed, when it is there.

    What a person edited or deleted since the first time therefore stays edited or deleted.
    Raises `ValueError` when another region holds a station of the list.
    """
    region, new = Region.objects.get_or_create(code=CODE, defaults=DESCRIPTION["region"])
    if not new:
        return False
    for position, team in enumerate(DESCRIPTION["teams"], 1):
        _load_team(region, position, team, now)
    with (HERE / "kofu_stations.csv").open("rb") as file:
        report = import_stations(file=file, region=region, now=now)
    if report.errors:
        raise ValueError(str(report.errors[0]))
    station = Station.objects.create(region=region, takes_part=True, **DESCRIPTION["station"])
    for attending in DESCRIPTION["attending_doctors"]:
        in_team = Doctor.objects.of_region(region).filter(name=attending["name"]).first()
        AttendingDoctor.objects.create(region=region, team_doctor=in_team, **attending)
    for person in DESCRIPTION["responsible"]:
        of_station = station if person["duty"] == Duty.MANAGER else None
        Responsible.objects.create(region=region, station=of_station, **person)
    for person in DESCRIPTION["users"]:
        _load_user(region, station, person, password)
    for patient in DESCRIPTION["patients"]:
        _load_patient(station, patient, now)
    return True


def telephones() -> list[dict[str, str]]:
    """Every telephone of the region that may ring: the nurse's, doctors' in asking order, and
    those of the people in charge."""
    phones = {}
    for station in Station.objects.asking().filter(region__code=CODE):
        phones[station.call_back_number] = (station.name, "")
    contacts = Contact.objects.filter(doctor__clinic__team__region__code=CODE)
    for contact in contacts.select_related("doctor__clinic").order_by(
        "doctor__clinic__team__position", "doctor__clinic__position", "doctor__position", "rank"
    ):
        doctor, clinic = contact.doctor, contact.doctor.clinic
        own = (doctor.name, clinic.name) if contact.can_text else (clinic.name, "")
        phones.setdefault(contact.number, own)
    for person in Responsible.objects.filter(region__code=CODE, is_active=True):
        phones.setdefault(person.number, (person.name, person.get_duty_display()))
    return [
        {"number": number, "name": name, "note": note} for number, (name, note) in phones.items()
    ]


def _load_team(region: Region, position: int, described: dict[str, Any], now: datetime) -> None:
    team = Team.objects.create(region=region, name=described["name"], position=position)
    for clinic_position, clinic in enumerate(described["clinics"], 1):
        facts = {key: value for key, value in clinic.items() if key != "doctors"}
        place = Clinic.objects.create(team=team, position=clinic_position, **facts)
        for doctor_position, doctor in enumerate(clinic["doctors"], 1):
            _load_doctor(place, doctor_position, doctor, now)


def _load_doctor(clinic: Clinic, position: int, described: dict[str, Any], now: datetime) -> None:
    doctor = Doctor.objects.create(
        clinic=clinic,
        position=position,
        name=described["name"],
        name_kana=described["name_kana"],
    )
    for rank, contact in enumerate(described["contacts"], 1):
        # Proven, so that a message asks for a reply as it does once a region has settled in.
        text_proven = now if contact.get("can_text", True) else None
        Contact.objects.create(
            doctor=doctor,
            rank=rank,
            voice_proven_at=now,
            text_proven_at=text_proven,
            reply_proven_at=text_proven,
            **contact,
        )
    if "away" in described:
        Unavailability.objects.create(
            doctor=doctor,
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=365),
            note=described["away"],
        )


def _load_patient(station: Station, described: dict[str, Any], now: datetime) -> None:
    region = station.region
    facts = {key: value for key, value in described.items() if key in _AS_DESCRIBED}
    born = described.get("birth_date")
    patient = Patient.objects.create(
        station=station,
        birth_date=date.fromisoformat(born) if born else None,
        attending_doctor=AttendingDoctor.objects.get(
            region=region, name=described["attending_doctor"]
        ),
        consent_on=timezone.localdate(now),
        entered_by=User.objects.filter(stations=station).earliest("pk"),
        entered_at=now,
        **facts,
    )
    for position, name in enumerate(described["secondary_doctors"], 1):
        doctor = Doctor.objects.of_region(region).get(name=name)
        SecondaryDoctor.objects.create(patient=patient, doctor=doctor, position=position)


_AS_DESCRIBED = {
    "initials", "full_name", "age", "sex", "area", "address", "access_notes", "pin",
    "wish", "wish_written",
}  # fmt: skip

BEHIND_A_DESK = (Role.STAFF, Role.AUDITOR)  # whose pages are in the admin


def _load_user(region: Region, station: Station, described: dict[str, Any], password: str) -> None:
    role = described["role"]
    of_region = None if role == Role.NURSE else region
    user = User.objects.create_user(
        password=password, is_staff=role in BEHIND_A_DESK, region=of_region, **described
    )
    if role == Role.NURSE:
        user.stations.add(station)
