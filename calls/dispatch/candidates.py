"""Who may be asked, in which order, and why. Pure: the standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, inf, radians, sin, sqrt
from typing import Any

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
# Whoever was not asked for so long is told apart from the others.
LONG_AGO = timedelta(days=30)


class Hint(StrEnum):
    """By what doctors are put in order. The region says which comes first."""

    PREFERENCE = "preference"  # the station's own order
    SECONDARY = "secondary"  # the patient's secondary doctors, in their order
    WORKED_TOGETHER = "worked_together"  # the more often, the sooner
    DISTANCE = "distance"
    TEAM = "team"  # the order of the roster
    LEAST_RECENT = "least_recent"  # who was not asked for the longest time


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A doctor of the region. `rank` is the order that the roster gives: team first.

    `preferred` is his place in the station's own order, `worked_together` how often he came
    for this station, `proven` whether one of his numbers was ever proven. `stands_in` is his
    place among those who cover the attending doctor's planned absence, and how it came about;
    `secondary` his place among the patient's secondary doctors; `last_resort` whether his is
    the clinic that is asked when everybody else was.
    """

    doctor: int
    team: str
    rank: tuple[int, ...]
    place: Place | None = None
    preferred: int | None = None
    worked_together: int = 0
    asked_at: datetime | None = None
    proven: bool = True
    stands_in: tuple[int, str] | None = None
    secondary: int | None = None
    last_resort: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate at his place. `distance_km` is a straight line, None where one end is unknown."""

    candidate: Candidate
    place_in_team: int
    distance_km: float | None

    @property
    def doctor(self) -> int:
        return self.candidate.doctor


def in_order(
    candidates: list[Candidate],
    origin: Place | None,
    hints: tuple[Hint, ...] = (Hint.TEAM,),
    *,
    secondary_first: bool = False,
) -> list[Ranked]:
    """The list for one escalation: by the hints in turn, at last by the roster.

    Whoever stands in for the attending doctor comes before everybody else, then, with
    `secondary_first`, the patient's secondary doctors. Whoever has no proven number comes
    after everybody who has one, and after them the clinic of last resort. `origin` is where
    the patient is, or the station.
    """
    seen: dict[str, int] = {}
    ranked = []
    for candidate in sorted(candidates, key=lambda c: (c.rank, c.doctor)):
        seen[candidate.team] = seen.get(candidate.team, 0) + 1
        distance = distance_km(origin, candidate.place)
        ranked.append(Ranked(candidate, seen[candidate.team], distance))
    return sorted(ranked, key=lambda one: (*_before_hints(one, secondary_first), *_by(one, hints)))


def _before_hints(one: Ranked, secondary_first: bool) -> tuple[Any, ...]:
    candidate = one.candidate
    stands_in = inf if candidate.stands_in is None else candidate.stands_in[0]
    secondary = _place(candidate.secondary) if secondary_first else inf
    return (stands_in, secondary, candidate.last_resort, not candidate.proven)


def _by(one: Ranked, hints: tuple[Hint, ...]) -> tuple[Any, ...]:
    candidate = one.candidate
    keys: dict[Hint, Any] = {
        Hint.PREFERENCE: _place(candidate.preferred),
        Hint.SECONDARY: _place(candidate.secondary),
        Hint.WORKED_TOGETHER: -candidate.worked_together,
        Hint.DISTANCE: inf if one.distance_km is None else one.distance_km,
        Hint.TEAM: candidate.rank,
        Hint.LEAST_RECENT: 0.0 if candidate.asked_at is None else candidate.asked_at.timestamp(),
    }
    return (*(keys[hint] for hint in hints), candidate.rank, candidate.doctor)


def _place(number: int | None) -> float:
    """Whoever has no place comes after all who have one."""
    return inf if number is None else number


def reasons(
    one: Ranked, hints: tuple[Hint, ...], now: datetime, *, from_home: bool = False
) -> list[dict[str, Any]]:
    """Why he stands where he stands, for a nurse to read; the words are in `calls.reasons`.

    `from_home`: the distance is measured from where the patient is.
    """
    candidate = one.candidate
    rested = candidate.asked_at is None or now - candidate.asked_at > LONG_AGO
    stands_in = candidate.stands_in
    found: list[tuple[bool, dict[str, Any]]] = [
        (stands_in is not None, {"stands_in": stands_in and stands_in[1]}),
        (candidate.secondary is not None, {"secondary": candidate.secondary}),
        (candidate.last_resort, {"last_resort": True}),
        (not candidate.proven, {"unproven": True}),
        (candidate.preferred is not None, {"preferred": candidate.preferred}),
        (True, {"team": candidate.team, "place": one.place_in_team}),
        (
            one.distance_km is not None,
            {"km": one.distance_km} | ({"from_home": True} if from_home else {}),
        ),
        (candidate.worked_together > 0, {"worked": candidate.worked_together}),
        (rested and Hint.LEAST_RECENT in hints, {"rested": True}),
    ]
    return [reason for holds, reason in found if holds]


def distance_km(one: Place | None, other: Place | None) -> float | None:
    """Great-circle distance by the haversine formula, to 0.1 km."""
    if one is None or other is None:
        return None
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    squared = (
        sin(north) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east) ** 2
    )
    return round(2 * EARTH_RADIUS_KM * asin(sqrt(squared)), 1)
