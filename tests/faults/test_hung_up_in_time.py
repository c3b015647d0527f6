"""G3: after a yes or a cancel nobody is called, and whoever still rings is hung up: on real
processes, timed from the doctor's key or the nurse's button to the request at the carrier."""

import time

import pytest

from backup_dispatch.embedded.waiting import until
from backup_dispatch.phones import Phones
from tests.faults.product import running_product

pytestmark = pytest.mark.kill

# The promise, and as much again for a machine that does much else beside.
PROMISED, SLACK = 2.0, 3.0
RINGING = tuple(f"+81900000000{number}" for number in (1, 2, 3))
# Half a second of looking, and more: whatever would ring after the end, rings by then.
LONG_AFTER = 3.0


@pytest.fixture(scope="module")
def running():
    """A minute's ringing lasts half of one: nobody stops by himself before he is hung up."""
    with running_product(speed=2) as product:
        yield product


@pytest.fixture(params=["all is well", "worker-dial", "valkey"])
def dies(request, product):
    """What is dead when the yes or the cancel comes; it is back for the next test."""
    yield lambda: kill(product, request.param)
    if request.param == "valkey":
        product.stack.valkey.start()


def kill(product, name):
    if name != "all is well":
        product.stack.kill(name, for_good=name != "valkey")
    return name


def three_ring(product):
    """The region asks all at once; three of the doctors' telephones ring, with nobody there."""
    product.sql(
        "UPDATE teams_region SET \"order\" = 'all_at_once', answer_within = 600, ring_for = 60"
    )
    product.sql(f"UPDATE teams_contact SET voice_unusable = 'test' WHERE number NOT IN {RINGING}")
    for number in RINGING:
        product.phones.behave(number, call="manual")
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    for number in RINGING:
        assert until(lambda number=number: rings(product, number), 30), f"{number} never rang"
    assert until(lambda: sids_known(product, escalation) == len(RINGING), 30)
    return nurse, escalation


@pytest.fixture(autouse=True)
def one_after_another_again(product):
    yield
    product.sql("UPDATE teams_region SET \"order\" = 'list'")
    product.sql("UPDATE teams_contact SET voice_unusable = ''")


def rings(product, number):
    return [call for call in product.phones.calls_to(number) if call["status"] == "ringing"]


def sids_known(product, escalation):
    [[known]] = product.sql(
        f"SELECT count(*) FROM calls_attempt WHERE escalation_id = {escalation}"
        " AND channel = 'voice' AND state = 'ringing' AND sid IS NOT NULL"
    )
    return known


def hung_up_at(product, numbers):
    """When the carrier was asked to end each call. Seconds since 1970."""
    calls = {call["sid"]: number for number in numbers for call in product.phones.calls_to(number)}
    asked = [
        one
        for one in product.phones.record()["requests"]
        if one["method"] == "POST" and any(f"/Calls/{sid}" in one["path"] for sid in calls)
    ]
    return [one["at"] for one in asked]


def in_time(product, what, since, numbers):
    assert until(lambda: not any(rings(product, n) for n in numbers), 30), "still rings"
    took = [at - since for at in hung_up_at(product, numbers)]
    print(f"G3 {what}: hung up after", ", ".join(f"{one:.2f} s" for one in took))
    assert len(took) == len(numbers), "each is hung up, and once"
    assert max(took) < PROMISED + SLACK
    calls = len(Phones(product.stack.simulator_url).record().created("Calls"))
    time.sleep(LONG_AFTER)
    assert len(Phones(product.stack.simulator_url).record().created("Calls")) == calls, (
        "somebody was called after the end"
    )


def test_g3_a_yes_hangs_up_the_others(product, dies):
    three_ring(product)
    yes, *others = RINGING
    product.phones.answer(yes)
    product.phones.until(lambda: product.phones.phone(yes)["call"]["listening"])
    what = dies()
    said = time.time()
    product.phones.press(yes, "1")
    in_time(product, f"a yes, {what}", said, others)


def test_g3_a_cancel_hangs_up_everybody(product, dies):
    nurse, escalation = three_ring(product)
    what = dies()
    pressed = time.time()
    nurse.cancel(escalation)
    in_time(product, f"a cancel, {what}", pressed, RINGING)
