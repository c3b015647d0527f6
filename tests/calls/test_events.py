"""Server-sent events, from a real web process and a real Valkey."""

import os
import queue
import threading
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import SHUT_RDWR
from tempfile import mkdtemp
from urllib.parse import urlsplit

import pytest
import redis
import requests
from django.conf import settings
from django.db import connection
from django.test import Client

from backup_dispatch.embedded import Valkey
from backup_dispatch.embedded.waiting import until
from calls import services
from calls.dispatch.wake import EVENTS
from tests.calls.web_server import web_server
from tests.make import make_night, make_nurse, make_region, make_station, press

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 20.0


@pytest.fixture
def nurse():
    return make_night(doctors=2)[0]


@pytest.fixture
def escalation(nurse):
    return press(nurse)


@pytest.fixture
def web():
    with web_server() as url:
        yield url


class Stream:
    """What comes in, read in a thread: `next()` is one event, as its name and its data."""

    def __init__(self, response):
        self.response = response
        self.events = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        name = ""
        with suppress(HTTPException, OSError):  # the test hung up
            while raw := self.response.readline():
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data:"):
                    self.events.put((name, line.removeprefix("data:").strip()))
                elif line:
                    self.events.put((line, ""))

    def next(self, timeout=SOON):
        return self.events.get(timeout=timeout)


@contextmanager
def listening(web, user, escalation):
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    connection = HTTPConnection(urlsplit(web).netloc, timeout=20)
    connection.connect()
    line = connection.sock
    connection.request(
        "GET",
        f"/escalations/{escalation.pk}/events",
        headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"},
    )
    stream = Stream(connection.getresponse())
    try:
        yield stream
    finally:
        with suppress(OSError):
            line.shutdown(SHUT_RDWR)  # wakes the reader, which `close` does not
        stream.reader.join()
        connection.close()


def changed(escalation):
    escalation.refresh_from_db()
    return ("changed", str(escalation.sequence))


def test_it_begins_with_what_is_known_and_goes_on_with_each_change(web, nurse, escalation):
    with listening(web, nurse, escalation) as stream:
        assert stream.response.headers["Content-Type"] == "text/event-stream"
        assert "no-cache" in stream.response.headers["Cache-Control"]
        assert stream.response.headers["X-Accel-Buffering"] == "no"
        assert stream.next() == ("retry: 2000", "")
        assert stream.next() == changed(escalation)
        services.skip(offer=escalation.offers.first(), by=nurse)
        assert stream.next() == changed(escalation)


def test_it_carries_numbers_and_no_content(web, nurse, escalation):
    with listening(web, nurse, escalation) as stream:
        stream.next(), stream.next()
        services.cancel(escalation=escalation, by=nurse)
        name, data = stream.next()
    assert (name, data.isdecimal()) == ("changed", True)


def test_each_hears_of_her_own_escalation_only(web, nurse, escalation):
    other = make_nurse(make_station(make_region()))
    with listening(web, nurse, escalation) as mine:
        mine.next(), mine.next()
        services.cancel(escalation=press(other), by=other)
        services.cancel(escalation=escalation, by=nurse)
        assert mine.next() == changed(escalation)


def test_it_is_for_the_stations_nurses_alone(web, escalation):
    stranger = make_nurse(make_station(make_region()))
    with listening(web, stranger, escalation) as stream:
        assert stream.response.status == 404
    assert requests.get(f"{web}/escalations/{escalation.pk}/events", timeout=5).status_code == 404


def test_many_listeners_share_one_subscription_and_hold_no_database_connection(
    web, nurse, escalation
):
    watchers = [listening(web, nurse, escalation) for _ in range(30)]
    streams = [watcher.__enter__() for watcher in watchers]
    try:
        for stream in streams:
            stream.next(), stream.next()
        server = redis.Redis.from_url(os.environ["REDIS_URL"])
        assert server.pubsub_numsub(EVENTS) == [(EVENTS.encode(), 1)]
        assert until(lambda: _busy_connections() == 0, SOON)
        services.cancel(escalation=escalation, by=nurse)
        assert {stream.next() for stream in streams} == {changed(escalation)}
    finally:
        for watcher in watchers:
            watcher.__exit__(None, None, None)
    assert until(lambda: server.pubsub_numsub(EVENTS) == [(EVENTS.encode(), 0)], SOON)
    server.close()


def _busy_connections():
    """More streams than the pool has connections were opened: none of them can have kept one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_without_redis_it_says_so_once_stays_open_and_recovers(nurse, escalation):
    folder = Path(mkdtemp(prefix="backup-dispatch-events-"))
    folder.chmod(0o711)
    valkey = Valkey(folder / "valkey")
    valkey.start()
    try:
        with (
            web_server(REDIS_URL=valkey.url()) as web,
            listening(web, nurse, escalation) as stream,
        ):
            stream.next(), stream.next()
            valkey.kill()
            assert stream.next(10) == ("degraded", "")
            services.skip(offer=escalation.offers.first(), by=nurse)  # nobody hears of it
            valkey.start()
            assert stream.next(15) == changed(escalation), "what was missed is made good"
            publish(valkey, escalation, 77)
            assert stream.next() == ("changed", "77")
    finally:
        valkey.erase()
        folder.rmdir()


def publish(valkey, escalation, sequence):
    with redis.Redis.from_url(valkey.url()) as server:
        server.publish(EVENTS, f"{escalation.pk} {sequence}")


def test_a_page_that_opens_while_redis_is_away_is_told(nurse, escalation, tmp_path):
    nobody = f"unix://{tmp_path}/nobody.sock?db=0"
    with web_server(REDIS_URL=nobody) as web, listening(web, nurse, escalation) as stream:
        assert stream.next() == ("retry: 2000", "")
        assert stream.next() == ("degraded", "")
        page = requests.get(f"{web}/healthz", timeout=2)
        assert page.status_code == 200
