"""One audit: what concerns everything at this moment, then batch by batch."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from calls.audit import now, rows, timelines
from calls.audit.finding import Finding
from calls.audit.scope import Scope

LIVE_CHECKS = (
    now.an_open_escalation_has_a_wake_up,
    now.the_timeline_can_only_be_read,
    now.a_number_rings_once_at_a_time,
    now.a_number_is_asked_about_one_escalation,
    now.a_number_is_held_for_who_is_asked,
    now.whoever_is_asked_holds_his_number,
)
BATCH_CHECKS = (
    rows.one_doctor_accepts,
    rows.nobody_is_asked_when_nobody_is_needed,
    rows.nobody_is_alarmed_after_the_end,
    rows.an_attempt_is_over_exactly_when_it_has_an_end,
    rows.what_the_carrier_took_will_be_asked_after,
    timelines.hold,
)


def look(scope: Scope) -> Iterator[Finding | int]:
    """Findings, and after each batch the number of escalations that were looked at in it."""
    with one_moment():
        found = [finding for check in LIVE_CHECKS for finding in check()]
    yield from found
    for batch in scope.batches():
        with one_moment():
            found = _of(batch)
        yield from found
        yield len(batch)


def _of(batch: list[int]) -> list[Finding]:
    return [finding for check in BATCH_CHECKS for finding in check(batch)]


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything inside sees the database as it was at one moment, and can write nothing."""
    if connection.in_atomic_block:  # a test's own transaction, which has read before
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
