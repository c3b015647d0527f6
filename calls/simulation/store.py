"""The rows together, with the constraints that the tables have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from calls.dispatch.circuit import Circuit
from calls.dispatch.orders import News
from calls.dispatch.state import Person, Policy
from calls.dispatch.vocabulary import AttemptState, Bar, Channel, OfferState, Status
from calls.models import CaseKind
from calls.models.choices import HELPED, Severity
from calls.simulation.deeds import Who
from calls.simulation.dispatch import Case
from calls.simulation.pace import Pace
from calls.simulation.rows import Alarm, Attempt, Doctor, Escalation, Offer, Responsible

STATIONS = (1, 2, 3)
KINDS = (CaseKind.FEVER, CaseKind.BREATHING, CaseKind.DEATH)  # what each station asks about
LIVE = frozenset(s for s in AttemptState if s.is_live)

KEEPS_A_DOCTOR = (Status.ACCEPTED, Status.CONTACTED)


class Broken(AssertionError):
    """Something happened that must never happen."""


class NumberTaken(Exception):
    """A unique index refuses: the number rings, or is asked about, for somebody else."""


@dataclass
class Store:
    policy: Policy
    doctors: list[Doctor]
    pace: Pace
    responsible: list[Responsible]
    escalations: list[Escalation] = field(default_factory=list)
    offers: dict[int, Offer] = field(default_factory=dict)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    in_use: dict[str, dict[int, Attempt]] = field(default_factory=dict)
    live: dict[int, Attempt] = field(default_factory=dict)
    alarms: dict[int, Alarm] = field(default_factory=dict)
    circuit: Circuit = field(default_factory=Circuit)
    closed_clinics: set[int] = field(default_factory=set)
    worked: Counter[tuple[int, int]] = field(default_factory=Counter)  # station and doctor

    def __post_init__(self) -> None:
        """Who is in charge does not change in a night."""
        self._people = {station: tuple(self._of_station(station)) for station in STATIONS}

    def _of_station(self, station: int) -> Iterator[Person]:
        for one in self.responsible:
            if one.station in (None, station):
                yield one.as_person()

    def people(self, station: int) -> tuple[Person, ...]:
        """In charge of a station's requests, in the order of alarming."""
        return self._people[station]

    def of(self, escalation: int) -> Escalation:
        return self.escalations[escalation - 1]

    def open(self, case: Case, now: datetime) -> Escalation:
        station, attending = case.station, case.attending
        severity = Severity.DRILL if case.is_drill else KINDS[station - 1].severity
        escalation = Escalation(
            number=len(self.escalations) + 1,
            station=station,
            severity=severity,
            tell_by=Channel.VOICE if station % 2 == 0 else Channel.TEXT,
            opened_at=now,
            search_at=now,
            is_drill=case.is_drill,
            by_list=case.is_drill,
            nurse=Who.NURSE.value,
            call_back_number=f"nurse-{station}",
            attending=None if attending is None else self.doctors[attending - 1],
        )
        self.escalations.append(escalation)
        return escalation

    def add_offers(self, escalation: Escalation, doctors: list[Doctor]) -> None:
        for position, doctor in enumerate(doctors, 1):
            offer = Offer(len(self.offers) + 1, escalation, doctor, position)
            self.offers[offer.number] = offer
            escalation.offers.append(offer)

    def add_attempt(self, **fields: Any) -> Attempt:
        attempt = Attempt(number=len(self.attempts) + 1, **fields)
        self.check(attempt)
        self.attempts[attempt.number] = attempt
        attempt.escalation.attempts.append(attempt)
        if attempt.offer is not None:
            attempt.offer.attempts.append(attempt)
        if attempt.alarm is not None:
            attempt.alarm.attempts.append(attempt)
        self.keep(attempt)
        return attempt

    def check(self, attempt: Attempt) -> None:
        """The two partial unique indexes on numbers. Raises `NumberTaken`."""
        others = [a for a in self.in_use.get(attempt.phone, {}).values() if a is not attempt]
        if attempt.holds and any(other.holds for other in others):
            raise NumberTaken(f"{attempt.phone} is being asked about another escalation")
        if attempt.rings and any(other.rings for other in others):
            raise NumberTaken(f"{attempt.phone} is already being called")

    def keep(self, attempt: Attempt) -> None:
        """Bring the indexes up to date after an attempt was changed."""
        live = attempt.state in LIVE
        if attempt.holds or (live and attempt.channel is Channel.VOICE):
            self.in_use.setdefault(attempt.phone, {})[attempt.number] = attempt
        elif users := self.in_use.get(attempt.phone):
            users.pop(attempt.number, None)
            if not users:
                del self.in_use[attempt.phone]
        if live:
            self.live[attempt.number] = attempt
        else:
            self.live.pop(attempt.number, None)

    def bar(self, offer: Offer) -> Bar | None:
        """Why the offer's doctor cannot be asked at this moment."""
        doctor = offer.doctor
        if not doctor.active:
            return Bar.LEFT
        if doctor is offer.escalation.attending:
            return Bar.IS_ATTENDING
        if doctor.unavailable:
            return Bar.UNAVAILABLE
        if doctor.clinic in self.closed_clinics:
            return Bar.CLINIC_UNAVAILABLE
        if len(self.escalations) > 1 and self._is_out(doctor, offer.escalation):
            return Bar.IS_OUT
        return None if doctor.usable_for(offer.escalation) else Bar.NO_CONTACT

    def _is_out(self, doctor: Doctor, asked_for: Escalation) -> bool:
        """On another call, which is still open."""
        for other in self.escalations:
            keeps = other.status in KEEPS_A_DOCTOR and not other.is_drill
            if keeps and other is not asked_for:
                for its in other.offers:
                    if its.doctor is doctor and its.state is OfferState.ACCEPTED:
                        return True
        return False

    def count_cooperation(self, escalation: Escalation, times: int) -> None:
        if escalation.outcome in HELPED:
            for offer in escalation.offers:
                if offer.state is OfferState.ACCEPTED:
                    self.worked[escalation.station, offer.doctor.number] += times

    def last_asked_at(self, doctor: Doctor) -> datetime | None:
        """In earnest."""
        asked = [
            offer.asked_at
            for offer in self.offers.values()
            if offer.doctor is doctor and offer.asked_at and not offer.escalation.is_drill
        ]
        return max(asked, default=None)

    def was_told(self, offer: Offer, news: News, since: datetime) -> bool:
        return any(
            a.told is offer and a.news is news and a.made_at >= since
            for a in offer.escalation.attempts
        )

    def accept(self, offer: Offer) -> None:
        """`one_doctor_accepts_an_escalation`."""
        if any(o.state is OfferState.ACCEPTED for o in offer.escalation.offers):
            raise Broken(f"I2: two doctors accepted #{offer.escalation.number}")
        offer.state = OfferState.ACCEPTED
