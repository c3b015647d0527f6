"""When a step raises: whose fault it is, and what becomes of the row.

A server that went away and a lock that was waited for in vain are nobody's fault and pass by
themselves. Anything else would come again at every look: it is noted on the row, which then
rests, longer each time, and a human is told (`Escalation.objects.stuck`).
"""

import logging
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import Error, InterfaceError, OperationalError, transaction
from psycopg import errors
from psycopg_pool import PoolTimeout, TooManyRequests

from calls.dispatch import clock
from calls.models import Escalation

logger = logging.getLogger(__name__)

LONGEST_REST = timedelta(seconds=30)
MANY = 1000  # the column has room for a few more
CONTENDED = (errors.LockNotAvailable, errors.DeadlockDetected)
GOODBYES = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)


class Stuck(Exception):
    """An escalation cannot be stepped; the text names it and where it happened, no content."""


def waited_in_vain(error: BaseException) -> bool:
    """Somebody else held a lock for longer than one waits."""
    return isinstance(error.__cause__, CONTENDED)


def connection_was_lost(error: BaseException) -> bool:
    """The server went away in the middle: what was asked of it may have been done, or not."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if isinstance(cause, PoolTimeout | TooManyRequests):  # it was never there
        return False
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith("08") or isinstance(cause, GOODBYES)


def is_a_rows_fault(error: BaseException) -> bool:
    """A statement that takes too long is one; the rest of the database's troubles is not."""
    if isinstance(error, OperationalError | InterfaceError):
        return isinstance(error.__cause__, errors.QueryCanceled)
    return True


def rest(faults: int) -> timedelta:
    """1, 2, 4, 8, 16, and then 30 seconds."""
    return min(timedelta(seconds=2 ** min(faults - 1, 10)), LONGEST_REST)


def note(error: BaseException, **which: Any) -> Stuck:
    """Put the fault on the row, in a transaction of its own, and return what to raise.

    An open row is looked at again as soon as it has rested: its own time may be minutes away,
    where it was a report or a button that raised. While it rests, whatever else comes in and
    raises is no new try: the reports of one call would make it rest for half a minute. Never
    raises itself: where the row cannot be written, the log has it all the same.
    """
    pk, where = None, where_it_happened(error)
    try:
        with transaction.atomic():
            # Of a row that may be what cannot be read, no more than is written.
            row = Escalation.objects.filter(**which).only(*_NOTED).first()
            if row is not None:
                pk = row.pk
                _send_to_rest(row, clock.now())
    except Error as another:
        where += f"; not noted: {type(another).__name__}"
    logger.error("Escalation %s cannot go on: %s", pk, where)
    return Stuck(f"escalation {pk}: {where}")


def _send_to_rest(row: Escalation, now: datetime) -> None:
    if row.not_before is not None and now < row.not_before:
        return
    row.faults = min(row.faults + 1, MANY)
    row.not_before = now + rest(row.faults)
    if row.wake_at is not None:
        row.wake_at = min(row.wake_at, row.not_before)
    row.save(update_fields=_NOTED)


_NOTED = ["faults", "not_before", "wake_at"]


def where_it_happened(error: BaseException) -> str:
    """The kind of error and its place, as `KeyError at calls/dispatch/writing.py:120`.

    Never its text, which may quote what a nurse wrote; a constraint's name says enough.
    """
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    what = f"{type(error).__name__} ({constraint})" if constraint else type(error).__name__
    ours = [f for f in traceback.extract_tb(error.__traceback__) if _HOME in f.filename]
    if not ours:
        return what
    place = Path(ours[-1].filename).relative_to(Path(_HOME).parent)
    return f"{what} at {place}:{ours[-1].lineno}"


_HOME = str(Path(__file__).resolve().parents[1])
