"""The night that `make night` plays: once on real processes, and how it tells of a fault."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from backup_dispatch.night import Teller, explain
from backup_dispatch.witness import NotAsTold, Witness

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place():
    """Where the night makes its temporary folders; the account of PostgreSQL gets through."""
    folder = Path(tempfile.mkdtemp(prefix="nights-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.kill
def test_the_night_comes_out_as_told(place):
    night = play(place, "--english")
    assert night.returncode == 0, night.stdout + night.stderr
    assert night.stdout.endswith("The night came out as told.\n")
    assert "He reads: " in night.stdout
    assert list(place.iterdir()) == [], "something was left behind"


@pytest.mark.kill
def test_ctrl_c_stops_the_night_and_leaves_nothing_behind(place):
    night = subprocess.Popen(
        [sys.executable, "-m", "backup_dispatch.night"],
        cwd=ROOT,
        env=environment(place),
        stdout=subprocess.PIPE,
        text=True,
    )
    night.stdout.readline()  # it has begun to start everything
    night.send_signal(signal.SIGINT)
    night.stdout.read()
    assert night.wait(60) == 130
    night.stdout.close()
    # Python tries a folder out with a file, which a process that is killed just then leaves.
    assert [left for left in place.iterdir() if left.is_dir()] == []


def test_a_fault_is_told_with_its_step_what_was_expected_what_was_seen_and_the_logs(capsys):
    broken = NotAsTold("The first doctor is busy", "his telephone rings once", {"rings": 2})
    broken.add_note("/tmp/logs")
    explain(Teller(lambda words: f"«{words}»"), broken)
    told = capsys.readouterr().out
    assert "«The first doctor is busy»" in told
    assert "«his telephone rings once»" in told
    assert '{"rings": 2}' in told
    assert "/tmp/logs" in told


def test_what_does_not_happen_in_time_is_a_fault_of_its_step():
    witness = Witness.__new__(Witness)
    witness.step = "The first doctor is busy"
    with pytest.raises(NotAsTold, match="The first doctor is busy: it holds") as broken:
        witness.wait("it holds", lambda: [1], lambda seen: not seen, patience=0.0)
    assert broken.value.seen == "[1]"


def play(place, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "backup_dispatch.night", *arguments],
        cwd=ROOT,
        env=environment(place),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def environment(place):
    """As outside the tests: servers of its own, and its folder where the test sees it."""
    ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    return {k: v for k, v in os.environ.items() if k not in ours} | {"TMPDIR": str(place)}
