"""How many escalations a second can be sustained, by the real pages and the whole product.

The rate rises step by step until one press in a hundred waits longer than two seconds for its
call at the carrier. Each escalation lives its whole life up to the yes: call, SMS, reports, news.
"""

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
# Each of a city of her own; so many presses may wait for their answer at a time.
NURSES, DOCTORS_OF_EACH = 24, 12
FIRST_RATE, STEP = 2, 2
LIMIT = 2.0  # seconds, for ninety-nine of a hundred
# What is still on its way after a step has so long to arrive.
PATIENCE = 20.0

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
    password = stack.env["DEMO_PASSWORD"]
    crowd = inside(stack, "crowd", cities=NURSES, stations=NURSES, password=password)
    phones, tables = Phones(stack.simulator_url), Tables(stack)
    behave(phones, crowd["doctors"], SAYS_YES)
    pressers = [Presser(stack.web_url, name, password) for name in crowd["nurses"]]
    steps: list[Step] = []
    try:
        for rate in range(FIRST_RATE, most + 1, STEP):
            steps.append(_step(pressers, rate, duration(rate, seconds), phones, tables))
            inside(stack, "close")  # the doctors are free for the next step
            if not steps[-1].holds:
                break
        found = audit(stack)
    finally:
        tables.close()
    return report(steps, found, seconds=seconds)


def duration(rate: int, seconds: float) -> float:
    """As long as there are doctors whom nobody has yet."""
    return min(seconds, NURSES * DOCTORS_OF_EACH / rate)


def _step(
    pressers: list[Presser], rate: int, seconds: float, phones: Phones, tables: Tables
) -> Step:
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
