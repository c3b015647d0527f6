"""Doctors hear of planned absences beforehand: gathered, by SMS, in daytime."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from calls import errands
from calls.absence_sms import ABSENCES
from calls.dispatch import clock
from calls.dispatch.daytime import day_of, may_tell
from calls.dispatch.vocabulary import AttemptState
from calls.models import AbsenceNotice
from calls.models.offer import digest_of
from stations.models import Absence
from teams.models import Contact, Doctor, Region

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """`sent`: what the carrier took in this run. `waiting`: what the next run tries again.

    `without_number`: doctors with something to hear and no proven number for SMS.
    """

    sent: int
    waiting: int
    without_number: int


def tell_absences() -> Told | None:
    """Send each team doctor one SMS for all absences that are new to him.

    Returns None, and nothing is sent, outside the hours in which doctors are told what can
    wait. Safe to repeat and to run twice at once: a doctor gets one SMS a day. What the
    carrier did not take is tried again by the next run.
    """
    now = clock.now()
    if not may_tell(now):
        return None
    without_number = _plan(now)
    unplaced = AbsenceNotice.objects.unplaced(now).values_list("pk", flat=True)
    sent = sum(errands.send(ABSENCES, pk) for pk in list(unplaced))
    return Told(sent, AbsenceNotice.objects.waiting().count(), without_number)


# --- Who has something to hear ------------------------------------------------------------


def _plan(now: datetime) -> int:
    """Make the notices. Returns how many doctors cannot be told."""
    unreachable = 0
    for region in Region.objects.all():
        absences = Absence.objects.not_over(now).of_region(region)
        if not absences.exists():
            continue
        doctors = Doctor.objects.of_region(region).active()
        for doctor in doctors.select_related("clinic__team__region"):
            if new := news_for(doctor, now):
                unreachable += not _plan_one(doctor, new, now)
    return unreachable


def news_for(doctor: Doctor, now: datetime) -> list[Absence]:
    """The absences, not over yet, of which no SMS to him has told, or is about to."""
    told = AbsenceNotice.objects.arriving().filter(doctor=doctor)
    region = doctor.clinic.team.region
    absences = Absence.objects.not_over(now).of_region(region).others_than(doctor)
    return list(absences.exclude(notices__in=told))


def _plan_one(doctor: Doctor, new: list[Absence], now: datetime) -> bool:
    """Returns False when he has no number for it."""
    mine = AbsenceNotice.objects.filter(doctor=doctor)
    if planned := mine.filter(state=AttemptState.PLANNED).first():
        planned.absences.add(*new)
        return True
    contact = contact_for(doctor)
    if contact is None:
        return False
    notice = AbsenceNotice(
        doctor=doctor, contact=contact, number=contact.number, day=day_of(now), created_at=now
    )
    notice.token_digest = digest_of(notice.token)
    try:
        with transaction.atomic():
            notice.save()
            notice.absences.set(new)
    except IntegrityError:  # told today already; the rest is for tomorrow
        logger.info("doctor %s was told today already", doctor.pk)
    return True


def contact_for(doctor: Doctor) -> Contact | None:
    """His first number that is proven to take SMS and is his alone: the link is personal."""
    return (
        doctor.contacts.filter(
            can_text=True, text_unusable="", text_proven_at__isnull=False, is_shared=False
        )
        .order_by("rank", "pk")
        .first()
    )
