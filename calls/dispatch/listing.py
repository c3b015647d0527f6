"""The list for one escalation: made when it opens, frozen as rows, shown to the nurse."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from calls.dispatch.candidates import Candidate, Hint, Place, in_order, reasons
from calls.dispatch.cover import who_is_first
from calls.models import Cooperation, Escalation, Offer
from stations.models import Station, StationPreference
from teams.models import Contact, Doctor


def make(escalation: Escalation) -> list[Offer]:
    """One offer for each doctor of the region who takes part, in the order of asking."""
    return Offer.objects.bulk_create(proposed(escalation, escalation.opened_at))


def proposed(escalation: Escalation, now: datetime) -> list[Offer]:
    """The offers as they would stand on the list; nothing is saved."""
    station = escalation.station
    doctors: dict[int, Any] = {doctor.pk: doctor for doctor in _doctors_for(station)}
    stand_ins = who_is_first(escalation.attending_doctor, now)
    stands_in = {one.doctor.pk: (n, str(one.standing)) for n, one in enumerate(stand_ins, 1)}
    candidates = [candidate(doctor) for doctor in doctors.values()]
    for one in stand_ins:
        if one.doctor.pk not in doctors:
            doctors[one.doctor.pk] = one.doctor
            candidates.append(_from_outside(one.doctor))
    hints = tuple(Hint(hint) for hint in station.region.hints)
    ranked = in_order(
        [replace(one, stands_in=stands_in.get(one.doctor)) for one in candidates],
        place_of(station.latitude, station.longitude),
        hints,
    )
    return [
        Offer(
            escalation=escalation,
            doctor=doctors[place.doctor],
            position=position,
            reasons=reasons(place, hints, now),
        )
        for position, place in enumerate(ranked, 1)
    ]


def _doctors_for(station: Station) -> Any:
    """With what the hints want to know of each; one statement."""
    his = OuterRef("pk")
    own = StationPreference.objects.filter(station=station, doctor=his).values("position")
    times = Cooperation.objects.filter(station=station, doctor=his).values("times")
    in_earnest = Offer.objects.filter(asked_at__isnull=False, escalation__is_drill=False)
    asked = in_earnest.filter(doctor=his).order_by("-asked_at")
    return (
        Doctor.objects.of_region(station.region)
        .active()
        .select_related("clinic__team")
        .annotate(
            preferred=Subquery(own[:1]),
            worked_together=Coalesce(Subquery(times[:1]), 0, output_field=IntegerField()),
            last_asked_at=Subquery(asked.values("asked_at")[:1]),
            proven=Exists(Contact.objects.proven().filter(doctor=his)),
        )
    )


def candidate(doctor: Any) -> Candidate:
    """Of a doctor with the annotations of `_doctors_for`."""
    return replace(
        _from_outside(doctor),
        preferred=doctor.preferred,
        worked_together=doctor.worked_together,
        asked_at=doctor.last_asked_at,
        proven=doctor.proven,
    )


def _from_outside(doctor: Doctor) -> Candidate:
    """Of a doctor of whom no more is known than who and where he is."""
    clinic = doctor.clinic
    team = clinic.team
    return Candidate(
        doctor=doctor.pk,
        team=team.name,
        rank=(team.position, team.pk, clinic.position, clinic.pk, doctor.position),
        place=place_of(clinic.latitude, clinic.longitude),
    )


def place_of(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None else Place(latitude, longitude)
