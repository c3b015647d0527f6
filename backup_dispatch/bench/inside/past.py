"""Years of work made by SQL, and what a press, the watch's look and the audit cost beside them.

The rows are shaped as real ones, their timelines chained by nothing: the audit of the night looks
at what is new, and `audit --all` is not for them.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection

from backup_dispatch.bench.inside import past_rows
from calls import services
from calls.dispatch import clock
from calls.dispatch.vocabulary import AttemptState
from calls.management.commands.watch import Watch
from calls.models import AbsenceReason, Attempt, AuditRun, CaseKind, Escalation, Wanted
from stations.models import Station, User

AT_A_TIME = 20_000
PACE_ADDITIONS = 200_000
# What the server is told while rows are made.
HURRIED = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


def fill(*, first: int, last: int, only_offers: bool = False) -> dict[str, Any]:
    """Make the closed escalations numbered so; `only_offers`: without calls and timelines."""
    began = time.monotonic()
    with _unhurried() as cursor:
        for start in range(first, last + 1, AT_A_TIME):
            stop = min(start + AT_A_TIME - 1, last)
            cursor.execute(past_rows.ESCALATIONS, [start, stop])
            lowest, highest = cursor.fetchone()
            for rows in past_rows.OFFERS_ALONE if only_offers else past_rows.ALL:
                cursor.execute(rows, [lowest, highest])
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {"seconds": round(time.monotonic() - began, 1), "bytes": size}


def fill_open(*, count: int) -> dict[str, Any]:
    """Open ones, of which none is due within a day."""
    with _unhurried() as cursor:
        cursor.execute(past_rows.OPEN, [count])
        cursor.execute("VACUUM (ANALYZE) calls_escalation")
    return {"open": count}


@contextmanager
def _unhurried() -> Iterator[Any]:
    """No time-out, no keys looked up for each row, and a server that does not wait for the disk:
    all of it as usual again afterwards, with everything on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")
        for name, value in HURRIED.items():
            cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        cursor.execute("SELECT pg_reload_conf()")
        yield cursor
        for name in HURRIED:
            cursor.execute(f"ALTER SYSTEM RESET {name}")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("CHECKPOINT")


def measure(*, presses: int, looks: int) -> dict[str, Any]:
    """Seconds of each press, each look of the watch, and each sweep over what is open alone; of
    the audit the one time that it takes. `press_pace` and `look_pace` are what a fixed piece of
    work took between them."""
    nurse = User.objects.get(username="nurse")
    station = Station.objects.visible_to(nurse).asking().select_related("region").get()
    watch = Watch()
    try:
        names = ("press", "press_pace", "look", "look_pace", "sweep")
        found: dict[str, Any] = {name: [] for name in names}
        for _ in range(presses):
            found["press"].append(_press(station, nurse))
            found["press_pace"].append(_seconds(_work))
        for _ in range(looks):
            found["look"].append(_seconds(watch.look))
            found["sweep"].append(_seconds(_sweep))
            found["look_pace"].append(_seconds(_work))
        return found | {"audit": _audit()}
    finally:
        watch.stop()


def _press(station: Station, nurse: User) -> float:
    """Seconds of a press; it is called off at once, so that the next finds everybody free, and
    nothing of it goes out, for nobody is there to carry it."""
    request = services.Request(
        wanted=Wanted.VISIT,
        case_kind=CaseKind.FEVER,
        reason=AbsenceReason.NO_ANSWER,
        area="見本町",
        call_back_number=station.call_back_number,
    )
    began = time.perf_counter()
    escalation = services.open_escalation(
        station=station, by=nurse, request_id=uuid.uuid4(), request=request
    )
    took = time.perf_counter() - began
    services.cancel(escalation=escalation, by=nurse)
    planned = Attempt.objects.filter(state=AttemptState.PLANNED, escalation=escalation)
    planned.update(state=AttemptState.DROPPED, ended_at=clock.now())
    return took


def _sweep() -> None:
    now = clock.now()
    list(Escalation.objects.overdue(now).values_list("pk", flat=True)[:200])


def _work() -> None:
    sum(range(PACE_ADDITIONS))


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _audit() -> float:
    """The audit of a night: what is open, and what ended since the one before."""
    AuditRun.objects.update_or_create(pk=1, defaults={"started_at": clock.now(), "looked_at": 0})
    return _seconds(lambda: call_command("audit", stdout=StringIO()))
