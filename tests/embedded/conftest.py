"""Folders in which an embedded server can live, whoever runs the tests."""

import shutil
import tempfile
from pathlib import Path

import pytest

from backup_dispatch.embedded import Postgres, Valkey


@pytest.fixture
def place():
    """An empty folder that everybody can pass through, unlike pytest's own below root's."""
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def postgres(place):
    """A PostgreSQL that has not been started; it is gone after the test."""
    server = Postgres(place / "postgres", fsync=False)
    yield server
    server.erase()


@pytest.fixture
def valkey(place):
    server = Valkey(place / "valkey")
    yield server
    server.erase()
