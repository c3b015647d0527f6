"""The list for one escalation: made when it opens, frozen as rows, shown to the nurse."""

from calls.dispatch.candidates import Candidate, Place, in_order
from calls.models import Escalation, Offer
from teams.models import Doctor


def make(escalation: Escalation) -> list[Offer]:
    """One offer for each doctor of the region who takes part, in the order of asking."""
    station = escalation.station
    found = Doctor.objects.of_region(station.region).active().select_related("clinic__team")
    doctors = {doctor.pk: doctor for doctor in found}
    ranked = in_order(
        [candidate(doctor) for doctor in doctors.values()],
        place_of(station.latitude, station.longitude),
    )
    return Offer.objects.bulk_create(
        Offer(
            escalation=escalation,
            doctor=doctors[one.doctor],
            position=position,
            reasons=[
                {"team": one.team, "place": one.place_in_team},
                *([{"km": one.distance_km}] if one.distance_km is not None else []),
            ],
        )
        for position, one in enumerate(ranked, 1)
    )


def candidate(doctor: Doctor) -> Candidate:
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
