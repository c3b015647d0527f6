"""An hour of load, with Redis dead for a sixth of it: nothing lost, nothing that grows."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from backup_dispatch.bench.asking import SAYS_YES, Tables, audit, behave, inside
from backup_dispatch.bench.figures import Count, Latency, Spread, slope
from backup_dispatch.bench.pressing import Presser
from backup_dispatch.bench.report import Report
from backup_dispatch.people import UnexpectedAnswer
from backup_dispatch.phones import Phones
from backup_dispatch.processes import NotReadyError
from backup_dispatch.stack import Stack
from backup_dispatch.wording import marked as _

SPEED, CALLS_PER_SECOND = 8.0, 100.0
NURSES = 4
# A nurse opens the next one so long after she has closed the last.
BETWEEN = 2.0
# Redis dies after a third of the time, and is gone for a sixth of it.
DIES_AFTER, DEAD_FOR = 1 / 3, 1 / 6
# What grows before is warming up.
WARM = 1 / 4
SAMPLE_EVERY = 5.0
GROWN = ("web", "worker-dial", "worker-notices", "watch")
SETTLES_WITHIN = 60.0
MB = 1024 * 1024

OVERDUE = """
SELECT coalesce(extract(epoch FROM max(clock_timestamp() - wake_at)), 0)::float
FROM calls_escalation WHERE ended_at IS NULL AND wake_at <= clock_timestamp()"""
UNDONE = """
SELECT count(*) FROM calls_escalation WHERE status = 'searching'
    OR (ended_at IS NULL AND wake_at <= clock_timestamp() - interval '5 s')"""
NEVER_CALLED = """
SELECT e.id FROM calls_escalation e WHERE NOT EXISTS (SELECT 1 FROM calls_attempt a
    WHERE a.escalation_id = e.id AND a.channel = 'voice' AND a.placed_at IS NOT NULL)"""


@dataclass
class Seen:
    """`answers`: when each press was due, and after how many seconds it was answered.
    `memory`: seconds since the beginning and bytes, by process."""

    answers: list[tuple[float, float]] = field(default_factory=list)
    overdue: list[float] = field(default_factory=list)
    memory: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    dead: tuple[float, float] = (0.0, 0.0)


def measure(stack: Stack, *, minutes: int) -> Report:
    password = stack.env["DEMO_PASSWORD"]
    crowd = inside(stack, "crowd", cities=NURSES, stations=NURSES, password=password)
    behave(Phones(stack.simulator_url), crowd["doctors"], SAYS_YES)
    seen, over, tables = Seen(), threading.Event(), Tables(stack)
    threads = [
        threading.Thread(target=_live, args=(Presser(stack.web_url, name, password), seen, over))
        for name in crowd["nurses"]
    ]
    try:
        for thread in threads:
            thread.start()
        _watch_over(stack, tables, seen, minutes * 60.0)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    try:
        seen.lost += _lost(tables) + audit(stack)
    finally:
        tables.close()
    return report(seen, minutes=minutes)


def _live(presser: Presser, seen: Seen, over: threading.Event) -> None:
    """Press, wait for the yes, close, and again."""
    while not over.wait(BETWEEN):
        try:
            press = presser.press()
            seen.answers.append((press.due, press.answered - press.due))
            deadline = time.monotonic() + SETTLES_WITHIN
            while presser.nurse.look(press.escalation)["status"] == "searching":
                if time.monotonic() > deadline:
                    seen.lost.append(f"escalation {press.escalation}: nobody said yes")
                    return
                time.sleep(0.5)
            presser.nurse.close(press.escalation, "visited")
        except (UnexpectedAnswer, requests.RequestException) as error:
            seen.lost.append(f"{type(error).__name__}: {error}"[:200])


def _watch_over(stack: Stack, tables: Tables, seen: Seen, seconds: float) -> None:
    """Let the time pass; kill Redis and start it again; note what is overdue and what grows."""
    began, sampled = time.time(), 0.0
    died, back = began + seconds * DIES_AFTER, began + seconds * (DIES_AFTER + DEAD_FOR)
    seen.dead = (died, back)
    while (now := time.time()) < began + seconds:
        if died <= now < back and stack.valkey is not None and stack.valkey.answers():
            stack.kill("valkey")
        if now >= back and stack.valkey is not None and not stack.valkey.answers():
            stack.valkey.start()
        seen.overdue.append(tables.one(OVERDUE))
        if now - sampled > SAMPLE_EVERY:
            sampled = now
            for name in GROWN:
                points = seen.memory.setdefault(name, [])
                points.append((now - began, proportional(stack.supervisor.pid(name))))
        time.sleep(1)


def proportional(pid: int) -> int:
    """A process's memory in bytes, with its part of what it shares (Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise NotReadyError(f"/proc says nothing about the memory of process {pid}.")


def _lost(tables: Tables) -> list[str]:
    deadline = time.monotonic() + SETTLES_WITHIN
    while tables.one(UNDONE) and time.monotonic() < deadline:
        time.sleep(1)
    undone = tables.one(UNDONE)
    lost = [f"{undone} escalations still search, or are overdue"] if undone else []
    return lost + [f"escalation {pk}: nobody was called" for (pk,) in tables.rows(NEVER_CALLED)]


def report(seen: Seen, *, minutes: int) -> Report:
    died, back = seen.dead
    while_dead = [took for due, took in seen.answers if died <= due < back]
    figures: dict[str, Count | Latency] = {
        "escalations_lost": Count(_("escalations lost"), len(seen.lost), 0, exactly=True),
        "press": Latency(_("press, answered"), _spread([took for _due, took in seen.answers]), {}),
        "press_while_dead": Latency(
            _("press, answered while Redis is dead"), _spread(while_dead), {"max": 2000}
        ),
        "overdue": Count(_("overdue age, 99.9 of 100 looks"), _p999(seen.overdue), 5, unit="s"),
    }
    for name, points in seen.memory.items():
        warm = [point for point in points if point[0] >= minutes * 60 * WARM]
        figures[f"memory_{name}"] = Count(name, round(points[-1][1] / MB, 1), unit="MB")
        rise = slope(warm)
        figures[f"slope_{name}"] = Count(
            _("grows by"), None if rise is None else round(rise * 3600 / MB, 2), 5, unit="MB/h"
        )
    return Report(figures, {"minutes": minutes, "escalations": len(seen.answers)}, seen.lost)


def _spread(seconds: list[float]) -> Spread | None:
    return Spread.of(seconds) if seconds else None


def _p999(seconds: list[float]) -> float | None:
    ordered = sorted(seconds)
    return round(ordered[-(-len(ordered) * 999 // 1000) - 1], 2) if ordered else None
