"""The life of an embedded server: claim its folder, adopt or launch, stop."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Self

from backup_dispatch.embedded.claim import claim
from backup_dispatch.embedded.tether import is_running, spawn
from backup_dispatch.embedded.waiting import until

STARTS = 15  # about five seconds' worth


class EmbeddedServerError(RuntimeError):
    """An embedded server cannot do its work; the message says what to do about it."""


class EmbeddedServer(ABC):
    """A server in `folder`, which it keeps between starts.

    The process that starts it owns it, and the server ends with its owner. A second process that
    starts the same folder meanwhile is a guest: it uses the server, and its `stop` changes
    nothing. A server whose owner died without it is adopted.
    """

    name: str
    stop_signals: Sequence[tuple[signal.Signals, float]]  # in turn, each with seconds of patience
    start_seconds = 30.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._claim: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def owned(self) -> bool:
        """Whether this object, and not another process, decides when the server stops."""
        return self._claim is not None

    @property
    @abstractmethod
    def log(self) -> Path:
        """The file that the server writes to."""

    @property
    def pid(self) -> int | None:
        """The running server's process id, or None."""
        pid = self.recorded_pid()
        return pid if pid is not None and self._is_ours(pid) else None

    def start(self) -> None:
        """Return when the server answers; safe to repeat. Raises `EmbeddedServerError`."""
        self._try_to_own()
        try:
            self.prepare()
            if self.answers():
                return
            if self.owned:
                self._launch()
            elif not until(self.answers, self.start_seconds):
                raise EmbeddedServerError(
                    f"Another process is using {self.folder}, and its {self.name} does not answer."
                )
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server cleanly, by force where that takes too long; safe to repeat."""
        if self._claim is None:
            return
        for number, patience in self.stop_signals:
            if self._signal(number, patience):
                break
        self._claim.close()
        self._claim = None

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self._signal(signal.SIGKILL, 10)

    def erase(self) -> None:
        """Stop the server and delete everything of it. Raises when another process owns it."""
        self._try_to_own()
        if not self.owned:
            raise EmbeddedServerError(f"Another process is using {self.folder}.")
        folders = self.folders()
        self.stop()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    @abstractmethod
    def folders(self) -> list[Path]:
        """Every folder that the server keeps something in."""

    @abstractmethod
    def prepare(self) -> None:
        """Make folders and configuration; leave what is already there."""

    @abstractmethod
    def command(self) -> list[str | Path]:
        """The command that runs the server in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server does its work now."""

    @abstractmethod
    def recorded_pid(self) -> int | None:
        """The process id on file; the process may be gone and the number a stranger's."""

    @abstractmethod
    def _is_ours(self, pid: int) -> bool:
        """Whether `pid` is this server and no stranger."""

    def spawn_options(self) -> dict[str, Any]:
        """What `subprocess.Popen` needs to know besides the command."""
        return {}

    def _try_to_own(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.owned:
            self._claim = claim(self.folder / "owner.lock")

    def _launch(self) -> None:
        """Start the process, again while remains of a killed one still hold the folder."""
        for _ in range(STARTS):
            # One that somebody else has started may be on its way up, or down.
            if not self._lives(self.pid):
                self._spawn()
            if not until(lambda: self.answers() or not self._lives(self.pid), self.start_seconds):
                break
            if self.answers():
                return
            time.sleep(0.2)
        raise EmbeddedServerError(
            f"{self.name} did not start; its log {self.log} ends:\n{self._tail()}"
        )

    def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self._process = spawn(
                self.command(),
                last_signal=self.stop_signals[0][0],
                stdout=log,
                stderr=log,
                **self.spawn_options(),
            )

    def _signal(self, number: signal.Signals, patience: float) -> bool:
        """Send a signal; True when the server is gone within `patience` seconds."""
        pid = self.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        return until(lambda: not self._lives(pid), patience)

    def _lives(self, pid: int | None) -> bool:
        if self._process is not None and self._process.poll() is None:
            return True
        return pid is not None and is_running(pid)

    def _tail(self) -> str:
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return ""
