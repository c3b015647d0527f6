"""Processes and servers that die while a search runs: the product itself, on one stack."""

import time

import pytest
import redis

from backup_dispatch.embedded.waiting import until
from backup_dispatch.stack import WORKERS
from tests.calls.clocks import next_working_day
from tests.faults.product import FIRST, HEALTHY, LATE, SECOND, said

pytestmark = pytest.mark.kill

# G4 and G9 promise 2 and 5 seconds while the broker is away. Here, on a machine that does much else
# beside, more would be a process that waited: a lease, a time-out, a lock.
SAVED_WITHIN, RINGS_WITHIN = 5.0, 12.0
LEASE = 15


def test_f03_worker_frozen_inside_the_carrier_request(product):
    """The carrier made the call, and the worker heard it only after another had gone on."""
    product.sql("UPDATE teams_region SET answer_within = 120, ring_for = 60")
    product.phones.behave(FIRST, call="manual")
    product.phones.fault("never", number=FIRST, resource="calls")
    product.phones.fault("slow", number=FIRST, resource="calls", seconds=2, count=1)
    product.press()
    assert until(lambda: call_of(product)[:2] == ("placing", 1), 15)
    with product.frozen("worker-dial"):
        assert until(lambda: product.phones.messages_to(FIRST), 15), "the SMS waits for nobody"
        assert until(lambda: call_of(product)[0] == "queued", LEASE + 15)
        before = call_of(product)
        assert before[1] == 2, "the lease ran out; the call was looked up, and found"
    time.sleep(1.5)
    assert call_of(product) == before, "the woken one wrote something"
    assert len(product.phones.calls_to(FIRST)) == 1
    assert product.was_placed_once()


def call_of(product):
    """State, generation and SID of the newest call, and how long the timeline is."""
    rows = product.sql(
        "SELECT a.state, a.generation, a.sid, e.sequence FROM calls_attempt a"
        " JOIN calls_escalation e ON e.id = a.escalation_id"
        f" WHERE a.number = '{FIRST}' AND a.channel = 'voice' ORDER BY a.id DESC LIMIT 1"
    )
    return rows[0] if rows else ("", 0, None, 0)


def test_f06_broker_emptied(product):
    """A message that is lost comes a second late at the most; the search goes on."""
    product.phones.behave(FIRST, call="busy")
    broker = redis.Redis.from_url(product.stack.env["REDIS_URL"])
    with product.frozen(*WORKERS):
        product.press()
        broker.flushall()
        assert product.seconds_until_it_rang(FIRST) < LATE + HEALTHY
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
    assert until(lambda: "丸の内" in said(product, FIRST), 30)
    product.seconds_until_it_rang(SECOND)
    [[state]] = product.sql(
        "SELECT o.state FROM calls_offer o JOIN calls_attempt a ON a.offer_id = o.id"
        f" WHERE a.sid = '{call['sid']}'"
    )
    assert state in ("silent", "unreachable")


def test_f07_broker_frozen_half_open(product):
    """Nobody waits for it: the press is saved, the watch dials, and the page says that it polls."""
    product.phones.behave(FIRST, call="busy")
    nurse = product.nurse()
    with product.frozen("valkey"):
        begun = time.monotonic()
        escalation, saved = product.press_timed(nurse)
        assert saved < SAVED_WITHIN
        with nurse.events(escalation) as events:
            assert product.seconds_until_it_rang(FIRST, escalation) < RINGS_WITHIN
            assert product.seconds_until_it_rang(SECOND, escalation) < RINGS_WITHIN
            assert until(lambda: "degraded" in events.names, 30), "nobody is told"
        again, saved = product.press_timed(nurse)
        assert saved < SAVED_WITHIN
        assert nurse.look(again)["status"] == "searching"
        time.sleep(max(0, 20 - (time.monotonic() - begun)))
    assert until(lambda: a_worker_dials(product, nurse), 15)
    assert product.was_placed_once(), "a storm of old messages"


def test_f07_broker_down(product):
    product.phones.behave(FIRST, call="busy")
    nurse = product.nurse()
    product.stack.kill("valkey")
    escalation, saved = product.press_timed(nurse)
    assert saved < SAVED_WITHIN
    assert product.seconds_until_it_rang(FIRST, escalation) < RINGS_WITHIN
    assert product.seconds_until_it_rang(SECOND, escalation) < RINGS_WITHIN
    product.stack.valkey.start()
    assert until(lambda: a_worker_dials(product, nurse), 20)
    assert product.was_placed_once()


def a_worker_dials(product, nurse):
    """Whether a press reaches the carrier while nobody else could bring it there."""
    with product.frozen("watch"):
        escalation, _ = product.press_timed(nurse)
        placed = f"SELECT 1 FROM calls_attempt WHERE escalation_id = {escalation} AND sid <> ''"
        dialled = until(lambda: product.sql(placed), 8)
        nurse.cancel(escalation)
    return dialled


def test_f09_one_of_two_watches_dead_or_both_frozen_in_turn(product):
    """The other one goes on, also where no worker is left."""
    for name in WORKERS:
        product.stack.kill(name, for_good=True)
    product.start_another_watch("watch-2")
    nurse = product.nurse()
    for frozen in ("watch", "watch-2", "watch"):
        with product.frozen(frozen):
            escalation, _ = product.press_timed(nurse)
            assert product.seconds_until_it_rang(FIRST, escalation) < LATE + HEALTHY
            nurse.cancel(escalation)
            assert until(product.is_quiet, 30)
    product.stack.kill("watch", for_good=True)
    escalation, _ = product.press_timed(nurse)
    assert product.seconds_until_it_rang(FIRST, escalation) < LATE + HEALTHY
    product.stack.stop_process("watch-2")
    assert product.was_placed_once()


def test_f09_daily_duties_are_done_once_by_two_watches(product):
    """There is no beat that could die: a watch does them, and a row says that they are done."""
    product.stack.stop_process("watch")
    product.sql("DELETE FROM calls_duty")
    noon = f"'{next_working_day()} 12:00'::timestamp AT TIME ZONE 'Asia/Tokyo'"
    [[offset]] = product.sql(f"SELECT extract(epoch FROM {noon} - now())::bigint")
    database = "ALTER DATABASE backup_dispatch"
    product.sql(f"{database} SET backup_dispatch.clock_offset = '{offset} seconds'")
    try:
        for name in ("watch-a", "watch-b"):
            product.start_another_watch(name)
        assert until(lambda: len(duties(product)) == 4, 20)
        time.sleep(2)
        assert duties(product) == [
            ("absences", 1),
            ("audit", 1),
            ("purge", 1),
            ("readiness", 1),
        ]
    finally:
        for name in ("watch-a", "watch-b"):
            product.stack.stop_process(name)
        product.sql(f"{database} RESET backup_dispatch.clock_offset")


def duties(product):
    """What is done, and how often it was begun."""
    done = "SELECT name, generation FROM calls_duty WHERE done_at IS NOT NULL ORDER BY name"
    return product.sql(done)
