"""The demo as a person meets it: one command, a page that works, Ctrl-C."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from backup_dispatch.embedded.tether import is_running
from backup_dispatch.embedded.waiting import until
from backup_dispatch.secrets_file import kept_secrets

CHECKOUT = Path(__file__).resolve().parents[1]
# The demo starts servers of its own, whatever these tests use.
OWN = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}


@pytest.fixture
def folder():
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-"))
    folder.chmod(0o711)
    yield folder
    subprocess.run([*DEMO, "--erase", "--data", folder], cwd=CHECKOUT, env=OWN, check=True)
    shutil.rmtree(folder, ignore_errors=True)


DEMO = [sys.executable, "-m", "backup_dispatch.demo"]


@contextmanager
def started(folder):
    """The demo's process, which ends with the block at the latest."""
    command = [*DEMO, "--data", folder]
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=OWN, stdout=subprocess.PIPE, text=True
    ) as demo:
        try:
            yield demo
        finally:
            demo.kill()


def welcome(demo):
    """What it says until it waits, as one text."""
    said = ""
    for line in demo.stdout:
        said += line
        if "logs:" in line:
            break
    return said


def children(demo):
    listed = Path(f"/proc/{demo.pid}/task").glob("*/children")
    return [int(pid) for file in listed for pid in file.read_text().split()]


def status_of(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status


@pytest.mark.kill
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_it_starts_survives_kill_9_and_stops_on_ctrl_c(folder):
    with started(folder) as demo:
        said = welcome(demo)
        web, phones = re.findall(r"http://localhost:\d+/(?=\n)", said)[:2]
        assert status_of(web) == status_of(phones) == 200
        password = re.search(r"password +(\S+)", said)[1]
        first = children(demo)
        assert len(first) == 7
        demo.send_signal(signal.SIGKILL)
    assert until(lambda: not any(is_running(pid) for pid in first), 30)

    with started(folder) as demo:
        assert password in welcome(demo)
        second = children(demo)
        assert subprocess.run([*DEMO, "--data", folder], cwd=CHECKOUT, env=OWN).returncode == 1
        demo.send_signal(signal.SIGINT)
        assert demo.wait(20) == 0
    assert not any(is_running(pid) for pid in second)


def test_secrets_are_made_once_and_are_nobody_elses_business(tmp_path):
    file = tmp_path / "secrets.json"
    secrets = kept_secrets(file)
    assert kept_secrets(file) == secrets == json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(secrets.values())) == len(secrets)
