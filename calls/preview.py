"""The dry run: who would be asked now, in which order, on which number, and why.

It goes the way of a press, by the same functions, and touches nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from calls.dispatch import turn
from calls.dispatch.listing import proposed
from calls.dispatch.loading import Loaded
from calls.dispatch.state import Offer as PlainOffer
from calls.dispatch.vocabulary import Channel
from calls.models import Escalation, Offer
from calls.models.labels import BAR, CHANNEL
from calls.reasons import reason_words
from stations.models import AttendingDoctor, Patient, Station
from teams.phone import national


@dataclass(frozen=True)
class Way:
    """By what a doctor's turn would begin: a channel in words, and a number (E.164)."""

    channel: str
    number: str
    national: str
    is_call: bool = True


@dataclass(frozen=True)
class Prospect:
    """One doctor of the list as it would be made. `bar` says why he would be passed over,
    empty when he would be asked; `busy`: his numbers are in use about somebody else."""

    position: int
    doctor: str
    clinic: str
    team: str
    reasons: tuple[str, ...]
    bar: str
    busy: bool
    ways: tuple[Way, ...]

    @property
    def can_be_asked(self) -> bool:
        return not self.bar


def preview(
    station: Station,
    now: datetime,
    attending_doctor: AttendingDoctor | None = None,
    patient: Patient | None = None,
) -> tuple[Prospect, ...]:
    """In five statements, whatever the roster's size; in six with an announced patient."""
    escalation = Escalation(
        station=station, attending_doctor=attending_doctor, patient=patient, opened_at=now
    )
    offers = proposed(escalation, now)
    for offer in offers:
        offer.pk = offer.position  # only to tell them apart here
    loaded = Loaded(escalation, now, just_made=offers)
    state = loaded.state()
    return tuple(_prospect(offer, state.offer(offer.pk), loaded) for offer in offers)


def _prospect(offer: Offer, plain: PlainOffer, loaded: Loaded) -> Prospect:
    numbers = {contact.pk: contact.number for contact in loaded.contacts[offer.doctor_id]}
    plans = () if plain.bar is not None else turn.first(plain)
    return Prospect(
        position=offer.position,
        doctor=offer.doctor.name,
        clinic=offer.doctor.clinic.name,
        team=offer.doctor.clinic.team.name,
        reasons=tuple(reason_words(reason) for reason in offer.reasons),
        bar="" if plain.bar is None else str(BAR[plain.bar]),
        busy=plain.bar is None and not plain.free_lines,
        ways=tuple(
            Way(
                str(CHANNEL[p.channel]),
                numbers[p.contact],
                national(numbers[p.contact]),
                p.channel is Channel.VOICE,
            )
            for p in plans
        ),
    )
