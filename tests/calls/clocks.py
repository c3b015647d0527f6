"""The database's clock, set to a moment in Japan."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from calls.dispatch import clock

TOKYO = ZoneInfo("Asia/Tokyo")


def set_clock(moment):
    """`set_clock("2026-11-24 11:00")`: that is the time in Japan from now on."""
    turn_back()
    wanted = datetime.fromisoformat(moment).replace(tzinfo=TOKYO)
    _offset(f"{(wanted - clock.now()).total_seconds()} seconds")


def turn_back():
    """A connection keeps its offset longer than a test lives."""
    _offset("0")


def _offset(interval):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('backup_dispatch.clock_offset', %s, false)", [interval])
