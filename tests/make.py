"""Plain functions that fill in what a test does not care about."""

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from calls import services
from calls.dispatch import clock
from calls.models import AbsenceReason, CaseKind, Escalation, Wanted
from stations.models import (
    Absence,
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

_numbers = count(1)
PROVEN = "2026-10-01T09:00:00+09:00"


def make_region(**fields: Any) -> Region:
    number = next(_numbers)
    return Region.objects.create(
        **{
            "code": f"region-{number}",
            "name": "見本市",
            "service_name": "見本市往診応援",
            "sms_name": "見本往診",
        }
        | fields
    )


def make_station(region: Region, **fields: Any) -> Station:
    return Station.objects.create(
        region=region,
        **{
            "name": "訪問看護ステーション見本",
            "on_call_mobile": "+819000000901",
            "takes_part": True,
        }
        | fields,
    )


def make_nurse(station: Station, **fields: Any) -> User:
    number = next(_numbers)
    defaults = {"username": f"nurse-{number}", "display_name": "見本看護師", "role": Role.NURSE}
    nurse = User.objects.create_user(**defaults | fields)
    nurse.stations.add(station)
    return nurse


def make_clinic(region: Region, **fields: Any) -> Clinic:
    team, _ = Team.objects.get_or_create(region=region, name="Aチーム")
    return Clinic.objects.create(**{"team": team, "name": f"見本診療所{next(_numbers)}"} | fields)


def make_doctor(clinic: Clinic, number: str = "", **fields: Any) -> Doctor:
    """A doctor with one proven mobile; `number=None` gives him none."""
    position = next(_numbers)
    doctor = Doctor.objects.create(
        clinic=clinic, **{"name": f"見本医師{position}", "position": position} | fields
    )
    if number:
        make_contact(doctor, number)
    return doctor


def make_contact(doctor: Doctor, number: str, **fields: Any) -> Contact:
    return Contact.objects.create(
        doctor=doctor,
        number=number,
        **{"voice_proven_at": PROVEN, "text_proven_at": PROVEN, "reply_proven_at": PROVEN} | fields,
    )


def make_unavailable(**of: Any) -> Unavailability:
    """A doctor or a clinic, from an hour ago for another hour."""
    now, hour = clock.now(), timedelta(hours=1)
    return Unavailability.objects.create(starts_at=now - hour, ends_at=now + hour, **of)


def make_attending(region: Region, **fields: Any) -> AttendingDoctor:
    number = next(_numbers)
    defaults = {"name": f"雛形医師{number}", "clinic_name": "ひながた内科"}
    return AttendingDoctor.objects.create(region=region, **defaults | fields)


def make_absence(attending: AttendingDoctor, **fields: Any) -> Absence:
    """From an hour ago for two days, unless the test says otherwise."""
    now = clock.now()
    clerk, _ = User.objects.get_or_create(
        username="clerk-of-absences", defaults={"display_name": "様式"}
    )
    return Absence.objects.create(
        attending_doctor=attending,
        **{
            "starts_at": now - timedelta(hours=1),
            "ends_at": now + timedelta(days=2),
            "entered_by": clerk,
            "entered_at": now,
        }
        | fields,
    )


def make_outsider(region: Region, number: str = "", **fields: Any) -> Doctor:
    """A doctor whom an attending doctor has named, and who is in no team."""
    team, _ = Team.objects.get_or_create(
        region=region, is_outside=True, defaults={"name": "チームの外"}
    )
    clinic, _ = Clinic.objects.get_or_create(team=team, name="隣町クリニック")
    return make_doctor(clinic, number, **fields)


def make_responsible(region: Region, number: str = "+819000000911", **fields: Any) -> Responsible:
    """Somebody in charge who may be woken at any hour, by call and SMS."""
    defaults = {"name": "管理 ゆかり", "duty": Duty.OTHER, "number": number}
    return Responsible.objects.create(region=region, **defaults | fields)


def mobile(number: int) -> str:
    """`mobile(3)` is 090-0000-0003, which is assigned to nobody."""
    return f"+8190000{number:05d}"


def make_request(**fields: Any) -> services.Request:
    return services.Request(
        **{
            "wanted": Wanted.VISIT,
            "case_kind": CaseKind.FEVER,
            "reason": AbsenceReason.NO_ANSWER,
            "area": "丸の内",
            "call_back_number": "+819000000901",
        }
        | fields
    )


def press(nurse: User, **fields: Any) -> Escalation:
    """The nurse presses the button."""
    escalation = services.open_escalation(
        station=nurse.stations.get(),
        by=nurse,
        request_id=fields.pop("request_id", None) or uuid.uuid4(),
        request=make_request(**fields),
    )
    escalation.refresh_from_db()
    return escalation


def make_night(doctors: int = 3, **region: Any) -> tuple[User, list[Doctor]]:
    """A region with a nurse and so many doctors, 090-0000-0001 and on."""
    where = make_region(**region)
    nurse = make_nurse(make_station(where))
    clinic = make_clinic(where)
    return nurse, [make_doctor(clinic, mobile(n)) for n in range(1, doctors + 1)]


def make_patient(station: Station, *secondaries: Doctor, **fields: Any) -> Patient:
    """Announced beforehand, with the doctors who are asked for her in this order."""
    nurse, _ = User.objects.get_or_create(
        username="nurse-of-patients", defaults={"display_name": "見本看護師"}
    )
    patient = Patient.objects.create(
        station=station,
        **{
            "initials": "Y.K.",
            "area": "丸の内",
            "consent_on": "2026-10-01",
            "entered_by": nurse,
            "entered_at": clock.now(),
        }
        | fields,
    )
    for position, doctor in enumerate(secondaries, 1):
        SecondaryDoctor.objects.create(patient=patient, doctor=doctor, position=position)
    return patient
