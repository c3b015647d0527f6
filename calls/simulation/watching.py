"""What the watch would find at a moment: the product's own querysets, in one statement.

Django writes the SQL of a queryset anew each time that it is read, and the watch looks forty times
a night at five of them; here each is written once for a process. Every time in it is so far from
`now`, and is moved along.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from calls.dispatch.state import Channel
from calls.models import Attempt, Escalation
from calls.simulation.dispatch import Job
from calls.simulation.region import BEGINS

GRACE = timedelta(seconds=0.3)
PATIENCE = {Channel.VOICE: timedelta(seconds=150), Channel.TEXT: timedelta(minutes=10)}


def everything_due(now: datetime) -> tuple[str, list[Any]]:
    """SQL and its parameters: (index in `Job`, primary key), in the order of the watch."""
    sql, parameters = _at_the_beginning()
    since = now - BEGINS
    return sql, [one + since if isinstance(one, datetime) else one for one in parameters]


@cache
def _at_the_beginning() -> tuple[str, list[Any]]:
    parts: list[str] = []
    parameters: list[Any] = []
    for job, rows in _due(BEGINS):
        sql, its = rows.values_list("pk").query.sql_with_params()
        parts.append(f"SELECT {list(Job).index(job)}, found.* FROM ({sql}) AS found")
        parameters += its
    return " UNION ALL ".join(parts), parameters


def _due(now: datetime) -> list[tuple[Job, Any]]:
    attempts = Attempt.objects
    calls = attempts.unheard_of(now, PATIENCE[Channel.VOICE]).filter(channel=Channel.VOICE)
    texts = attempts.unheard_of(now, PATIENCE[Channel.TEXT]).filter(
        channel=Channel.TEXT, reconciled_at=None
    )
    return [
        (Job.STEP, Escalation.objects.overdue(now)),
        (Job.PLACE, attempts.unplaced(now, GRACE)),
        (Job.HANG_UP, attempts.to_stop(now).order_by("pk")),
        (Job.RECONCILE, calls.order_by("pk")),
        (Job.RECONCILE, texts.order_by("pk")),
    ]
