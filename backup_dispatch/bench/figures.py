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
    """Something that is counted; `exactly` makes less than the target as wrong as more."""

    title: str  # a msgid
    value: float
    target: float
    exactly: bool = False

    @property
    def reached(self) -> bool:
        return self.value == self.target if self.exactly else self.value <= self.target
