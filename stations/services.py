"""What people do about planned absences and announced patients: one function per use case."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from stations.models import Absence, AbsenceCover, Patient
from teams.models import Clinic, Contact, Doctor, Region, Team

LAST = 99


@dataclass(frozen=True, kw_only=True)
class Outsider:
    """Whom an attending doctor has named, and who belongs to no team."""

    name: str
    workplace: str  # may be empty
    number: str  # E.164
    can_voice: bool
    can_text: bool


def end_absence(*, absence: Absence, now: datetime) -> None:
    """The doctor is back early, or stays after all. Safe to repeat: the first time counts."""
    Absence.objects.filter(pk=absence.pk, ended_at__isnull=True).update(ended_at=now)


def take_absence(*, absence: Absence, doctor: Doctor, now: datetime) -> None:
    """A team doctor will be asked first during this absence. Safe to repeat.

    Whoever took it back and says so again has his new place in the order.
    """
    AbsenceCover.objects.get_or_create(absence=absence, doctor=doctor, defaults={"said_at": now})
    AbsenceCover.objects.filter(absence=absence, doctor=doctor, taken_back_at__isnull=False).update(
        said_at=now, taken_back_at=None
    )


def take_back(*, absence: Absence, doctor: Doctor, now: datetime) -> None:
    """He will not be asked first after all. Safe to repeat."""
    AbsenceCover.objects.standing().filter(absence=absence, doctor=doctor).update(taken_back_at=now)


def end_patient(*, patient: Patient) -> None:
    """No doctor will be needed for her: she stands on no list any more. Safe to repeat."""
    Patient.objects.filter(pk=patient.pk).update(is_active=False)


@transaction.atomic
def outside_doctor(*, region: Region, who: Outsider) -> Doctor:
    """A doctor like any other, with a contact, who stands on no team's list.

    The same number is the same person: what it can do is brought up to date. Raises
    `IntegrityError` when the number belongs to somebody of the teams.
    """
    known = Doctor.objects.outside(region).filter(contacts__number=who.number).first()
    able = {"can_voice": who.can_voice, "can_text": who.can_text}
    if known is not None:
        Contact.objects.filter(doctor=known, number=who.number).update(**able)
        Doctor.objects.filter(pk=known.pk).update(is_active=True)
        return known
    with translation.override(settings.LANGUAGE_CODE):
        place = {"name": _("Outside the teams"), "position": LAST}
    team, _new = Team.objects.get_or_create(region=region, is_outside=True, defaults=place)
    clinic, _new = Clinic.objects.get_or_create(team=team, name=who.workplace or team.name)
    doctor = Doctor.objects.create(clinic=clinic, name=who.name)
    Contact.objects.create(doctor=doctor, number=who.number, **able)
    return doctor
