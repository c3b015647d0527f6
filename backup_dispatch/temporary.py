"""A stack for one purpose: in a temporary folder, on free ports, gone at the end."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backup_dispatch.stack import Stack


@contextmanager
def temporary_stack(
    *, speed: float, calls_per_second: float = 1.0, only_servers: bool = False
) -> Iterator[Stack]:
    """Start everything, and erase it at the end; `only_servers`: no process of the product.

    After an error the logs are kept, and a note on the error says where.
    """
    with _folder() as folder:
        stack = Stack(folder, speed=speed, calls_per_second=calls_per_second)
        try:
            if only_servers:
                stack.claim()
                stack.start_servers()
                stack.load()
            else:
                stack.start()
            yield stack
        except Exception as error:
            error.add_note(str(_kept_logs(stack)))
            raise
        finally:
            stack.erase()


@contextmanager
def _folder() -> Iterator[Path]:
    """Gone at the end, also when Ctrl-C comes in the moment in which it is made."""
    folder = Path(tempfile.gettempdir()) / f"backup-dispatch-{secrets.token_hex(4)}"
    try:
        folder.mkdir()
        folder.chmod(0o711)  # the account that root lends to PostgreSQL has to get through
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def _kept_logs(stack: Stack) -> Path:
    stack.stop()
    kept = stack.folder.with_name(f"{stack.folder.name}-logs")
    kept.mkdir()
    if stack.supervisor.logs.exists():
        shutil.copytree(stack.supervisor.logs, kept, dirs_exist_ok=True)
    if stack.postgres is not None and stack.postgres.log.exists():
        shutil.copy(stack.postgres.log, kept / "postgres.log")
    return kept
