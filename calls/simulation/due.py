"""When the watch takes care of an attempt in memory, and of what."""

from datetime import datetime, timedelta

from calls.dispatch.vocabulary import AttemptState, Channel
from calls.simulation.dispatch import Job
from calls.simulation.rows import Attempt

GRACE = timedelta(seconds=0.3)
PATIENCE = {Channel.VOICE: timedelta(seconds=150), Channel.TEXT: timedelta(minutes=10)}


def will_be_due(attempt: Attempt) -> list[tuple[Job, datetime]]:
    """When the watch will take care of a live attempt, and of what."""
    if attempt.state is AttemptState.PLANNED:
        return [(Job.DIAL if attempt.waits else Job.PLACE, attempt.due_at + GRACE)]
    if attempt.state is AttemptState.PLACING:
        return [(Job.PLACE, attempt.lease_until)] if attempt.lease_until else []
    if attempt.sid is None or attempt.placed_at is None:
        return []
    found = []
    if attempt.stop_wanted:
        found.append((Job.HANG_UP, attempt.lease_until or attempt.placed_at))
    heard = attempt.reconciled_at or attempt.placed_at
    if attempt.channel is Channel.VOICE or attempt.reconciled_at is None:
        found.append((Job.RECONCILE, heard + PATIENCE[attempt.channel]))
    return found
