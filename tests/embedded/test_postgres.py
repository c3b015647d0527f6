import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
import psycopg
import pytest

from backup_dispatch.embedded import EmbeddedServerError, Postgres
from backup_dispatch.embedded.account import lent_account
from backup_dispatch.embedded.folders import LONGEST_SOCKET_PATH
from backup_dispatch.embedded.tether import is_running
from backup_dispatch.embedded.waiting import until

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def running():
    """One server for the tests that only look at it."""
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-"))
    folder.chmod(0o711)
    server = Postgres(folder / "postgres", fsync=False)
    server.start()
    yield server
    server.erase()
    folder.rmdir()


def say(server, statement, database="postgres"):
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def make_note(server, word):
    say(server, "CREATE TABLE IF NOT EXISTS note (word text)")
    say(server, f"INSERT INTO note VALUES ('{word}')")


def notes(server):
    return [word for (word,) in say(server, "SELECT word FROM note")]


def test_data_is_kept_between_starts(postgres):
    postgres.start()
    make_note(postgres, "kept")
    postgres.stop()
    assert postgres.pid is None
    postgres.start()
    assert notes(postgres) == ["kept"]


def test_it_speaks_utf8_and_sorts_alike_everywhere(running):
    assert say(running, "SHOW server_encoding") == [("UTF8",)]
    assert say(running, "SHOW timezone") == [("UTC",)]
    assert say(running, "SELECT 'a' > 'B', upper('é')") == [(True, "É")]


def test_it_listens_on_a_private_socket_and_nowhere_else(running):
    assert say(running, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(running.socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700


def test_the_disk_is_waited_for_unless_the_data_may_be_lost(place, running):
    assert say(running, "SHOW fsync") == [("off",)]
    careful = Postgres(place / "careful")
    try:
        careful.start()
        assert say(careful, "SHOW fsync") == [("on",)]
    finally:
        careful.erase()


def test_it_recovers_from_kill_9(postgres):
    postgres.start()
    make_note(postgres, "committed")
    before = postgres.pid
    postgres.kill()
    assert postgres.pid is None
    postgres.start()
    assert postgres.pid != before
    assert notes(postgres) == ["committed"]


def test_a_pid_file_whose_number_belongs_to_a_stranger_is_no_obstacle(postgres):
    postgres.start()
    postgres.kill()
    account = lent_account()
    stranger = subprocess.Popen(["sleep", "60"], **(account.options if account else {}))
    try:
        for file in (postgres.data / "postmaster.pid", lock_of(postgres)):
            lines = file.read_text().split("\n")
            file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        postgres.start()
        assert postgres.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def lock_of(server):
    return server.socket_folder / ".s.PGSQL.5432.lock"


def test_a_second_process_is_a_guest_and_stops_nothing(running):
    guest = Postgres(running.folder)
    guest.start()
    assert not guest.owned
    guest.stop()
    assert running.answers()
    with pytest.raises(EmbeddedServerError, match="Another process is using"):
        guest.erase()


def test_a_server_whose_owner_died_is_adopted_and_can_be_stopped(postgres):
    postgres.start()
    postgres.stop()
    left = subprocess.Popen(
        postgres.command(), stderr=subprocess.DEVNULL, **postgres.spawn_options()
    )
    try:
        assert until(postgres.answers, 30)
        postgres.start()
        assert postgres.owned
        assert postgres.pid == left.pid
        postgres.stop()
        assert left.wait(10) == 0
    finally:
        left.kill()
        left.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel call is Linux's")
def test_it_ends_with_a_launcher_that_was_killed(postgres):
    script = (
        "import sys, time; from pathlib import Path\n"
        "from backup_dispatch.embedded import Postgres\n"
        "server = Postgres(Path(sys.argv[1]), fsync=False); server.start()\n"
        "print(server.pid, flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, postgres.folder], cwd=CHECKOUT, stdout=subprocess.PIPE
    )
    with launcher:
        pid = int(launcher.stdout.readline())
        assert is_running(pid)
        launcher.send_signal(signal.SIGKILL)
    assert until(lambda: not is_running(pid), 30)
    postgres.start()
    assert postgres.owned


def test_a_path_too_long_for_a_socket_is_no_obstacle(place):
    server = Postgres(place / ("long" * 30), fsync=False)
    try:
        server.start()
        assert server.answers()
        assert len(str(server.socket_folder)) < LONGEST_SOCKET_PATH < len(str(server.home))
        assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    finally:
        sockets = server.socket_folder
        server.erase()
    assert not sockets.exists()


def test_a_folder_for_the_socket_that_others_can_enter_is_refused(place):
    server = Postgres(place / ("long" * 30), fsync=False)
    sockets = server.socket_folder
    sockets.chmod(0o755)
    try:
        with pytest.raises(EmbeddedServerError, match="not a private folder of ours"):
            server.start()
    finally:
        sockets.chmod(0o700)
        server.erase()


def test_the_environment_of_another_postgres_leads_nobody_astray(postgres, monkeypatch):
    for name, value in {"PGPORT": "5999", "PGDATA": "/nowhere", "PGHOST": "nowhere"}.items():
        monkeypatch.setenv(name, value)
    postgres.start()
    assert say(postgres, "SHOW port") == [("5432",)]


def test_a_database_is_made_once(running):
    running.ensure_database("backup_dispatch")
    running.ensure_database("backup_dispatch")
    assert say(running, "SELECT current_database()", "backup_dispatch") == [("backup_dispatch",)]


def test_django_reads_the_address(running, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", running.url("backup_dispatch"))
    database = environ.Env().db()
    assert (database["NAME"], database["USER"]) == ("backup_dispatch", "postgres")
    assert database["OPTIONS"] == {"host": str(running.socket_folder), "port": 5432}


def test_a_server_that_cannot_start_says_why(postgres):
    postgres.start()
    postgres.stop()
    (postgres.data / "postgresql.auto.conf").write_text("nonsense = on\n")
    with pytest.raises(EmbeddedServerError, match="nonsense"):
        postgres.start()


def test_a_platform_without_the_wheel_is_told_what_to_do(postgres, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(EmbeddedServerError, match="DATABASE_URL=postgresql://"):
        postgres.start()
