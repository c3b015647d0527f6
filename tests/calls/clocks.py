"""The database's clock, set to a moment in Japan."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from calls.dispatch import clock
from calls.dispatch.daytime import is_working_day

TOKYO = ZoneInfo("Asia/Tokyo")


def set_clock(moment):
    """`set_clock("2026-11-24 11:00")`: that is the time in Japan from now on."""
    turn_back()
    wanted = datetime.fromisoformat(moment).replace(tzinfo=TOKYO)
    _offset(f"{(wanted - clock.now()).total_seconds()} seconds")


def turn_back():
    """A connection keeps its offset longer than a test lives."""
    _offset("0")


def next_working_day():
    """When doctors may be told what can wait; a public holiday may be any day of the week."""
    day = datetime.now(TOKYO).date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _offset(interval):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('backup_dispatch.clock_offset', %s, false)", [interval])
