"""What the watch would find at a moment: the product's own querysets, in one statement.

Django writes the SQL of a queryset anew each time that it is read, and the watch looks forty times
a night at seven of them; here each is written once for a process. Every time in it is so far from
`now`, and is moved along.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection

from calls.dispatch import pace
from calls.dispatch.vocabulary import Channel
from calls.models import Attempt, Escalation
from calls.models.attempt import WAITING_CALL
from calls.simulation.dispatch import Job
from calls.simulation.region import BEGINS

GRACE = timedelta(seconds=0.3)
PATIENCE = {Channel.VOICE: timedelta(seconds=150), Channel.TEXT: timedelta(minutes=10)}


def due(now: datetime) -> list[tuple[Job, int]]:
    """Jobs and primary keys, in the order of the watch."""
    with connection.cursor() as cursor:
        sql, parameters, jobs = _at_the_beginning()
        since = now - BEGINS
        moved = [one + since if isinstance(one, datetime) else one for one in parameters]
        cursor.execute(sql, moved)
        found = [(jobs[which], key) for which, key in cursor.fetchall()]
    line = [key for job, key in found if job is Job.DIAL]
    head = line[: min(pace.slots(), pace.free(now))] if line else []
    return [
        (job, key)
        for job, key in found
        if key in head or job is not Job.DIAL
        if job is Job.DIAL or key not in head
    ]


@cache
def _at_the_beginning() -> tuple[str, list[Any], list[Job]]:
    """SQL, its parameters, and what the numbers in its first column mean."""
    parts: list[str] = []
    parameters: list[Any] = []
    looks = _looks(BEGINS)
    for which, (_, rows) in enumerate(looks):
        sql, its = rows.values_list("pk").query.sql_with_params()
        parts.append(f"SELECT {which}, found.* FROM ({sql}) AS found")
        parameters += its
    return " UNION ALL ".join(parts), parameters, [job for job, _ in looks]


def _looks(now: datetime) -> list[tuple[Job, Any]]:
    attempts = Attempt.objects
    line = attempts.waiting_calls(now, GRACE)
    calls = attempts.unheard_of(now, PATIENCE[Channel.VOICE]).filter(channel=Channel.VOICE)
    texts = attempts.unheard_of(now, PATIENCE[Channel.TEXT]).filter(
        channel=Channel.TEXT, reconciled_at=None
    )
    return [
        (Job.STEP, Escalation.objects.overdue(now).order_by("wake_at", "pk")),
        (Job.DIAL, line),
        (Job.PLACE, line.filter(in_line=False)),  # they are told that they wait
        (Job.PLACE, attempts.unplaced(now, GRACE).exclude(WAITING_CALL)),
        (Job.HANG_UP, attempts.to_stop(now).order_by("pk")),
        (Job.RECONCILE, calls.order_by("pk")),
        (Job.RECONCILE, texts.order_by("pk")),
    ]
