"""`bench latency`: start a stack, measure, print. Needs no settings around it."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from backup_dispatch.bench.figures import Count, Latency, Spread
from backup_dispatch.bench.latency import (
    CALLS_PER_SECOND,
    PACE_ADDITIONS,
    SPEED,
    Latencies,
    Measured,
)
from backup_dispatch.embedded import EmbeddedServerError
from backup_dispatch.processes import NotReadyError, interruptible
from backup_dispatch.temporary import temporary_stack
from backup_dispatch.wording import marked as _
from backup_dispatch.wording import translator

ROUNDS = 100
OPTIONS = ("rounds", "as_json", "english")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rounds", type=_positive, default=ROUNDS, help=f"nights to play, {ROUNDS} unless told"
    )
    parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object")
    parser.add_argument("--english", action="store_true", help="print in English")


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0, or 1 when rounds were lost. A slow machine is no failure."""
    parser = argparse.ArgumentParser(prog="bench latency", description=__doc__)
    add_arguments(parser)
    return latency(**vars(parser.parse_args(arguments)))


def latency(*, rounds: int, as_json: bool, english: bool) -> int:
    try:
        with (
            interruptible(),
            temporary_stack(speed=SPEED, calls_per_second=CALLS_PER_SECOND) as stack,
        ):
            measured = Latencies(stack).measure(rounds)
    except KeyboardInterrupt:
        return 130
    except (EmbeddedServerError, NotReadyError) as problem:
        print(problem, *getattr(problem, "__notes__", ()), sep="\n", file=sys.stderr)
        return 1
    if as_json:
        _print_json(measured, rounds)
    else:
        _print_table(measured, rounds, "en" if english else "ja")
    return 1 if measured.lost else 0


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


def _print_json(measured: Measured, rounds: int) -> None:
    result: dict[str, Any] = {
        "rounds": rounds,
        "lost": measured.lost,
        "attempts": measured.attempts,
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "pace_ms": _pace(measured),
    }
    for name, way in latencies(measured).items():
        spread = vars(way.spread) if way.spread else None
        result[name] = {"ms": spread, "target_ms": way.target, "reached": way.reached}
    for name, count in counts(measured).items():
        result[name] = {"value": count.value, "target": count.target, "reached": count.reached}
    print(json.dumps(result, indent=1))


def _print_table(measured: Measured, rounds: int, language: str) -> None:
    translate = translator(language)
    verdicts = {True: translate(_("reached")), False: translate(_("MISSED"))}
    load = os.getloadavg()[0]
    summary = translate(_("{rounds} rounds, {lost} lost; load of the machine {load:.1f}"))
    print(summary.format(rounds=rounds, lost=len(measured.lost), load=load))
    pace = translate(_("{additions} additions took {pace} ms meanwhile (median of all rounds)"))
    print(pace.format(additions=PACE_ADDITIONS, pace=_pace(measured)))
    print(f"{'ms':>8}{'median':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for way in latencies(measured).values():
        print(translate(way.title))
        if way.spread is not None:
            values = "".join(f"{value:9.1f}" for value in vars(way.spread).values())
            target = ", ".join(f"{name} ≤ {limit:g}" for name, limit in way.target.items())
            print(f"{'':8}{values}   {target}  {verdicts[way.reached]}")
    for count in counts(measured).values():
        sign = "=" if count.exactly else "≤"
        print(f"{translate(count.title)}: {count.value:g}  {sign} {count.target:g}"
              f"  {verdicts[count.reached]}")  # fmt: skip
    counted = translate(_("Counted over {attempts} calls and SMS."))
    print(counted.format(attempts=measured.attempts))
    for lost in measured.lost:
        print(translate(_("Lost round {what}")).format(what=lost))


def _pace(measured: Measured) -> float | None:
    return Spread.of(measured.pace).p50 if measured.pace else None


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number
