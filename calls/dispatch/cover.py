"""Who is asked before everybody else, because the attending doctor's absence was planned."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from calls.dispatch.vocabulary import Standing
from stations.models import Absence, AbsenceCover, AttendingDoctor
from teams.models import Doctor


@dataclass(frozen=True, slots=True)
class StandIn:
    """`doctor` comes with his clinic and team."""

    doctor: Doctor
    standing: Standing


def who_is_first(attending: AttendingDoctor | None, now: datetime) -> tuple[StandIn, ...]:
    """Who is asked first while `attending` is on a planned absence, in this order.

    Team doctors who said "I will take it", the earliest word first; then whom the attending
    doctor named. Each stands there once. Nobody who no longer takes part, and never the
    attending doctor himself. Empty when no absence holds at `now`, or nobody stands in.
    Unavailable days and unusable numbers are not looked at here: they are, for every offer,
    when its turn comes. One statement when nobody is away, two otherwise, none without a doctor.
    """
    if attending is None:
        return ()
    absences = _covering(attending, now)
    words = [cover for absence in absences for cover in absence.covers.all()]
    words.sort(key=lambda cover: (cover.said_at, cover.pk))
    named = [absence.substitute for absence in absences if absence.substitute is not None]
    found = [
        *(
            StandIn(cover.doctor, Standing.TOOK_IT)
            for cover in words
            if not cover.doctor.is_outside
        ),
        *(StandIn(doctor, _standing(doctor)) for doctor in named),
    ]
    first: dict[int, StandIn] = {}
    for one in found:
        if one.doctor.is_active and one.doctor.pk != attending.team_doctor_id:
            first.setdefault(one.doctor.pk, one)
    return tuple(first.values())


def _covering(attending: AttendingDoctor, now: datetime) -> list[Absence]:
    covers = AbsenceCover.objects.standing().select_related("doctor__clinic__team")
    return list(
        Absence.objects.covering(now)
        .filter(attending_doctor=attending)
        .select_related("substitute__clinic__team")
        .prefetch_related(Prefetch("covers", covers))
        .order_by("starts_at", "pk")
    )


def _standing(doctor: Doctor) -> Standing:
    return Standing.NAMED_OUTSIDE if doctor.is_outside else Standing.NAMED
