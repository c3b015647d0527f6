"""Who stands where on the list: drawn for a night, made in memory by the product's own order,
and looked at by the words in which it was agreed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from calls.dispatch.candidates import Candidate, Hint, Place, Ranked, distance_km, in_order
from calls.dispatch.state import Policy
from calls.dispatch.vocabulary import Standing
from calls.simulation.rows import Doctor, Escalation
from calls.simulation.store import STATIONS, Broken, Store

InOrder = Callable[..., list[Ranked]]

HINTS = (*Hint, Hint.TEAM)


@dataclass(frozen=True)
class Absence:
    """An attending doctor's planned absence: who said that he takes it, and whom he named."""

    took_it: tuple[int, ...]
    named: int | None


@dataclass(frozen=True)
class Rules:
    """What is known beforehand; doctors, clinics and stations by their numbers in memory."""

    hints: tuple[Hint, ...]
    secondary_first: bool
    last_resort: int | None
    preferred: tuple[int, ...]  # the stations' own order
    secondaries: tuple[int, ...]  # of the patient who was announced
    absences: dict[int, Absence]
    clinics: dict[int, Place | None]
    stations: dict[int, Place | None]
    homes: dict[int, Place | None]  # of each station's patient who was announced
    worked: dict[tuple[int, int], int]  # a station and a doctor, how often
    advice_first: bool  # says other words, and decides nothing
    replies_count: bool

    def stand_ins(self, attending: Doctor | None) -> dict[int, Standing]:
        """In their order; nobody stands in for himself."""
        absence = None if attending is None else self.absences.get(attending.number)
        if attending is None or absence is None:
            return {}
        found = dict.fromkeys(absence.took_it, Standing.TOOK_IT)
        if absence.named is not None:
            found.setdefault(absence.named, Standing.NAMED)
        return {doctor: why for doctor, why in found.items() if doctor != attending.number}


def rules(rng: Random, policy: Policy, doctors: list[Doctor], clinics: int) -> Rules:
    numbers = [doctor.number for doctor in doctors]
    of_the_teams = [doctor.number for doctor in doctors if not doctor.is_outside]
    by_list = not policy.all_at_once and not policy.coordinated
    return Rules(
        hints=tuple(dict.fromkeys(rng.choices(HINTS, k=3))),
        secondary_first=by_list and rng.random() < 0.4,
        last_resort=clinics if rng.random() < 0.3 else None,
        preferred=_some(rng, of_the_teams),
        secondaries=_some(rng, numbers),
        absences={number: _absence(rng, number, doctors) for number in _some(rng, numbers)},
        clinics={number: _anywhere(rng) for number in sorted({one.clinic for one in doctors})},
        stations={number: _anywhere(rng) for number in STATIONS},
        homes={number: _anywhere(rng) for number in STATIONS},
        worked={
            (station, number): rng.randint(1, 2)
            for station in STATIONS
            for number in _some(rng, of_the_teams)
        },
        advice_first=rng.random() < 0.3,
        replies_count=rng.random() < 0.9,
    )


def _some(rng: Random, numbers: list[int]) -> tuple[int, ...]:
    return tuple(rng.sample(numbers, rng.randint(0, min(2, len(numbers)))))


def _absence(rng: Random, away: int, doctors: list[Doctor]) -> Absence:
    """Whoever belongs to no team cannot say that he takes it."""
    others = [doctor for doctor in doctors if doctor.number != away]
    named = rng.choice(others).number if others and rng.random() < 0.7 else None
    return Absence(_some(rng, [one.number for one in others if not one.is_outside]), named)


def _anywhere(rng: Random) -> Place | None:
    """In Kofu; now and then nobody knows where."""
    if rng.random() < 0.25:
        return None
    return Place(round(rng.uniform(35.6, 35.7), 4), round(rng.uniform(138.5, 138.6), 4))


def make(
    its: Rules,
    store: Store,
    escalation: Escalation,
    *,
    announced: bool,
    put_in_order: InOrder = in_order,
) -> list[Doctor]:
    """The list, as `dispatch.listing` makes it of the rows."""
    first = its.stand_ins(escalation.attending)
    theirs = its.secondaries if announced else ()
    active = {doctor.number: doctor for doctor in store.doctors if doctor.active}
    listed = [d for n, d in active.items() if not d.is_outside or n in first or n in theirs]
    first_now = [number for number in first if number in active]
    theirs_now = [number for number in theirs if number in active]
    candidates = [
        Candidate(
            doctor=one.number,
            team="outside" if one.is_outside else "A",
            rank=(one.is_outside, one.clinic, one.number),
            place=its.clinics[one.clinic],
            preferred=_place(its.preferred, one),
            worked_together=0 if one.is_outside else store.worked[escalation.station, one.number],
            asked_at=None if one.is_outside else store.last_asked_at(one),
            proven=one.is_outside or _is_proven(one),
            stands_in=(first_now.index(one.number) + 1, "") if one.number in first_now else None,
            secondary=_place(theirs_now, one),
            last_resort=one.clinic == its.last_resort,
        )
        for one in listed
    ]
    home = its.homes[escalation.station] if announced else None
    origin = home or its.stations[escalation.station]
    ranked = put_in_order(candidates, origin, its.hints, secondary_first=its.secondary_first)
    return [active[one.doctor] for one in ranked]


def _is_proven(one: Doctor) -> bool:
    return any(contact.is_proven for contact in one.contacts)


def _place(numbers: Iterable[int], one: Doctor) -> int | None:
    return next((n for n, number in enumerate(numbers, 1) if number == one.number), None)


def check(its: Rules, store: Store, escalation: Escalation, *, announced: bool) -> None:
    """Whoever stands in comes first, then the secondary doctors; the last resort is the last.
    The others stand there by the first of the region's hints."""
    listed = [offer.doctor for offer in escalation.offers]
    numbers = [doctor.number for doctor in listed]
    before = [one for one in its.stand_ins(escalation.attending) if one in numbers]
    if numbers[: len(before)] != before:
        raise Broken(f"{numbers}: {before} stand in for the doctor who is away, and are not first")
    if its.secondary_first and announced:
        before += [one for one in its.secondaries if one in numbers and one not in before]
        if numbers[: len(before)] != before:
            raise Broken(f"{numbers}: {before} are her secondary doctors, and are not first")
    others = listed[len(before) :]
    resorts = [doctor.clinic == its.last_resort for doctor in others]
    if resorts != sorted(resorts):
        raise Broken(f"{numbers}: the clinic of last resort stands before others")
    alike = [
        one
        for one in others
        if one.clinic != its.last_resort and (one.is_outside or _is_proven(one))
    ]
    places = [_by_the_first_hint(its, store, escalation, one, announced) for one in alike]
    if places != sorted(places):
        raise Broken(f"{numbers} do not stand there by {its.hints[0]}: {places}")


def _by_the_first_hint(
    its: Rules, store: Store, escalation: Escalation, one: Doctor, announced: bool
) -> Any:
    """What a doctor whose place nothing else decides stands there by: the less, the sooner."""
    station, last = escalation.station, 99
    match its.hints[0]:
        case Hint.PREFERENCE:
            return its.preferred.index(one.number) if one.number in its.preferred else last
        case Hint.SECONDARY:
            hers = its.secondaries if announced else ()
            return hers.index(one.number) if one.number in hers else last
        case Hint.WORKED_TOGETHER:
            return -store.worked[station, one.number]
        case Hint.DISTANCE:
            home = its.homes[station] if announced else None
            away = distance_km(home or its.stations[station], its.clinics[one.clinic])
            return last if away is None else away
        case Hint.LEAST_RECENT:
            asked_at = None if one.is_outside else store.last_asked_at(one)
            return (asked_at is not None, asked_at or escalation.opened_at)
        case _:
            return (one.is_outside, one.clinic, one.number)
