"""The pulse of the watch: it writes down that it looks, so that others see when nobody does.

Whatever else is dead, a search goes on as long as one watch looks.
"""

from datetime import datetime, timedelta

from django.db import connection

from calls.models import WatchPulse

BEATS_EVERY = timedelta(seconds=1)
# A watch that looks beats every second. After this nobody looks, or the database is in trouble.
STOPPED = timedelta(seconds=10)

_BEAT = """
INSERT INTO calls_watchpulse (number, looked_at) VALUES (1, %s)
ON CONFLICT (number) DO UPDATE SET looked_at = excluded.looked_at"""


class Pulse:
    """Of one watch. Two of them write the same row: one that lives is enough."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def beat(self, now: datetime) -> None:
        if self._last is not None and abs(now - self._last) < BEATS_EVERY:
            return
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, [now])
        self._last = now


def last_look() -> datetime | None:
    """None: no watch has ever looked."""
    return WatchPulse.objects.values_list("looked_at", flat=True).first()


def beats(looked_at: datetime | None, now: datetime) -> bool:
    """Whether a watch looks at this moment."""
    return looked_at is not None and abs(now - looked_at) < STOPPED
