import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from backup_dispatch.configuration import broker_url
from backup_dispatch.embedded import EmbeddedServerError, Valkey
from backup_dispatch.embedded.tether import is_running
from backup_dispatch.embedded.waiting import until

CHECKOUT = Path(__file__).resolve().parents[2]


def client(server, database=0):
    return redis.Redis.from_url(server.url(database), decode_responses=True)


def test_it_answers_on_a_private_socket(valkey):
    valkey.start()
    with client(valkey) as connection:
        assert connection.ping()
        assert connection.config_get("port") == {"port": "0"}
    assert stat.S_IMODE(valkey.socket.stat().st_mode) == 0o700


def test_its_databases_are_apart(valkey):
    valkey.start()
    with client(valkey, 1) as one, client(valkey, 2) as two:
        one.set("word", "here")
        assert two.get("word") is None


def test_it_writes_nothing_to_disk_and_refuses_when_full(valkey):
    valkey.start()
    with client(valkey) as connection:
        settings = connection.config_get("save", "appendonly", "maxmemory-policy")
    assert settings == {"save": "", "appendonly": "no", "maxmemory-policy": "noeviction"}


def test_it_starts_again_after_kill_9(valkey):
    valkey.start()
    before = valkey.pid
    valkey.kill()
    assert not valkey.answers()
    valkey.start()
    assert valkey.pid != before


def test_a_second_process_is_a_guest_and_stops_nothing(valkey):
    valkey.start()
    guest = Valkey(valkey.folder)
    guest.start()
    guest.stop()
    assert not guest.owned
    assert valkey.answers()


def test_a_server_whose_owner_died_is_adopted_and_can_be_stopped(valkey):
    valkey.start()
    valkey.stop()
    with subprocess.Popen(valkey.command(), stdout=subprocess.DEVNULL) as left:
        assert until(valkey.answers, 30)
        valkey.start()
        assert valkey.pid == left.pid
        valkey.stop()
        assert left.wait(5) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel call is Linux's")
def test_it_ends_with_a_launcher_that_was_killed(valkey):
    script = (
        "import sys, time; from pathlib import Path; from backup_dispatch.embedded import Valkey\n"
        "server = Valkey(Path(sys.argv[1])); server.start()\n"
        "print(server.pid, flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, valkey.folder], cwd=CHECKOUT, stdout=subprocess.PIPE
    )
    with launcher:
        pid = int(launcher.stdout.readline())
        launcher.send_signal(signal.SIGKILL)
    assert until(lambda: not is_running(pid), 30)


def test_a_path_too_long_for_a_socket_is_no_obstacle(place):
    server = Valkey(place / ("long" * 30))
    address = server.socket
    try:
        server.start()
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(address))
    finally:
        server.erase()
    assert not address.parent.exists()


def test_celery_finds_the_same_database(valkey):
    assert broker_url(valkey.url(3)) == f"redis+socket://{valkey.socket}?virtual_host=3"


def test_a_platform_without_the_wheel_is_told_what_to_do(valkey, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(EmbeddedServerError, match="REDIS_URL=redis://"):
        valkey.start()
