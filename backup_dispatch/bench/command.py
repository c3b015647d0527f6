"""`bench latency | churn | surge | history | soak`: start a stack, measure, print.

Needs no settings around it. The exit code is 1 when work was lost, never for slowness.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backup_dispatch.bench import churn, history, latency, soak, surge
from backup_dispatch.bench.latency_report import report as latency_report
from backup_dispatch.bench.report import Report
from backup_dispatch.embedded import EmbeddedServerError
from backup_dispatch.processes import NotReadyError, interruptible
from backup_dispatch.stack import Stack
from backup_dispatch.temporary import temporary_stack


@dataclass(frozen=True)
class Bench:
    """`stack` makes of the options what `temporary_stack` wants."""

    help: str
    measure: Callable[..., Report]
    stack: Callable[..., Mapping[str, Any]]
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


def _latency(stack: Stack, *, rounds: int, running: int) -> Report:
    measured = latency.Latencies(stack, running=running).measure(rounds)
    return latency_report(measured, rounds=rounds, running=running)


BENCHES = {
    "latency": Bench(
        "How long a press, a busy line and a yes take, one night at a time.",
        _latency,
        lambda running, **_: {
            "speed": latency.SPEED_BESIDE_OTHERS if running else latency.SPEED,
            "calls_per_second": latency.CALLS_PER_SECOND,
        },
        {
            "--rounds": {"type": positive, "default": 100, "help": "nights to play"},
            "--running": {"type": int, "default": 0, "help": "escalations that run beside it"},
        },
    ),
    "churn": Bench(
        "How many escalations a second can be sustained.",
        churn.measure,
        lambda **_: {"speed": churn.SPEED, "calls_per_second": churn.CALLS_PER_SECOND},
        {
            "--seconds": {"type": positive, "default": 10, "help": "of each step"},
            "--most": {"type": positive, "default": 24, "help": "a second, at which it stops"},
        },
    ),
    "surge": Bench(
        "All stations press at once, and the carrier takes thirty calls a second.",
        surge.measure,
        lambda **_: {"speed": 1.0, "calls_per_second": surge.CALLS_PER_SECOND},
        {"--stations": {"type": positive, "default": surge.STATIONS, "help": "that press"}},
    ),
    "history": Bench(
        "Whether a press, the watch's look and the audit grow slower with the years.",
        history.measure,
        lambda **_: {"speed": 1.0, "only_servers": True},
        {
            "--full": {"action": "store_true", "help": "up to ten million, of some 40 GB"},
            "--sizes": {"type": positive, "nargs": "+", "help": "other numbers of escalations"},
            "--open": {"type": positive, "default": history.OPEN, "help": "open ones, none due"},
        },
    ),
    "soak": Bench(
        "An hour of load, with Redis dead for a sixth of it.",
        soak.measure,
        lambda **_: {"speed": soak.SPEED, "calls_per_second": soak.CALLS_PER_SECOND},
        {"--minutes": {"type": positive, "default": 60, "help": "of load"}},
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> Any:
    """Returns the subparsers, for whoever has more to add."""
    whats = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, bench in BENCHES.items():
        one = whats.add_parser(name, help=bench.help)
        for argument, settings in bench.arguments.items():
            one.add_argument(argument, **settings)
        one.add_argument("--json", dest="as_json", action="store_true", help="one JSON object")
        one.add_argument("--english", action="store_true", help="print in English")
    return whats


def names(what: str) -> list[str]:
    """The options that `run` wants for it."""
    return ["as_json", "english", *(one.lstrip("-") for one in BENCHES[what].arguments)]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    add_arguments(parser)
    return run(**vars(parser.parse_args(arguments)))


def run(*, what: str, as_json: bool, english: bool, **options: Any) -> int:
    bench = BENCHES[what]
    try:
        with interruptible(), temporary_stack(**bench.stack(**options)) as stack:
            told = bench.measure(stack, **options)
    except KeyboardInterrupt:
        return 130
    except (EmbeddedServerError, NotReadyError) as problem:
        print(problem, *getattr(problem, "__notes__", ()), sep="\n", file=sys.stderr)
        return 1
    return told.show(as_json=as_json, english=english)
