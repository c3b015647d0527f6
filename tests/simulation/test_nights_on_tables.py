"""The same nights through the whole product, on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from calls.models import Escalation
from calls.simulation import running

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("first", [1, 11, 21, 31, 41])
def test_fifty_nights_break_no_promise(first):
    total = running.nights(running.on_tables, range(first, first + 10))
    assert [(told.seed, told.broken) for told in total.broken] == []
    assert total.counts["calls"] > 10
    assert total.counts["process died"] > 0
    assert not Escalation.objects.exists(), "a night left something behind"


def test_the_same_seed_tells_the_same_story():
    one, same = (running.on_tables(3, with_story=True).story for _ in range(2))
    assert len(one) > 10
    assert one == same


def test_it_is_the_night_that_was_played_in_memory():
    """The rows in memory stand for the tables; a clock of milliseconds is all that differs."""
    seeds = (1, 2, 4, 7, 9)
    in_memory, on_tables = (
        [play(seed, with_story=True).story for seed in seeds]
        for play in (running.in_memory, running.on_tables)
    )
    assert in_memory == on_tables


def test_nights_are_not_simulated_in_production(settings):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="production"):
        call_command("simulate", nights=1, database=True)


@pytest.mark.kill
def test_the_command_makes_a_database_and_drops_it():
    command = [sys.executable, "manage.py", "simulate", "--database", "--nights", "2"]
    finished = subprocess.run(
        [*command, "--workers", "2"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    assert "\n2 nights in " in finished.stdout
