"""What can wait is told on working days, from ten to five in Japan."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from calls.dispatch.daytime import day_of, left_to_tell, may_tell

TOKYO = ZoneInfo("Asia/Tokyo")
MOMENTS = {
    "Monday, ten sharp": ("2026-11-30 10:00", True),
    "Monday, a second before": ("2026-11-30 09:59:59", False),
    "Friday, a second before five": ("2026-11-27 16:59:59", True),
    "Friday, five sharp": ("2026-11-27 17:00", False),
    "Saturday noon": ("2026-11-28 12:00", False),
    "Sunday noon": ("2026-11-29 12:00", False),
    "Tuesday, three in the morning": ("2026-11-24 03:00", False),
    "a Monday that is a public holiday": ("2026-11-23 12:00", False),
    "a Wednesday that is a holiday in place of a Sunday": ("2026-05-06 12:00", False),
    "the last working day of the year": ("2026-12-28 12:00", True),
    "the end of the year": ("2026-12-29 12:00", False),
    "the third of January": ("2028-01-03 12:00", False),
    "the first working day of the year": ("2028-01-04 12:00", True),
}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize("name", MOMENTS)
def test_when_doctors_may_be_told(name):
    text, allowed = MOMENTS[name]
    assert may_tell(at(text)) is allowed
    assert may_tell(at(text).astimezone(ZoneInfo("UTC"))) is allowed


def test_what_has_not_gone_out_by_five_is_worth_nothing_any_more():
    assert left_to_tell(at("2026-11-24 16:30")).total_seconds() == 1800


def test_the_day_is_the_day_in_japan():
    assert str(day_of(datetime(2026, 11, 23, 16, tzinfo=ZoneInfo("UTC")))) == "2026-11-24"
