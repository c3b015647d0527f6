"""From measurements to figures, and what the command says of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backup_dispatch.bench.figures import Count, Spread
from backup_dispatch.bench.latency import Measured
from backup_dispatch.bench.latency_report import counts, latencies

ROOT = Path(__file__).resolve().parents[2]


def test_percentiles_are_values_that_were_measured():
    spread = Spread.of([number / 1000 for number in range(1, 101)])
    assert (spread.p50, spread.p95, spread.p99, spread.max) == (50.0, 95.0, 99.0, 100.0)


def test_one_measurement_is_all_percentiles():
    assert Spread.of([0.0421]) == Spread(42.1, 42.1, 42.1, 42.1)


def test_a_target_is_reached_when_every_part_of_it_is():
    spread = Spread(p50=50.0, p95=100.0, p99=501.0, max=600.0)
    assert spread.reaches({"p50": 50})
    assert not spread.reaches({"p50": 50, "p99": 500})


@pytest.mark.parametrize(
    ("value", "exactly", "reached"),
    [(11, False, True), (12, False, True), (13, False, False), (12, True, True), (11, True, False)],
)
def test_a_count_may_be_smaller_unless_it_has_to_be_exact(value, exactly, reached):
    assert Count("", value, 12, exactly=exactly).reached is reached


def test_what_was_never_measured_has_not_reached_its_target():
    assert [way.reached for way in latencies(Measured()).values()] == [False, False, False]


def test_messages_and_requests_are_told_for_each_attempt():
    measured = Measured(attempts=14, requests=14, messages=15, statements={"call": 5, "sms": 5})
    told = counts(measured)
    assert told["requests_per_attempt"].reached
    assert not told["messages_per_attempt"].reached


@pytest.mark.kill
def test_a_short_benchmark_needs_no_settings_and_loses_no_round():
    ours = ("BACKUP_DISPATCH_MODE", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    bench = subprocess.run(
        [sys.executable, "manage.py", "bench", "latency", "--rounds", "2", "--json"],
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
    for count in ("statements_before_call", "messages_per_attempt", "requests_per_attempt"):
        assert result[count]["reached"], result[count]
