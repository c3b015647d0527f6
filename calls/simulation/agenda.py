"""What is still to happen, in virtual time."""

import heapq
from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

# The watch looks every two seconds; everybody else acts early in between, so that the time that
# a busy database takes never changes who was first.
TICK = 2.0


class Agenda:
    """Seconds since the night began. What falls into the same moment is in random order."""

    def __init__(self, rng: Random) -> None:
        self.now = 0.0
        self._rng = rng
        self._number = count()
        self._heap: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []

    def later(self, seconds: float, do: Callable[..., None], *arguments: Any) -> None:
        """Between two ticks, `seconds` from now at the earliest."""
        tick = (self.now + seconds) // TICK * TICK
        at = max(tick + 0.05 + self._rng.random() * 0.15, self.now)
        heapq.heappush(self._heap, (at, next(self._number), do, arguments))

    def on_the_tick(self, seconds: float, do: Callable[..., None]) -> float:
        """At the first tick at or after this time of the night, but never now. Returns it."""
        at = max(-(-seconds // TICK) * TICK, (self.now // TICK + 1) * TICK)
        heapq.heappush(self._heap, (at, next(self._number), do, ()))
        return at

    def next(self) -> tuple[Callable[..., None], tuple[Any, ...]] | None:
        """Go to the next thing, which is `do(*arguments)`; None when there is none."""
        if not self._heap:
            return None
        self.now, _, do, arguments = heapq.heappop(self._heap)
        return do, arguments

    @property
    def next_at(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    @property
    def waiting(self) -> int:
        """How many things are still to happen."""
        return len(self._heap)
