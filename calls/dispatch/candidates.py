"""Who may be asked, in which order, and why. Pure: the standard library only."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A doctor of the region. `rank` is the order that the roster gives: team first."""

    doctor: int
    team: str
    rank: tuple[int, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """`distance_km` is a straight line from the station, None where a place is unknown."""

    doctor: int
    team: str
    place_in_team: int
    distance_km: float | None


def in_order(candidates: list[Candidate], station: Place | None) -> list[Ranked]:
    """The list for one escalation: teams in their order, doctors in theirs."""
    seen: dict[str, int] = {}
    ranked = []
    for candidate in sorted(candidates, key=lambda c: (c.rank, c.doctor)):
        seen[candidate.team] = seen.get(candidate.team, 0) + 1
        ranked.append(
            Ranked(
                candidate.doctor,
                candidate.team,
                seen[candidate.team],
                distance_km(station, candidate.place),
            )
        )
    return ranked


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
