"""Servers for the tests: embedded ones, unless `DATABASE_URL` and `REDIS_URL` name others.

A pytest plugin (`-p tests.servers`). They start once, in the process that hands out the tests,
before Django reads its settings; the processes that run them find the addresses in their
environment.
"""

import base64
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from backup_dispatch.embedded import Postgres, Valkey

SETTINGS = {
    "BACKUP_DISPATCH_MODE": "test",
    "SECRET_KEY": "a secret that is good enough for tests and for nothing else",
    "LINK_KEY": "another secret that is good enough for tests and for nothing else",
    "FIELD_KEYS": base64.urlsafe_b64encode(b"thirty-two bytes for tests alone").decode(),
    "PUBLIC_BASE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SEND_ONLY_TO": "+81900000,+8155000",
    "CALLS_PER_SECOND": "1000",
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "TWILIO_VOICE_FROM": "+815000000001",
    "TWILIO_SMS_FROM": "+815000000001",
}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Runs before pytest-django loads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _start_servers(early_config)
    else:
        os.environ["REDIS_URL"] = _database_of(worker, os.environ["REDIS_URL"])
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    return (yield)


def _start_servers(config: pytest.Config) -> None:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-tests-"))
    folder.chmod(0o711)  # the account that root lends to PostgreSQL has to get through
    config.add_cleanup(folder.rmdir)
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(folder / "postgres", fsync=False)
        config.add_cleanup(postgres.erase)
        postgres.start()
        postgres.ensure_database("backup_dispatch")
        os.environ["DATABASE_URL"] = postgres.url("backup_dispatch")
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(folder / "valkey")
        config.add_cleanup(valkey.erase)
        valkey.start()
        os.environ["REDIS_URL"] = valkey.url()


def _database_of(worker: str, redis_url: str) -> str:
    """A numbered database for each of xdist's workers: gw0 has 1, gw1 has 2 …"""
    number = int(worker.removeprefix("gw")) + 1
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"  # urlunsplit would drop its two slashes
    return urlunsplit(parts._replace(path=f"/{number}"))
