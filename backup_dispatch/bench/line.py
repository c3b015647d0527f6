"""Whether a line of calls was kept in order, and at which pace it went. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# Whoever came so shortly before could not be seen yet: the watch's tick, its grace, and a bit.
JUST_COME = 1.0
# Whoever went out so shortly after went out together: a second's worth may begin at once.
TOGETHER = 2.0


@dataclass(frozen=True, slots=True)
class Call:
    """The first call of an escalation; its times in seconds since whenever. `begun`: when it got
    its slot; how long the carrier took to answer is no matter of order."""

    severity: int
    escalation: int
    planned: float
    begun: float

    @property
    def place(self) -> tuple[int, int]:
        return self.severity, self.escalation


def overtaken(calls: Sequence[Call]) -> int:
    """Before how many calls that went out stood one that still had to wait."""
    planned = sorted(call.planned for call in calls)
    latest = _Greatest(len(planned))
    wrong = 0
    for call in sorted(calls, key=lambda one: one.place):
        seen = bisect_right(planned, call.begun - JUST_COME)
        wrong += latest.of_first(seen) > call.begun + TOGETHER
        latest.put(bisect_right(planned, call.planned) - 1, call.begun)
    return wrong


class _Greatest:
    """The greatest of the first n values, with values that come in any order (a Fenwick tree)."""

    def __init__(self, size: int) -> None:
        self._tree = [float("-inf")] * (size + 1)

    def put(self, position: int, value: float) -> None:
        position += 1
        while position < len(self._tree):
            self._tree[position] = max(self._tree[position], value)
            position += position & -position

    def of_first(self, count: int) -> float:
        greatest = float("-inf")
        while count > 0:
            greatest = max(greatest, self._tree[count])
            count -= count & -count
        return greatest


def busiest_second(calls: Sequence[Call]) -> int:
    """How many calls began in the second that had most of them."""
    begun = sorted(call.begun for call in calls)
    return max((bisect_right(begun, at + 1) - n for n, at in enumerate(begun)), default=0)
