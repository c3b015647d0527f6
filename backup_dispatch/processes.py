"""A small supervisor: named child processes that are started again when they exit."""

import os
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backup_dispatch.embedded.tether import spawn
from backup_dispatch.embedded.waiting import until

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before a start that follows an exit
SETTLED = 10.0  # seconds after which a process counts as healthy, and the pause as forgotten


class NotReadyError(RuntimeError):
    """Something that was started does not do its work; the message shows the end of its log."""


@dataclass
class _Child:
    command: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    exits: int = 0  # in a row, each soon after its start
    restart_at: float | None = None


class Supervisor:
    """Runs children in the folder `cwd` and writes what each says to `<logs>/<name>.log`.

    What exits is started again, after a pause that doubles while it keeps exiting at once. On
    Linux the children are killed when this process dies, however it dies.
    """

    def __init__(self, logs: Path, *, cwd: Path) -> None:
        self.logs = logs
        self.cwd = cwd
        self._children: dict[str, _Child] = {}
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str]) -> None:
        """Start a child called `name`; nothing happens when one of that name is kept already."""
        with self._lock:
            if name in self._children:
                return
            log = self._open_log(name)
            process = self._spawn(command, env, log)
            self._children[name] = _Child(command, env, log, process)
            if self._watcher is None:
                self._ended.clear()
                self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
                self._watcher.start()

    def stop(self, name: str, *, patience: float = 10.0) -> None:
        """Ask the child to end, and kill it after `patience` seconds; safe to repeat."""
        child = self._let_go(name)
        if child is None:
            return
        _signal(child.process, signal.SIGTERM)
        try:
            child.process.wait(patience)
        except subprocess.TimeoutExpired:
            _signal(child.process, signal.SIGKILL)
            child.process.wait()

    def stop_all(self) -> None:
        """Stop every child, the last one started first."""
        while True:
            with self._lock:
                name = next(reversed(self._children), None)
            if name is None:
                break
            self.stop(name)
        self._ended.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def kill(self, name: str, *, for_good: bool = False) -> None:
        """kill -9, without warning; the child is started again, except `for_good`."""
        child = self._let_go(name) if for_good else self._children[name]
        if child is not None:
            _signal(child.process, signal.SIGKILL)
            child.process.wait()

    def pid(self, name: str) -> int:
        """The child's process id; it changes with every start."""
        return self._children[name].process.pid

    @property
    def names(self) -> list[str]:
        """The children that are kept running, in the order of their start."""
        return list(self._children)

    def wait_for_output(self, name: str, text: str, *, seconds: float = 30.0) -> None:
        """Return when `text` is in what the child has said since `start`; else `NotReadyError`."""

        def said() -> bool:
            return text in self._children[name].log.read_text(errors="replace")

        if not until(said, seconds):
            raise NotReadyError(f"{name} has not said {text!r}. {self.last_words(name)}")

    def last_words(self, name: str, *, lines: int = 15) -> str:
        """The end of the child's log, for a message to a person."""
        log = self.logs / f"{name}.log"
        said = log.read_text(errors="replace").splitlines() if log.exists() else []
        return "\n".join([f"Its log {log} ends:", *said[-lines:]])

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            with self._lock:
                for child in self._children.values():
                    self._look_after(child, time.monotonic())

    def _look_after(self, child: _Child, now: float) -> None:
        if child.process.poll() is None:
            return
        if child.restart_at is None:
            child.exits = 0 if now - child.started > SETTLED else child.exits + 1
            child.restart_at = now + min(SHORTEST_PAUSE * 2**child.exits, LONGEST_PAUSE)
        elif now >= child.restart_at:
            child.process = self._spawn(child.command, child.env, child.log)
            child.started, child.restart_at = now, None

    def _let_go(self, name: str) -> _Child | None:
        with self._lock:
            return self._children.pop(name, None)

    def _open_log(self, name: str) -> Path:
        """Begin a log, keeping the one before it beside it."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        log.touch(mode=0o600)
        return log

    def _spawn(
        self, command: Sequence[str | Path], env: Mapping[str, str], log: Path
    ) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return spawn(
                command,
                # A child may be deaf to a polite word from the dead; this one it cannot miss.
                last_signal=signal.SIGKILL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.cwd,
                env=dict(env) | {"PYTHONUNBUFFERED": "1"},
            )


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, SIGTERM and a closed terminal raise KeyboardInterrupt as Ctrl-C does.

    For the main thread. Afterwards no signal disturbs the stopping.
    """
    endings = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in endings:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in endings:
            signal.signal(number, signal.SIG_IGN)


def answers(url: str) -> bool:
    """Whether a web server shows a page at `url`, or leads to one."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:  # urllib's errors, 404 and 500 among them, are of this kind
        return False


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the child and whatever it has started; it leads a session of its own."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
