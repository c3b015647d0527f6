"""The slots of `dispatch.pace`, in memory."""

import math
from datetime import datetime, timedelta

from calls.dispatch.pace import CATCH_UP, FEWEST, MOST


class Pace:
    """`slots` calls may begin at one moment, and each takes its slot for a `period`."""

    def __init__(self, calls_per_second: float, begins: datetime) -> None:
        self.slots = min(max(FEWEST, math.ceil(calls_per_second)), MOST)
        self.period = timedelta(seconds=self.slots / calls_per_second)
        self._free_at = [begins - timedelta(days=1)] * self.slots

    def free(self, now: datetime) -> int:
        return sum(at <= now for at in self._free_at)

    def next_free(self) -> datetime:
        return min(self._free_at)

    def take(self, now: datetime) -> None:
        first = min(range(self.slots), key=self._free_at.__getitem__)
        at = max(self._free_at[first], now - CATCH_UP)
        self._free_at[first] = min(at, now) + self.period
