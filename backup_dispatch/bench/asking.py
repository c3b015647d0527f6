"""How a benchmark reaches its stack: jobs in its settings, its tables, its telephones."""

import json
import subprocess
import sys
from typing import Any

import psycopg

from backup_dispatch.phones import Phones
from backup_dispatch.processes import NotReadyError
from backup_dispatch.stack import CHECKOUT, Stack

# Whoever is called picks up, listens, and says yes.
SAYS_YES = {"kind": "answer", "after": 1.0, "keys": "1", "key_after": 0.5}


def inside(stack: Stack, job: str, **options: Any) -> Any:
    """Do one of `inside.jobs` and return what it returns. Raises `NotReadyError`."""
    return json.loads(stack.manage("bench", "inside", job, json.dumps(options)))


class Beside:
    """The same in a process of its own, which `result` waits for."""

    def __init__(self, stack: Stack, job: str, **options: Any) -> None:
        self._job = job
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "bench", "inside", job, json.dumps(options)],
            cwd=CHECKOUT,
            env=stack.env,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def result(self) -> Any:
        said, _ = self._process.communicate()
        if self._process.returncode != 0:
            raise NotReadyError(f"{self._job} failed; see above.")
        return json.loads(said)

    def kill(self) -> None:
        """Safe to repeat, and when it has ended."""
        if self.runs:
            self._process.kill()
            self._process.communicate()


class Tables:
    """Looks at the stack's database, and changes nothing. One connection, kept."""

    def __init__(self, stack: Stack) -> None:
        self._connection = psycopg.connect(stack.env["DATABASE_URL"], autocommit=True)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values or None).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def close(self) -> None:
        self._connection.close()


def audit(stack: Stack) -> list[str]:
    """What the audit finds, as lost work: nothing, or its last words."""
    try:
        stack.manage("audit")
    except NotReadyError as found:
        return [str(found)]
    return []


def behave(phones: Phones, numbers: list[str], call: Any) -> None:
    for number in numbers:
        phones.behave(number, call=call)
