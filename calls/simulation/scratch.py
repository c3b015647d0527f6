"""A database for one run: made beside the configured one, and dropped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def database(copies: int) -> Iterator[None]:
    """Inside, the default connection is to an empty, migrated database of its own; each process
    can take a copy, for a night holds its rows to the end."""
    configured = connection.settings_dict["NAME"]
    let_go()
    own: dict[str, Any] = connection.settings_dict.setdefault("TEST", {})
    own["NAME"] = f"{configured}_simulation_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    let_go()
    for number in range(copies):
        connection.creation.clone_test_db(str(number), verbosity=0)
    try:
        yield
    finally:
        let_go()
        for number in range(copies):
            connection.creation.destroy_test_db(suffix=str(number), verbosity=0)
        connection.creation.destroy_test_db(configured, verbosity=0)


def take_one(taken: Any) -> None:
    """For a new process: the next copy. `taken` counts them, shared by all processes."""
    with taken.get_lock():
        number, taken.value = taken.value, taken.value + 1
    connection.settings_dict.update(connection.creation.get_test_db_clone_settings(str(number)))


def needs_none(taken: Any) -> None:
    """For a process that plays in memory."""


def let_go() -> None:
    """No connection is left open: another process may take over, or the database be dropped."""
    connection.close()
    if pool := getattr(connection, "close_pool", None):
        pool()
