"""G7: when nothing more can be done by machine, the nurse is told within ten seconds, with the
phone list, and somebody in charge is called. On real processes; `pytest -rP` prints the figures.
"""

import re
import time
from contextlib import contextmanager

import pytest
import requests

from backup_dispatch.embedded.waiting import until
from backup_dispatch.stack import WORKERS
from tests.faults.product import FIRST

pytestmark = pytest.mark.kill

# The promise, and as much again for a machine that does much else beside.
PROMISED, SLACK = 10.0, 10.0
# The page's script looks so often where no event comes.
LOOK_EVERY = 4.0
MANAGER = "+819000000911"
PHONE_LIST = '<details id="phone-details" open>'
NOBODY, FAILING, STUCK = (
    "status-unanswered",
    "status-searching failing",
    "自動の医師探しが止まっています",
)
REFUSE = """
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'as a fault of ours would' USING ERRCODE = '22000'; END$$;
CREATE TRIGGER refuse BEFORE UPDATE OF sequence ON calls_escalation FOR EACH ROW
    WHEN (NEW.faults = 0) EXECUTE FUNCTION refuse()
"""


@pytest.fixture(autouse=True)
def one_round(product):
    product.sql("UPDATE teams_region SET rounds = 1")


def nobody_picks_up(product):
    for [number] in product.sql("SELECT number FROM teams_contact"):
        product.phones.behave(number, call="busy")


def page_says(nurse, escalation, words):
    """When her page says it, with the phone list open: a look at each event, and every four
    seconds, as the script of the page does. Seconds since 1970."""
    with nurse.events(escalation) as events:
        begun = time.monotonic()
        while time.monotonic() - begun < 120:
            html = nurse.fragment(escalation)
            if words in html and PHONE_LIST in html:
                return time.time()
            sequence = int(re.search(r'data-sequence="(\d+)"', html)[1])
            events.wait_for(sequence + 1, seconds=LOOK_EVERY)
    raise AssertionError(f"her page never says {words}")


def a_doctor_is_called(product, escalation):
    return product.sql(
        f"SELECT 1 FROM calls_attempt WHERE escalation_id = {escalation}"
        " AND offer_id IS NOT NULL AND channel = 'voice' AND sid <> ''"
    )


def manager_is_called(product):
    """When the carrier made the call. Seconds since 1970."""
    assert until(lambda: product.phones.calls_to(MANAGER), 60), "nobody in charge is called"
    [call] = product.phones.calls_to(MANAGER)
    return call["created"]


def nobody_was_found(product, escalation):
    """When the last doctor's turn was over."""
    at = (
        "SELECT extract(epoch FROM at)::float FROM calls_timelineentry"
        f" WHERE escalation_id = {escalation} AND happening = 'unanswered'"
    )
    assert until(lambda: product.sql(at), 120)
    return product.sql(at)[0][0]


def in_time(what, since, **seconds):
    """Print how long each took, and hold it against the promise."""
    figures = {name: at - since for name, at in seconds.items()}
    print(f"G7 {what}:", ", ".join(f"{name} {took:.1f} s" for name, took in figures.items()))
    for name, took in figures.items():
        assert took < PROMISED + SLACK, f"{what}, {name}"


@pytest.mark.parametrize("dead", [(), WORKERS], ids=["all is well", "all workers are dead"])
def test_g7_nobody_can_be_reached(product, dead):
    nobody_picks_up(product)
    for name in dead:
        product.stack.kill(name, for_good=True)
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    told = page_says(nurse, escalation, NOBODY)
    called = manager_is_called(product)
    what = "nobody can be reached" + (", all workers dead" if dead else "")
    in_time(what, nobody_was_found(product, escalation), page=told, in_charge=called)


def test_g7_the_carrier_refuses_everything(product):
    """Nobody in charge can be called by it; when it takes calls again, the search goes on."""
    product.phones.fault("500", on="any")
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    pressed = time.time()
    told = page_says(nurse, escalation, FAILING)
    in_time("the carrier refuses everything", pressed, page=told)
    product.phones.clear_faults()
    assert until(lambda: a_doctor_is_called(product, escalation), 60), "the search does not go on"


def test_g7_a_row_that_raises_while_a_doctor_has_minutes_left(product):
    """It is a report of the carrier that raises, so nothing of it is due for long."""
    product.sql("UPDATE teams_region SET answer_within = 120, ring_for = 60")
    product.phones.behave(FIRST, call="manual")
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    product.seconds_until_it_rang(FIRST, escalation)
    product.phones.until(lambda: product.phones.phone(FIRST)["call"])
    with every_step_raises(product):
        declined = time.time()
        product.phones.decline(FIRST)
        told = page_says(nurse, escalation, STUCK)
        called = manager_is_called(product)
    in_time("a row that raises", declined, page=told, in_charge=called)


@contextmanager
def every_step_raises(product):
    product.sql(REFUSE)
    try:
        yield
    finally:
        product.sql("DROP TRIGGER refuse ON calls_escalation")


def test_g7_workers_and_watch_dead(product):
    """F10: nobody is left who could call anybody, and the page says so by itself."""
    for name in (*WORKERS, "watch"):
        product.stack.kill(name, for_good=True)
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    pressed = time.time()
    told = page_says(nurse, escalation, FAILING)
    in_time("workers and watch dead", pressed, page=told)
    assert until(lambda: status_of(product, "readyz") == 503, 20), "no monitor would wake anybody"
    assert status_of(product, "healthz") == 200, "a restart would kill the only living process"
    product.stack.start_process("watch")
    assert until(lambda: status_of(product, "readyz") == 200, 30)
    assert until(lambda: a_doctor_is_called(product, escalation), 60), "the search does not go on"


def status_of(product, page):
    return requests.get(f"{product.stack.web_url}/{page}", timeout=5).status_code
