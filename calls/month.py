"""A month of unavailable days: who cannot come on each day, and how many are left. No database."""

from calendar import SUNDAY, Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jpholiday

from calls.cover import Gap, Period, gaps, spans
from calls.dispatch.daytime import TOKYO


@dataclass(frozen=True)
class OnRoster:
    """A doctor who can be asked at all, and the periods in which he cannot."""

    doctor: int
    name: str
    away: tuple[Period, ...]


@dataclass(frozen=True)
class Away:
    """On one day: from when until when, "" for midnight."""

    name: str
    begins: str
    ends: str

    @property
    def all_day(self) -> bool:
        return not self.begins and not self.ends


@dataclass(frozen=True)
class Day:
    """`able`: so many can be asked at the worst moment; `thin`: when fewer than there should be."""

    day: date
    in_month: bool
    holiday: str
    away: tuple[Away, ...]
    able: int
    thin: tuple[Gap, ...]


def month_of(month: date, roster: Sequence[OnRoster], fewest: int) -> list[list[Day]]:
    """Weeks from Sunday to Saturday, with the days of the months beside it."""
    weeks = Calendar(SUNDAY).monthdatescalendar(month.year, month.month)
    return [[_day(day, day.month == month.month, roster, fewest) for day in week] for week in weeks]


def shown_of(month: date) -> Period:
    """All days that are shown with this month."""
    weeks = Calendar(SUNDAY).monthdatescalendar(month.year, month.month)
    return Period(_midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1)))


def _day(day: date, in_month: bool, roster: Sequence[OnRoster], fewest: int) -> Day:
    whole = Period(_midnight(day), _midnight(day + timedelta(days=1)))
    found = spans({one.doctor: one.away for one in roster}, whole)
    return Day(
        day=day,
        in_month=in_month,
        holiday=jpholiday.is_holiday_name(day) or "",
        away=tuple(
            _away(one.name, period, whole)
            for one in roster
            for period in one.away
            if period.starts < whole.ends and period.ends > whole.starts
        ),
        able=min(span.able for span in found),
        thin=tuple(gaps(found, fewest)),
    )


def _away(name: str, period: Period, whole: Period) -> Away:
    begins = "" if period.starts <= whole.starts else _clock(period.starts)
    return Away(name, begins, "" if period.ends >= whole.ends else _clock(period.ends))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%-H:%M}"


def month_named(text: str, today: date) -> date:
    """The first day of `2026-12`; of this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def months_beside(month: date) -> tuple[date, date]:
    """The first days of the month before and of the one after."""
    before = (month - timedelta(days=1)).replace(day=1)
    return before, (month + timedelta(days=32)).replace(day=1)
