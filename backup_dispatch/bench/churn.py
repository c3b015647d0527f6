"""How many escalations a second can be sustained, by the real pages and the whole product.

The rate rises step by step until one press in a hundred waits longer than two seconds for its
call at the carrier. Each escalation lives its whole life up to the yes: call, SMS, reports, news.
"""

import math
import time
from dataclasses import dataclass

from backup_dispatch.bench.asking import SAYS_YES, Tables, audit, behave, inside
from backup_dispatch.bench.figures import Count, Latency, Spread
from backup_dispatch.bench.pressing import Burst, Presser, at_a_rate
from backup_dispatch.bench.report import Report
from backup_dispatch.phones import Phones, Record
from backup_dispatch.stack import Stack
from backup_dispatch.wording import marked as _

SPEED, CALLS_PER_SECOND = 8.0, 100.0
NURSES = 16  # as many presses as may wait for their answer at a time
FIRST_RATE, STEP = 2, 2
LIMIT = 2.0  # seconds, for ninety-nine of a hundred
# What is still on its way after a step has so long to arrive.
PATIENCE = 20.0
CITY = 12  # doctors; each of them says yes once, and is out from then on

WHOSE = """
SELECT key, escalation_id FROM calls_attempt
WHERE channel = 'voice' AND offer_id IS NOT NULL AND escalation_id >= %s ORDER BY id DESC"""


@dataclass(frozen=True)
class Step:
    """Seconds from each press until its first call was asked for at the carrier."""

    per_second: int
    waited: list[float]
    answered: list[float]
    lost: list[str]

    @property
    def holds(self) -> bool:
        return bool(self.waited) and not self.lost and Spread.of(self.waited).p99 <= LIMIT * 1000


def measure(stack: Stack, *, seconds: int, most: int) -> Report:
    rates = range(FIRST_RATE, most + 1, STEP)
    presses = sum(rates) * seconds + NURSES
    cities = max(NURSES, math.ceil(presses / CITY * 1.5))
    crowd = inside(
        stack, "crowd", cities=cities, stations=cities, password=stack.env["DEMO_PASSWORD"]
    )
    phones = Phones(stack.simulator_url)
    behave(phones, crowd["doctors"], SAYS_YES)
    names = iter(crowd["nurses"])
    tables, steps = Tables(stack), []
    try:
        for rate in rates:
            # Nurses of cities in which nobody is out yet.
            some = max(NURSES, math.ceil(rate * seconds / CITY * 1.2))
            fresh = [name for name, _n in zip(names, range(some), strict=False)]
            steps.append(_step(stack, fresh, rate, seconds, phones, tables))
            if not steps[-1].holds:
                break
        found = audit(stack)
    finally:
        tables.close()
    return report(steps, found, seconds=seconds)


def _step(
    stack: Stack, names: list[str], rate: int, seconds: int, phones: Phones, tables: Tables
) -> Step:
    password = stack.env["DEMO_PASSWORD"]
    pressers = [Presser(stack.web_url, name, password) for name in names]
    burst = at_a_rate(pressers, rate, seconds, time.time)
    first = min((press.escalation for press in burst.pressed), default=0)
    asked = _asked(burst, first, phones, tables)
    lost = burst.failed + [
        f"escalation {press.escalation}: no call after {PATIENCE:g} s"
        for press in burst.pressed
        if press.escalation not in asked
    ]
    return Step(
        rate,
        [asked[p.escalation] - p.due for p in burst.pressed if p.escalation in asked],
        [p.answered - p.due for p in burst.pressed],
        lost,
    )


def _asked(burst: Burst, first: int, phones: Phones, tables: Tables) -> dict[int, float]:
    """When the carrier was first asked for a call, by escalation."""
    deadline = time.monotonic() + PATIENCE
    wanted = {press.escalation for press in burst.pressed}
    while True:
        at = first_requests(phones.record())
        # Newest first, so that the first call of each has the last word.
        asked = {e: at[key] for key, e in tables.rows(WHOSE, first) if key in at}
        if wanted <= asked.keys() or time.monotonic() > deadline:
            return asked
        time.sleep(1)


def first_requests(record: Record) -> dict[str, float]:
    """When each call was first asked for, by the key in its address for reports."""
    at: dict[str, float] = {}
    for request in record.created("Calls"):
        at.setdefault(request["params"]["StatusCallback"].split("/")[-2], request["at"])
    return at


def report(steps: list[Step], found: list[str], *, seconds: int) -> Report:
    held = [step.per_second for step in steps if step.holds]
    figures: dict[str, Count | Latency] = {
        "sustained": Count(
            _("escalations a second, sustained"), max(held, default=0), 10, at_least=True
        )
    }
    for step in steps:
        title = _("press → call at the carrier")
        spread = Spread.of(step.waited) if step.waited else None
        figures[f"at_{step.per_second}"] = Latency(title, spread, {"p99": LIMIT * 1000})
    rates = [step.per_second for step in steps]
    lost = [what for step in steps for what in step.lost]
    return Report(figures, {"seconds": seconds, "steps": rates}, lost + found)
