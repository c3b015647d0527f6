"""All stations of the country press at once, and the carrier takes thirty calls a second.

Presses come from two processes through the service that page and API call; the pages are not
what is measured. Nobody dials until all have pressed, so that all stand in line at once however
slow the machine; then worker, watch and web are the product's own. Doctors take calls only, and
whoever is called says yes.
"""

import math
import time
from typing import Any

from backup_dispatch.bench.asking import SAYS_YES, Beside, Tables, audit, behave, inside
from backup_dispatch.bench.figures import Count
from backup_dispatch.bench.line import Call, busiest_second, overtaken
from backup_dispatch.bench.report import Report
from backup_dispatch.phones import Phones
from backup_dispatch.stack import Stack
from backup_dispatch.wording import marked as _

STATIONS = 17_000
STATIONS_OF_A_CITY = 10  # and twelve doctors
CALLS_PER_SECOND = 30.0
DRIVERS = 2
DIALLING = ("worker-dial", "watch")
# Seconds, the most that a region can set: no turn is over before dialling begins.
LONG = 1800
# When nothing more has happened for so long, nothing more will.
PATIENCE = 60.0

FIRST_CALLS = """
SELECT DISTINCT ON (escalation_id) severity, escalation_id,
    extract(epoch FROM created_at)::float, extract(epoch FROM due_at)::float,
    extract(epoch FROM placed_at)::float
FROM calls_attempt WHERE channel = 'voice' AND offer_id IS NOT NULL AND placed_at IS NOT NULL
ORDER BY escalation_id, id"""
STILL = """
SELECT (SELECT count(*) FROM calls_escalation WHERE status = 'searching'),
    (SELECT count(*) FROM calls_attempt WHERE placed_at IS NOT NULL),
    (SELECT count(*) FROM calls_escalation)"""
HAD_TO_WAIT = "SELECT count(*) FROM calls_attempt WHERE in_line"
LOST = """
SELECT id, status FROM calls_escalation e WHERE status = 'searching' OR NOT EXISTS (
    SELECT 1 FROM calls_attempt a WHERE a.escalation_id = e.id AND a.channel = 'voice'
    AND a.offer_id IS NOT NULL AND a.placed_at IS NOT NULL)"""


def measure(stack: Stack, *, stations: int) -> Report:
    cities = math.ceil(stations / STATIONS_OF_A_CITY)
    crowd = inside(
        stack, "crowd", cities=cities, stations=stations, takes_texts=False, answer_within=LONG
    )
    behave(Phones(stack.simulator_url), crowd["doctors"], SAYS_YES)
    for process in DIALLING:
        stack.stop_process(process)
    drivers = [
        Beside(stack, "press", stations=crowd["stations"][n::DRIVERS]) for n in range(DRIVERS)
    ]
    tables = Tables(stack)
    try:
        pressed = [driver.result() for driver in drivers]
        began = time.time()
        for process in DIALLING:
            stack.start_process(process)
        waited = _wait_until_nobody_waits(tables)
        first = tables.rows(FIRST_CALLS)
        lost = _lost(tables, stations, pressed) + audit(stack)
    finally:
        for driver in drivers:
            driver.kill()
        tables.close()
    calls = [Call(*row) for *row, _placed in first]
    drained = max((placed for *_row, placed in first), default=began) - began
    return report(calls, pressed, lost, stations=stations, drained=drained, waited=waited)


def report(
    calls: list[Call],
    pressed: list[dict[str, Any]],
    lost: list[str],
    *,
    stations: int,
    drained: float,
    waited: int,
) -> Report:
    """`drained`: how long after dialling began the carrier had taken the last first call."""
    pressing = max(p["ended"] for p in pressed) - min(p["began"] for p in pressed)
    limit = stations / CALLS_PER_SECOND
    figures = {
        "escalations_lost": Count(_("escalations lost"), len(lost), 0, exactly=True),
        "overtaken": Count(_("calls that went out before one of an earlier place"),
                           overtaken(calls), 0, exactly=True),
        "pressing": Count(_("time to press"), round(pressing, 1), unit="s"),
        "drain": Count(_("dialling begins → last first call"), round(drained, 1), unit="s"),
        "limit": Count(_("at the carrier's limit"), round(limit, 1), unit="s"),
        "ratio": Count(_("ratio to the limit"), round(drained / limit, 2), 1.2),
        "waited": Count(_("calls that had to wait in line"), waited),
        "busiest_second": Count(_("calls in the busiest second"), busiest_second(calls)),
    }  # fmt: skip
    return Report(figures, {"stations": stations, "calls": len(calls)}, lost)


def _wait_until_nobody_waits(tables: Tables) -> int:
    """Return how many had to wait in line; also when nothing moves any more."""
    before, moved = None, time.monotonic()
    while time.monotonic() - moved < PATIENCE:
        time.sleep(1)
        now = tables.rows(STILL)[0]
        if now != before:
            before, moved = now, time.monotonic()
        if now[0] == 0:
            break
    return int(tables.one(HAD_TO_WAIT))


def _lost(tables: Tables, stations: int, pressed: list[dict[str, Any]]) -> list[str]:
    lost = [f"escalation {pk}: {status}" for pk, status in tables.rows(LOST)]
    lost += [failure for one in pressed for failure in one["failed"]]
    opened = tables.one("SELECT count(*) FROM calls_escalation")
    return lost + ([f"{opened} escalations of {stations}"] if opened != stations else [])
