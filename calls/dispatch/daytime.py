"""When doctors may be told what can wait. Pure: no clock, no database."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

TOKYO = ZoneInfo("Asia/Tokyo")
FROM, UNTIL = time(10), time(17)
SATURDAY = 5
# Clinics are closed from 29 December to 3 January, of which the law makes one day a holiday.
NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def may_tell(now: datetime) -> bool:
    """Whether an SMS that can wait may go out: working days from 10:00 until before 17:00."""
    there = now.astimezone(TOKYO)
    return is_working_day(there.date()) and FROM <= there.time() < UNTIL


def is_working_day(day: date) -> bool:
    """Neither weekend nor public holiday of Japan (国民の祝日, 振替休日), nor New Year."""
    new_year = (day.month, day.day) in NEW_YEAR
    return day.weekday() < SATURDAY and not new_year and not jpholiday.is_holiday(day)


def left_to_tell(now: datetime) -> timedelta:
    """Until 17:00 of this day; what has not gone out by then must not go out in the evening."""
    there = now.astimezone(TOKYO)
    return datetime.combine(there.date(), UNTIL, TOKYO) - there


def day_of(now: datetime) -> date:
    return now.astimezone(TOKYO).date()
