"""Bars of a plot, as plain numbers for a template that writes SVG: no script, no style in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT, WIDTH, LEFT, BELOW = 120, 8, 28, 24


@dataclass(frozen=True)
class Part:
    """Of a bar: which of the values it is, from the bottom up, and where it stands."""

    place: int
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    label: Any
    values: tuple[int, ...]
    parts: tuple[Part, ...]
    middle: float


@dataclass(frozen=True)
class Bars:
    """`most`: the highest sum, to which the axis goes. In pixels, from the left upper corner."""

    bars: tuple[Bar, ...]
    most: int

    height = HEIGHT
    left = LEFT
    whole_height = HEIGHT + BELOW

    @property
    def width(self) -> int:
        return LEFT + WIDTH * max(len(self.bars), 1)


def bars(rows: Sequence[tuple[Any, tuple[int, ...]]]) -> Bars:
    """Each row a label and its values, which stand one above the other."""
    most = max((sum(values) for _, values in rows), default=0)
    made = []
    for place, (label, values) in enumerate(rows):
        x, parts, below = LEFT + place * WIDTH, [], 0.0
        for number, value in enumerate(values):
            tall = HEIGHT * value / most if most else 0.0
            parts.append(Part(number, x, HEIGHT - below - tall, tall))
            below += tall
        made.append(Bar(label, values, tuple(parts), x + WIDTH / 2))
    return Bars(tuple(made), most)
