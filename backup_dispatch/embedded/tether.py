"""Child processes that do not outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # linux/prctl.h

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# Linux counts a child's parent as dead when the *thread* that started it ends. One thread that
# lives as long as the process starts them all, so that a short-lived thread may ask for a child.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tether")


def spawn(
    command: Sequence[str | Path], *, last_signal: signal.Signals, **options: Any
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; `options` are those of `subprocess.Popen`.

    A session of its own keeps the terminal's Ctrl-C away from it: whoever started it decides in
    which order things stop. On Linux the kernel sends it `last_signal` when this process ends in
    any way, kill -9 included. macOS has no such call; there a server left behind is adopted at
    the next start.
    """

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_tie_to_parent(last_signal),
            **options,
        )

    return _spawner.submit(start).result()


def _tie_to_parent(last_signal: signal.Signals) -> Callable[[], None] | None:
    if _libc is None:
        return None
    parent = os.getpid()
    prctl = _libc.prctl

    # Runs in the child between fork and exec, after the change of user, which would undo it.
    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(last_signal))
        if os.getppid() != parent:  # it died before the call
            os._exit(1)

    return tie


def is_running(pid: int) -> bool:
    """Whether a process of this number exists and is more than a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def command_line(pid: int) -> str:
    """The words with which process `pid` was started; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        ps = ["ps", "-o", "args=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout
