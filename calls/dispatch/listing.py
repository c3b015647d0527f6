"""The list for one escalation: made when it opens, frozen as rows, shown to the nurse."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from calls.dispatch.candidates import Candidate, Hint, Place, in_order, reasons
from calls.dispatch.cover import who_is_first
from calls.models import Escalation, Offer
from calls.models.joined import Joined
from stations.models import Patient, Station
from teams.models import Doctor, Order

# What the hints want to know of each doctor who takes part in the teams of a region.
_KNOWN: dict[str, str] = {
    "preferred": """(
        SELECT wish.position FROM stations_stationpreference AS wish
        WHERE wish.doctor_id = "own"."id" AND wish.station_id = %s
    )""",
    "worked_together": """coalesce((
        SELECT counted.times FROM calls_cooperation AS counted
        WHERE counted.doctor_id = "own"."id" AND counted.station_id = %s
    ), 0)""",
    # In earnest. Looked up only for a region that goes by it: it reads years of offers.
    "last_asked_at": """CASE WHEN %s THEN (
        SELECT asked.asked_at FROM calls_offer AS asked
        JOIN calls_escalation AS earlier ON earlier.id = asked.escalation_id
        WHERE asked.doctor_id = "own"."id" AND asked.asked_at IS NOT NULL AND NOT earlier.is_drill
        ORDER BY asked.asked_at DESC LIMIT 1
    ) END""",
    # As `Contact.objects.proven`.
    "proven": """EXISTS (
        SELECT FROM teams_contact AS his
        WHERE his.doctor_id = "own"."id" AND his.doubted_at IS NULL
        AND (his.voice_proven_at IS NOT NULL OR his.text_proven_at IS NOT NULL)
    )""",
}
_TAKE_PART = '"clinic__team"."region_id" = %s AND NOT "clinic__team"."is_outside"'
_DOCTORS = Joined(
    Doctor, "clinic", "clinic__team", condition=f'{_TAKE_PART} AND "own"."is_active"', also=_KNOWN
)


def make(escalation: Escalation) -> list[Offer]:
    """One offer for each doctor of the region who takes part, in the order of asking."""
    return Offer.objects.bulk_create(proposed(escalation, escalation.opened_at))


def make_plainly(escalation: Escalation) -> None:
    """The roster as it stands, without stand-ins and hints: for when `make` raises."""
    doctors = Doctor.objects.of_region(escalation.station.region).active().in_asking_order()
    Offer.objects.bulk_create(
        Offer(escalation=escalation, doctor=doctor, position=position)
        for position, doctor in enumerate(doctors, 1)
    )


def proposed(escalation: Escalation, now: datetime) -> list[Offer]:
    """The offers as they would stand on the list; nothing is saved."""
    station, region = escalation.station, escalation.station.region
    doctors: dict[int, Any] = {doctor.pk: doctor for doctor in _doctors_for(station)}
    stand_ins = who_is_first(escalation.attending_doctor, now)
    stands_in = {one.doctor.pk: (n, str(one.standing)) for n, one in enumerate(stand_ins, 1)}
    secondaries = _secondaries(escalation.patient)
    secondary = {doctor.pk: n for n, doctor in enumerate(secondaries, 1)}
    candidates = [candidate(doctor) for doctor in doctors.values()]
    for doctor in [*(one.doctor for one in stand_ins), *secondaries]:
        if doctor.pk not in doctors:
            doctors[doctor.pk] = doctor
            candidates.append(_from_outside(doctor))
    hints = tuple(Hint(hint) for hint in region.hints)
    home = _home(escalation.patient)
    ranked = in_order(
        [
            replace(
                one,
                stands_in=stands_in.get(one.doctor),
                secondary=secondary.get(one.doctor),
                last_resort=doctors[one.doctor].clinic_id == region.last_resort_clinic_id,
            )
            for one in candidates
        ],
        home or place_of(station.latitude, station.longitude),
        hints,
        secondary_first=region.order == Order.SECONDARY,
    )
    return [
        Offer(
            escalation=escalation,
            doctor=doctors[place.doctor],
            position=position,
            reasons=reasons(place, hints, now, from_home=home is not None),
        )
        for position, place in enumerate(ranked, 1)
    ]


def _secondaries(patient: Patient | None) -> list[Doctor]:
    """In their order, with clinic and team; one statement, none without a patient.

    One from outside the teams stands on her list whatever the region's order, and on no other:
    it was agreed with her that he would be asked.
    """
    if patient is None:
        return []
    rows = patient.secondaries.filter(doctor__is_active=True).order_by("position")
    return [row.doctor for row in rows.select_related("doctor__clinic__team")]


def _home(patient: Patient | None) -> Place | None:
    """Where the patient lives, as far as it was entered."""
    place = None if patient is None else patient.place
    return None if place is None else Place(*place)


def _doctors_for(station: Station) -> list[Any]:
    """With what the hints want to know of each; one statement."""
    by_past = Hint.LEAST_RECENT in station.region.hints
    return _DOCTORS.all(station.pk, station.pk, by_past, station.region.pk)


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
