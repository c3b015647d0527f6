"""The one clock: PostgreSQL's. No other part of the product asks for the time."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The database's time at this moment, with a time zone.

    `clock_timestamp()` and not `now()`, which is the transaction's start and stale once a
    lock was waited for. `backup_dispatch.clock_offset`, an interval that can be set on a
    session or a database, moves it, so that a night can be played in minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() + coalesce("
            "nullif(current_setting('backup_dispatch.clock_offset', true), ''), '0')::interval"
        )
        value: datetime = cursor.fetchone()[0]
    return value
