"""From measured seconds to the figures that are read. Pure: the standard library only."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Milliseconds; percentiles by nearest rank, so each was really measured."""

    p50: float
    p95: float
    p99: float
    max: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Spread":
        """Of one measurement at least."""
        ordered = sorted(seconds)
        ranks = {name: math.ceil(len(ordered) * part) for name, part in PARTS.items()}
        return cls(**{name: round(ordered[rank - 1] * 1000, 1) for name, rank in ranks.items()})

    def reaches(self, target: Mapping[str, float]) -> bool:
        return all(getattr(self, name) <= limit for name, limit in target.items())


PARTS = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}


@dataclass(frozen=True)
class Latency:
    """One way through the product: what was measured, and in how many ms it should be done."""

    title: str  # a msgid
    spread: Spread | None  # None when every round was lost
    target: Mapping[str, float]

    @property
    def reached(self) -> bool:
        return self.spread is not None and self.spread.reaches(self.target)


@dataclass(frozen=True)
class Count:
    """One number. Without a target it is only told; `exactly` makes less than the target as
    wrong as more, `at_least` makes less wrong and more right."""

    title: str  # a msgid
    value: float | None  # None when it could not be measured
    target: float | None = None
    exactly: bool = False
    at_least: bool = False
    unit: str = ""

    @property
    def reached(self) -> bool:
        if self.target is None:
            return True
        if self.value is None:
            return False
        if self.exactly:
            return self.value == self.target
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def sign(self) -> str:
        return "=" if self.exactly else "≥" if self.at_least else "≤"


def median(values: Sequence[float]) -> float:
    """By nearest rank, as the percentiles."""
    return sorted(values)[math.ceil(len(values) / 2) - 1]


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """How much y rises with each x, by least squares; None where x does not change."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / (n or 1), sum(y for _, y in points) / (n or 1)
    across = sum((x - mean_x) ** 2 for x, _ in points)
    if not across:
        return None
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / across
