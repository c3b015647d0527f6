"""The pure parts of the longer benchmarks, and a tiny run of each that can be short."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backup_dispatch.bench import churn, history, soak, surge
from backup_dispatch.bench.churn import Step, duration, first_requests
from backup_dispatch.bench.figures import Count, Latency, Spread, median, slope
from backup_dispatch.bench.line import Call
from backup_dispatch.bench.report import Report
from backup_dispatch.phones import Record

ROOT = Path(__file__).resolve().parents[2]


def test_a_slope_is_what_rises_with_each_second():
    assert slope([(0, 5), (10, 25), (20, 45)]) == pytest.approx(2)
    assert slope([(3, 1), (3, 2)]) is None
    assert slope([]) is None


def test_the_median_was_measured():
    assert median([3.0, 1.0, 2.0, 9.0]) == 2.0


def test_more_may_be_wanted_and_no_target_is_always_reached():
    assert not Count("", 9, 10, at_least=True).reached
    assert Count("", 11, 10, at_least=True).reached
    assert Count("", None).reached
    assert not Count("", None, 5).reached


def test_slowness_is_said_and_only_lost_work_fails(capsys):
    slow = {"press": Latency("press, answered", Spread.of([3.0]), {"p99": 500})}
    assert Report(slow).show(as_json=True, english=True) == 0
    assert json.loads(capsys.readouterr().out)["press"]["reached"] is False
    assert Report({}, lost=["escalation 7"]).show(as_json=False, english=True) == 1
    assert "escalation 7" in capsys.readouterr().out


def test_a_rate_holds_while_ninety_nine_of_a_hundred_wait_two_seconds_at_most():
    def step(*waited, lost=()):
        return Step(10, list(waited), list(waited), list(lost))

    assert step(*[0.1] * 99, 3.0).holds
    assert not step(*[0.1] * 98, 3.0, 3.0).holds
    assert not step(0.1, lost=["escalation 3"]).holds
    assert not step().holds


def test_what_was_sustained_is_the_last_rate_that_held():
    held, broke = Step(8, [0.1], [0.1], []), Step(10, [2.5], [0.1], [])
    figures = churn.report([held, broke], [], seconds=5).figures
    assert figures["sustained"].value == 8
    assert not figures["at_10"].reached


def test_a_step_is_no_longer_than_there_are_doctors():
    assert duration(2, 10) == 10
    assert duration(100, 10) == pytest.approx(2.88)


def test_a_call_that_was_asked_for_twice_counts_from_the_first_time():
    def request(at, key):
        address = f"https://oshin.example.jp/twilio/voice/{key}/status"
        return {
            "at": at,
            "method": "POST",
            "path": "/2010-04-01/Accounts/AC0/Calls.json",
            "params": {"StatusCallback": address},
        }

    record = Record({"requests": [request(5, "a"), request(6, "b"), request(7, "a")]})
    assert first_requests(record) == {"a": 5, "b": 6}


def test_a_surge_is_measured_against_the_carriers_limit():
    calls = [Call(1, n, 0.0, n / 30) for n in range(1, 61)]
    pressed = [{"began": 0.0, "ended": 1.0, "failed": []}]
    figures = surge.report(calls, pressed, [], stations=60, drained=2.0, waited=9).figures
    assert figures["ratio"].value == 1.0
    assert figures["overtaken"].value == 0


def test_the_years_are_compared_by_what_the_machine_did_meanwhile():
    def found(seconds, pace):
        names = ("press", "look", "sweep")
        paces = {"press_pace": [pace], "look_pace": [pace]}
        return {name: [seconds] for name in names} | paces | {"audit": 0.1}

    slower_machine = {0: found(0.01, 0.001), 1000: found(0.02, 0.002)}
    figures = history.report(slower_machine, {}, found(0.004, 0.001), open=10).figures
    assert figures["press_ratio"].value == figures["look_ratio"].value == 1.0
    assert figures["sweep_among_open"].reached


def test_only_presses_while_redis_is_dead_answer_for_that():
    seen = soak.Seen(
        answers=[(10.0, 0.1), (25.0, 2.5), (50.0, 9.0)],
        overdue=[0.0] * 999 + [7.0],
        memory={"watch": [(0.0, 99 << 20), (30.0, 60 << 20), (59.0, 60 << 20)]},
        dead=(20.0, 30.0),
    )
    figures = soak.report(seen, minutes=1).figures
    assert figures["press_while_dead"].spread.max == 2500.0
    assert figures["overdue"].value == 0.0
    assert figures["slope_watch"].value == 0.0  # what was shed while warming up is no slope


def test_a_process_has_memory():
    assert 1 << 20 < soak.proportional(os.getpid()) < 1 << 34


@pytest.mark.kill
@pytest.mark.parametrize(
    ("arguments", "reached"),
    [
        (["history", "--sizes", "1000", "--open", "100"], "sweep_among_open"),
        (["surge", "--stations", "40"], "overtaken"),
    ],
)
def test_a_tiny_one_runs_and_loses_nothing(arguments, reached):
    ours = ("BACKUP_DISPATCH_MODE", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    bench = subprocess.run(
        [sys.executable, "manage.py", "bench", *arguments, "--json"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in ours},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert bench.returncode == 0, bench.stdout + bench.stderr
    result = json.loads(bench.stdout)
    assert result["lost"] == []
    assert reached in result
