"""When doctors may be told what can wait. Pure: the standard library only."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
FROM, UNTIL = time(10), time(17)
SATURDAY = 5


def may_tell(now: datetime) -> bool:
    """Whether an SMS that can wait may go out: weekdays from 10:00 until before 17:00."""
    there = now.astimezone(TOKYO)
    return there.weekday() < SATURDAY and FROM <= there.time() < UNTIL


def left_to_tell(now: datetime) -> timedelta:
    """Until 17:00 of this day; what has not gone out by then must not go out in the evening."""
    there = now.astimezone(TOKYO)
    return datetime.combine(there.date(), UNTIL, TOKYO) - there


def day_of(now: datetime) -> date:
    return now.astimezone(TOKYO).date()
