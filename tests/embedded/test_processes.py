import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from backup_dispatch.embedded.tether import is_running
from backup_dispatch.embedded.waiting import until
from backup_dispatch.processes import NotReadyError, Supervisor

CHECKOUT = Path(__file__).resolve().parents[2]
SLEEP = "import time; print('up'); time.sleep(60)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(60)"
GOODBYE = """
    import pathlib, signal, sys, time
    def end(*_):
        with pathlib.Path("goodbyes").open("a") as file:
            file.write(sys.argv[1] + " ")
        sys.exit()
    signal.signal(signal.SIGTERM, end)
    print("up")
    time.sleep(60)
"""


@pytest.fixture
def supervisor(tmp_path):
    supervisor = Supervisor(tmp_path / "logs", cwd=tmp_path)
    yield supervisor
    supervisor.stop_all()


def start(supervisor, name, script, *arguments):
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    supervisor.start(name, command, os.environ)


def test_what_exits_is_started_again(supervisor):
    start(supervisor, "web", SLEEP)
    supervisor.wait_for_output("web", "up")
    before = supervisor.pid("web")
    supervisor.kill("web")
    assert until(lambda: supervisor.pid("web") != before, 30)


def test_what_keeps_exiting_is_started_less_and_less_often(supervisor):
    start(supervisor, "web", "import time; print(time.monotonic())")
    log = supervisor.logs / "web.log"
    assert until(lambda: len(log.read_text().split()) >= 3, 30)
    first, second, third = map(float, log.read_text().split()[:3])
    assert third - second > 1.4 * (second - first) > 0.4


def test_what_is_stopped_or_killed_for_good_stays_away(supervisor):
    start(supervisor, "web", SLEEP)
    start(supervisor, "watch", SLEEP)
    pids = [supervisor.pid(name) for name in supervisor.names]
    supervisor.stop("web")
    supervisor.kill("watch", for_good=True)
    assert supervisor.names == []
    assert not any(is_running(pid) for pid in pids)


def test_the_last_one_started_stops_first(supervisor, tmp_path):
    for name in ("simulator", "web", "worker"):
        start(supervisor, name, GOODBYE, name)
        supervisor.wait_for_output(name, "up")
    supervisor.stop_all()
    assert (tmp_path / "goodbyes").read_text().split() == ["worker", "web", "simulator"]


def test_whoever_is_deaf_to_a_polite_word_is_killed(supervisor):
    start(supervisor, "web", DEAF)
    supervisor.wait_for_output("web", "up")
    pid = supervisor.pid("web")
    supervisor.stop("web", patience=0.2)
    assert not is_running(pid)


def test_what_a_child_has_started_ends_with_it(supervisor):
    start(
        supervisor,
        "worker",
        "import subprocess; print(subprocess.Popen(['sleep', '60']).pid)\n"
        "import time; time.sleep(60)",
    )
    log = supervisor.logs / "worker.log"
    assert until(lambda: log.read_text().endswith("\n"), 30)
    grandchild = int(log.read_text())
    supervisor.stop("worker")
    assert until(lambda: not is_running(grandchild), 30)


def test_one_that_does_not_get_ready_is_reported_with_its_last_words(supervisor):
    start(supervisor, "web", "print('no such table'); import time; time.sleep(60)")
    supervisor.wait_for_output("web", "no such table")
    with pytest.raises(NotReadyError, match="no such table"):
        supervisor.wait_for_output("web", "ready", seconds=0)


def test_the_log_of_the_start_before_is_kept(supervisor):
    start(supervisor, "web", "print('first'); import time; time.sleep(60)")
    supervisor.wait_for_output("web", "first")
    supervisor.stop("web")
    start(supervisor, "web", SLEEP)
    supervisor.wait_for_output("web", "up")
    assert "first" in (supervisor.logs / "web.log.1").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel call is Linux's")
def test_children_end_with_a_supervisor_that_was_killed(tmp_path):
    script = f"""
        import os, sys, time
        from pathlib import Path
        from backup_dispatch.processes import Supervisor
        supervisor = Supervisor(Path(sys.argv[1]), cwd=Path(sys.argv[1]))
        supervisor.start("deaf", [sys.executable, "-c", {DEAF!r}], os.environ)
        supervisor.wait_for_output("deaf", "up")
        print(supervisor.pid("deaf"), flush=True)
        time.sleep(60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), tmp_path],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
    )
    with parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    assert until(lambda: not is_running(child), 30)
