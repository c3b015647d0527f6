"""What `bench latency` says: the promises beside what was measured."""

from backup_dispatch.bench.figures import Count, Latency, Spread
from backup_dispatch.bench.latency import PACE_ADDITIONS, Measured
from backup_dispatch.bench.report import Report
from backup_dispatch.wording import marked as _


def report(measured: Measured, *, rounds: int, running: int) -> Report:
    """What an attempt costs is told only where nothing else ran: others' cannot be told apart."""
    pace = Spread.of(measured.pace).p50 if measured.pace else None
    facts = {
        "rounds": rounds,
        "running": running,
        "attempts": measured.attempts,
        "pace_ms": pace,
        "additions": PACE_ADDITIONS,
    }
    figures = latencies(measured) | (counts(measured) if running == 0 else {})
    return Report(figures, facts, measured.lost)


def latencies(measured: Measured) -> dict[str, Latency]:
    """Each with its target in milliseconds, on two cores, one at a time."""
    ways: dict[str, tuple[str, list[float], dict[str, float]]] = {
        "press_to_carrier": (
            _("press → call at the carrier"), measured.press, {"p50": 50, "p99": 500},
        ),
        "busy_to_next_carrier": (
            _("busy → next call at the carrier"), measured.busy, {"p99": 500},
        ),
        "yes_to_event": (_("yes → event at the nurse"), measured.yes, {"p99": 1000}),
    }  # fmt: skip
    return {
        name: Latency(title, Spread.of(seconds) if seconds else None, target)
        for name, (title, seconds, target) in ways.items()
    }


def counts(measured: Measured) -> dict[str, Count]:
    attempts = measured.attempts or 1
    return {
        "statements_before_call": Count(
            _("SQL statements before a call is asked for"), measured.statements["call"], 12
        ),
        "statements_before_sms": Count(
            _("SQL statements before an SMS is asked for"), measured.statements["sms"], 12
        ),
        "messages_per_attempt": Count(
            _("broker messages for each attempt"), measured.messages / attempts, 1, exactly=True
        ),
        "requests_per_attempt": Count(
            _("carrier requests for each attempt"), measured.requests / attempts, 1, exactly=True
        ),
    }
