"""Processes and servers that die while a search runs: the product itself, on one stack."""

import json
import os
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from backup_dispatch.embedded.waiting import until
from backup_dispatch.stack import WORKERS, Stack
from tests.telephony.simulator_process import SimulatorProcess

pytestmark = pytest.mark.kill

# It starts servers of its own, whatever these tests use.
OWN = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
FIRST, SECOND = "+819000000001", "+819000000002"
# Half a second of the watch's tick, a third of grace, and what a healthy press may take.
LATE, HEALTHY = 1.0, 0.5
PRESS = """
import uuid
from calls import services
from stations.models import Station, User
station = Station.objects.asking().get()
services.open_escalation(station=station, by=station.nurses.first(), request_id=uuid.uuid4(),
    request=services.Request(wanted="visit", case_kind="fever", reason="no_answer",
                             area="丸の内", call_back_number=station.call_back_number))
"""
CANCEL = """
from calls import services
from calls.models import Escalation
for escalation in Escalation.objects.open():
    services.cancel(escalation=escalation, by=escalation.opened_by)
"""


@pytest.fixture(scope="module")
def product():
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-"))
    folder.chmod(0o711)  # the account that root lends to PostgreSQL has to get through
    stack = Stack(folder, environ=OWN, speed=20, calls_per_second=50, fsync=False)
    try:
        stack.start()
        yield Product(stack)
    finally:
        stack.erase()


@pytest.fixture(autouse=True)
def begin_anew(product):
    product.begin_anew()


class Product:
    """The stack, its telephones, and what its database knows."""

    def __init__(self, stack):
        self.stack = stack
        self.phones = SimulatorProcess()
        self.phones.url = stack.simulator_url

    def begin_anew(self):
        for name in ("web", *WORKERS):
            self.stack.start_process(name)
        self.stack.wait_until_ready()
        self.stack.manage("shell", "-c", CANCEL)
        self.sql("UPDATE teams_region SET answer_within = 6, ring_for = 5")
        for phone in json.loads(self.stack.phones.read_text("utf-8")):
            self.phones.behave(phone["number"], call="no_answer", sms="deliver")
        assert until(self._quiet, 30), "telephones of the test before still ring"
        self.phones.reset()

    def _quiet(self):
        [[ringing]] = self.sql(
            "SELECT count(*) FROM calls_attempt WHERE channel = 'voice' AND ended_at IS NULL"
        )
        return ringing == 0

    def sql(self, statement):
        with psycopg.connect(self.stack.env["DATABASE_URL"], autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []

    def press(self):
        self.stack.manage("shell", "-c", PRESS)

    def seconds_until_it_rang(self, number):
        """From the moment in which the call was ordered until the carrier had taken it."""
        assert until(lambda: self.phones.calls_to(number), 10), f"{number} never rang"
        assert until(lambda: self._placed(number), 5)
        return self._placed(number)[0][0]

    def _placed(self, number):
        return self.sql(
            "SELECT extract(epoch FROM placed_at - created_at)::float FROM calls_attempt"
            f" WHERE number = '{number}' AND channel = 'voice' AND placed_at IS NOT NULL"
            " ORDER BY id DESC LIMIT 1"
        )


def test_f06_broker_emptied(product):
    """A message that is lost comes a second late at the most; the search goes on."""
    product.phones.behave(FIRST, call="busy")
    workers = [product.stack.supervisor.pid(name) for name in WORKERS]
    broker = redis.Redis.from_url(product.stack.env["REDIS_URL"])
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        product.press()
        broker.flushall()
        assert product.seconds_until_it_rang(FIRST) < LATE + HEALTHY
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
    assert product.seconds_until_it_rang(SECOND) < LATE + HEALTHY


def test_f08_all_celery_workers_dead(product):
    """The watch dials by itself, the next doctor too."""
    for name in WORKERS:
        product.stack.kill(name, for_good=True)
    product.phones.behave(FIRST, call="busy")
    product.press()
    assert product.seconds_until_it_rang(FIRST) < LATE + HEALTHY
    assert product.seconds_until_it_rang(SECOND) < LATE + HEALTHY


def test_f14_web_down_when_the_carrier_calls(product):
    """The doctor hears everything, for the words are in the call; the deadline moves on."""
    product.stack.kill("web", for_good=True)
    product.phones.behave(FIRST, call={"kind": "answer", "keys": ""})
    product.press()
    product.seconds_until_it_rang(FIRST)
    [call] = product.phones.calls_to(FIRST)
    assert until(lambda: "丸の内" in said(product, FIRST), 10)
    product.seconds_until_it_rang(SECOND)
    [[state]] = product.sql(
        "SELECT o.state FROM calls_offer o JOIN calls_attempt a ON a.offer_id = o.id"
        f" WHERE a.sid = '{call['sid']}'"
    )
    assert state in ("silent", "unreachable")


def said(product, number):
    [call] = product.phones.calls_to(number)
    return "".join(line["text"] for line in call["transcript"] if line["who"] == "voice")
