"""Who stands where on the list: drawn for a night, made in memory by the product's own order,
and looked at by the words in which it was agreed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from calls.dispatch.candidates import Candidate, Hint, Ranked, in_order
from calls.dispatch.state import Policy
from calls.dispatch.vocabulary import Standing
from calls.simulation.rows import Doctor, Escalation
from calls.simulation.store import Broken

InOrder = Callable[..., list[Ranked]]

# What the others need, the rows in memory do not know: distances, and who came or was asked when.
HINTS = (Hint.TEAM, Hint.TEAM, Hint.PREFERENCE, Hint.SECONDARY)


@dataclass(frozen=True)
class Absence:
    """An attending doctor's planned absence: who said that he takes it, and whom he named."""

    took_it: tuple[int, ...]
    named: int | None


@dataclass(frozen=True)
class Rules:
    """What is known beforehand; doctors and the clinic by their numbers in memory."""

    hints: tuple[Hint, ...]
    secondary_first: bool
    last_resort: int | None
    preferred: tuple[int, ...]  # the stations' own order
    secondaries: tuple[int, ...]  # of the patient who was announced
    absences: dict[int, Absence]
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
    by_list = not policy.all_at_once and not policy.coordinated
    return Rules(
        hints=tuple(dict.fromkeys(rng.choices(HINTS, k=2))),
        secondary_first=by_list and rng.random() < 0.4,
        last_resort=clinics if rng.random() < 0.3 else None,
        preferred=_some(rng, numbers),
        secondaries=_some(rng, numbers),
        absences={number: _absence(rng, number, numbers) for number in _some(rng, numbers)},
        advice_first=rng.random() < 0.3,
        replies_count=rng.random() < 0.9,
    )


def _some(rng: Random, numbers: list[int]) -> tuple[int, ...]:
    return tuple(rng.sample(numbers, rng.randint(0, min(2, len(numbers)))))


def _absence(rng: Random, away: int, numbers: list[int]) -> Absence:
    others = [number for number in numbers if number != away]
    named = rng.choice(others) if others and rng.random() < 0.7 else None
    return Absence(_some(rng, others), named)


def make(
    its: Rules,
    doctors: Iterable[Doctor],
    attending: Doctor | None,
    *,
    announced: bool,
    put_in_order: InOrder = in_order,
) -> list[Doctor]:
    """The list, as `dispatch.listing` makes it of the rows."""
    active = {doctor.number: doctor for doctor in doctors if doctor.active}
    first = [number for number in its.stand_ins(attending) if number in active]
    theirs = [number for number in its.secondaries if number in active] if announced else []
    candidates = [
        Candidate(
            doctor=one.number,
            team="A",
            rank=(one.clinic, one.number),
            preferred=_place(its.preferred, one),
            proven=bool(one.contacts),
            stands_in=(first.index(one.number) + 1, "") if one.number in first else None,
            secondary=_place(theirs, one),
            last_resort=one.clinic == its.last_resort,
        )
        for one in active.values()
    ]
    ranked = put_in_order(candidates, None, its.hints, secondary_first=its.secondary_first)
    return [active[one.doctor] for one in ranked]


def _place(numbers: Iterable[int], one: Doctor) -> int | None:
    return next((n for n, number in enumerate(numbers, 1) if number == one.number), None)


def check(its: Rules, escalation: Escalation, *, announced: bool) -> None:
    """Whoever stands in comes first, then the secondary doctors; the last resort is the last."""
    listed = [offer.doctor for offer in escalation.offers]
    numbers = [doctor.number for doctor in listed]
    before = [one for one in its.stand_ins(escalation.attending) if one in numbers]
    if numbers[: len(before)] != before:
        raise Broken(f"{numbers}: {before} stand in for the doctor who is away, and are not first")
    if its.secondary_first and announced:
        before += [one for one in its.secondaries if one in numbers and one not in before]
        if numbers[: len(before)] != before:
            raise Broken(f"{numbers}: {before} are her secondary doctors, and are not first")
    others = [doctor.clinic == its.last_resort for doctor in listed[len(before) :]]
    if others != sorted(others):
        raise Broken(f"{numbers}: the clinic of last resort stands before others")
