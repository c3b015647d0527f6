"""A database that restarts, processes that are replaced, hosts whose clocks are wrong: on one
stack, under a little load."""

import base64
import json
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest
import redis

from backup_dispatch.embedded.waiting import until
from backup_dispatch.people import number_of
from backup_dispatch.stack import WORKERS
from tests.faults.product import ANSWERS, FIRST, HEALTHY, LATE, SECOND

pytestmark = pytest.mark.kill

PROCESSES = ("web", *WORKERS, "watch")
# G4 across a restart of the database, from the press to the request at the carrier.
RINGS_WITHIN = 30.0
SHIFTED = str(Path(__file__).parent / "shifted")


# --- F04 --------------------------------------------------------------------------------


class PressingNurse(threading.Thread):
    """Presses, and presses again with the same request until the server says that it is saved."""

    def __init__(self, product):
        super().__init__(daemon=True)
        self.nurse = product.nurse()
        self.form = self.nurse.begin_request()
        self.pressed_at = self.escalation = None
        self.answers = []

    def run(self):
        self.pressed_at = time.time()
        while self.escalation is None and time.time() - self.pressed_at < RINGS_WITHIN:
            answer = self.nurse.send(self.form, ANSWERS)
            self.answers.append((answer.status_code, answer.headers.get("Retry-After")))
            if answer.is_redirect:
                self.escalation = number_of(answer.headers["Location"])
            else:
                time.sleep(0.5)


def restart_cleanly(product):
    product.stack.postgres._signal(product.stack.postgres.stop_signals[0][0], 15)


def kill(product):
    product.stack.kill("postgres")


@pytest.mark.parametrize(
    ("stop", "away"),
    [(kill, 6.0), (restart_cleanly, 0.0)],
    ids=["killed, away for 6 s", "restarted"],
)
def test_f04_database_restarts(product, stop, away):
    """Nothing that was confirmed is lost; web, workers and watch connect again by themselves."""
    product.sql("UPDATE teams_region SET answer_within = 60")
    pids = [product.pid(name) for name in PROCESSES]
    before = PressingNurse(product)
    during = [PressingNurse(product) for _ in range(3)]
    before.start()
    before.join()
    during[0].start()
    stop(product)
    for nurse in during[1:]:
        nurse.start()
    time.sleep(away)
    product.stack.postgres.start()
    for nurse in during:
        nurse.join(RINGS_WITHIN + 5)
    nurses = [before, *during]
    saved = [nurse.escalation for nurse in nurses]
    assert all(saved), [nurse.answers for nurse in nurses]
    assert {answer for nurse in nurses for answer in nurse.answers} <= {(303, None), (503, "5")}
    rows = product.sql("SELECT id FROM calls_escalation WHERE ended_at IS NULL ORDER BY id")
    assert [pk for (pk,) in rows] == sorted(saved), "each press is one escalation, none is lost"
    for nurse in nurses:
        assert until(lambda nurse=nurse: first_call(product, nurse.escalation), RINGS_WITHIN)
        after = first_call(product, nurse.escalation) - nurse.pressed_at
        assert after < RINGS_WITHIN
    assert [product.pid(name) for name in PROCESSES] == pids, "none of them had to be started again"
    assert product.was_placed_once()
    assert "findings" in product.stack.manage("audit", "--all")


def test_a_key_that_a_doctor_presses_while_the_database_is_away_is_not_lost(product):
    """He hears that he should wait a moment, and his yes counts when it is back."""
    product.phones.behave(
        FIRST, call={"kind": "answer", "after": 1, "keys": "1", "key_after": 14}, sms="deliver"
    )
    product.press()
    assert until(lambda: (product.phones.phone(FIRST)["call"] or {}).get("listening"), 20)
    product.stack.kill("postgres")
    pressed = until(lambda: product.phones.calls_to(FIRST)[-1]["keys"], 10)
    assert pressed, str(product.phones.calls_to(FIRST))[:1500]
    time.sleep(3)
    product.stack.postgres.start()

    def statuses():
        return product.sql("SELECT status FROM calls_escalation ORDER BY id DESC LIMIT 1")

    assert until(lambda: statuses() == [("accepted",)], RINGS_WITHIN)
    transcript = product.phones.calls_to(FIRST)[-1]["transcript"]
    words = [line["text"] for line in transcript if line["who"] == "voice"]
    assert any("お待ち" in sentence for sentence in words)


def first_call(product, escalation):
    """When the carrier had taken it, in seconds since 1970."""
    [[at]] = product.sql(
        "SELECT extract(epoch FROM min(placed_at))::float FROM calls_attempt"
        f" WHERE escalation_id = {escalation} AND channel = 'voice'"
    )
    return at


# --- F11 --------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-300, 86_400], ids=["five minutes behind", "a day ahead"])
def test_f11_the_clock_of_the_host_is_wrong(product, seconds):
    """Web, workers and watch run by it, and nothing is early or late: time is the database's."""
    true = dict(product.stack.env)
    product.stack.env |= {"PYTHONPATH": SHIFTED, "CLOCK_SHIFT": str(seconds)}
    try:
        replace(product, PROCESSES)
        product.sql("UPDATE teams_region SET answer_within = 4, ring_for = 3")
        product.phones.behave(FIRST, call={"kind": "answer", "keys": ""})
        nurse = product.nurse()
        escalation, saved = product.press_timed(nurse)
        assert saved < 2
        assert product.seconds_until_it_rang(FIRST, escalation) < LATE + HEALTHY
        product.phones.until(lambda: product.phones.calls_to(SECOND), 30)
        assert until(lambda: clock_of(product, "worker-dial") is not None, 30)
        wrong_by = clock_of(product, "worker-dial") - time.time()
        assert abs(wrong_by - seconds) < 60, "this host's clock was right"
    finally:
        product.stack.env = true
        replace(product, PROCESSES)
    times = product.sql(
        f"SELECT extract(epoch FROM at)::float FROM calls_timelineentry"
        f" WHERE escalation_id = {escalation} ORDER BY number"
    )
    assert all(abs(at - time.time()) < 60 for (at,) in times)
    [[turn]] = product.sql(
        "SELECT extract(epoch FROM max(asked_at) - min(asked_at))::float FROM calls_offer"
        f" WHERE escalation_id = {escalation}"
    )
    assert turn < 10, "the first doctor's time was long or short"


def replace(product, names):
    """New processes in place of the old ones, one after another, as a deploy does."""
    for name in names:
        product.stack.stop_process(name)
        product.stack.start_process(name)
    product.stack.wait_until_ready()


def clock_of(product, name):
    """What the last line of a process's log gives as the time, in seconds since 1970."""
    for line in reversed((product.stack.folder / "logs" / f"{name}.log").read_text().splitlines()):
        try:
            return datetime.strptime(line[:19], "%Y-%m-%d %H:%M:%S").timestamp()
        except ValueError:
            continue
    return None


# --- F36 --------------------------------------------------------------------------------


def test_f36_a_deploy_in_the_middle_of_a_search(product):
    """Every process is replaced while telephones ring; a migration runs; the search goes on."""
    product.sql("UPDATE teams_region SET answer_within = 6, ring_for = 3")
    product.phones.fault("never", resource="calls")  # so that each turn lasts its six seconds
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    product.seconds_until_it_rang(FIRST, escalation)
    product.stack.manage("migrate", "--verbosity=0")
    for name in PROCESSES:
        replace(product, [name])
        rung = len(asked(product, escalation))
        assert until(lambda rung=rung: len(asked(product, escalation)) > rung, 30), name
    assert nurse.look(escalation)["status"] in ("searching", "unanswered")
    assert product.was_placed_once()


def asked(product, escalation):
    return product.sql(
        f"SELECT number FROM calls_attempt WHERE escalation_id = {escalation}"
        " AND channel = 'voice' AND placed_at IS NOT NULL"
    )


def test_f36_queue_messages_carry_ids_and_nothing_else(product):
    """So that new code understands what old code has sent, and the queue knows no patient."""
    for name in (*WORKERS, "watch"):
        product.stack.stop_process(name)
    product.press_timed(product.nurse())
    queue = redis.Redis.from_url(product.stack.env["REDIS_URL"])
    attempts = {pk for (pk,) in product.sql("SELECT id FROM calls_attempt")}
    raw = [one for name in ("dial", "notices") for one in queue.lrange(name, 0, -1)]
    assert len(raw) == 2, "a call and an SMS"
    for message in map(json.loads, raw):
        [args, kwargs, embedded] = json.loads(base64.b64decode(message["body"]))
        assert message["headers"]["task"] == "calls.tasks.place"
        assert len(args) == 1
        assert set(args) <= attempts
        assert kwargs == {}
        assert not any(embedded.values())
    everything = b"".join(queue.dump(key) or b"" for key in queue.keys("*")) + b"".join(raw)
    decoded = everything.decode(errors="replace")
    for secret in (*ANSWERS.values(), "+8190", "丸の内"):
        assert secret not in decoded or len(secret) < 6
    queue.flushall()
