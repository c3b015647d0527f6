"""How many doctors could be asked, from now on, hour by hour. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise


@dataclass(frozen=True)
class Period:
    """From `starts` on, before `ends`."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Span(Period):
    """As long as the same number of doctors could be asked."""

    able: int


@dataclass(frozen=True)
class Gap(Period):
    """As long as fewer could be asked than there should be; at the worst moment so many."""

    able: int


def spans(away: Mapping[int, Iterable[Period]], within: Period) -> list[Span]:
    """One after another, without a hole, from the first moment to the last.

    `away`: for each doctor who can be asked at all, when he cannot; overlaps are harmless.
    """
    absent = [(one, period) for one, periods in away.items() for period in periods]
    moments = {within.starts, within.ends}
    for _, period in absent:
        moments |= {at for at in (period.starts, period.ends) if within.starts < at < within.ends}
    found = []
    for starts, ends in pairwise(sorted(moments)):
        gone = {one for one, period in absent if period.starts <= starts and ends <= period.ends}
        found.append(Span(starts, ends, len(away) - len(gone)))
    return found


def gaps(spans: Iterable[Span], fewest: int) -> list[Gap]:
    """Where fewer than `fewest` could be asked; where nobody could is a gap of its own."""
    found = []
    for kind, same in groupby(spans, key=lambda span: (span.able == 0, span.able < fewest)):
        row = list(same)
        if any(kind):
            found.append(Gap(row[0].starts, row[-1].ends, min(span.able for span in row)))
    return found
