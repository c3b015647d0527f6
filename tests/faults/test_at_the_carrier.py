"""The request to the carrier itself: it times out, is refused again and again, or finds a drill in
its way. The real adapter, real workers, and the simulator."""

import pytest

from backup_dispatch.embedded.waiting import until
from tests.faults.product import FIRST, PRESS, SECOND, running_product

pytestmark = pytest.mark.kill

GAVE_UP_AFTER = 5.0  # the product's own limit for an answer: `twilio.TIMEOUTS`
SOON = 40  # on a machine that does much else beside; a lease alone is 15
DRILL = PRESS.replace('wanted="visit"', 'wanted="visit", is_drill=True')


@pytest.fixture(scope="module")
def product():
    with running_product(speed=1) as product:
        yield product


@pytest.fixture(autouse=True)
def begin_anew(product):
    product.begin_anew()
    product.sql("UPDATE teams_region SET answer_within = 120, ring_for = 60")
    product.phones.behave(FIRST, call="manual")


def calls(product, number=FIRST):
    """State, generation and SID of each call to a telephone, and its escalation, in order."""
    return product.sql(
        "SELECT state, generation, sid, escalation_id FROM calls_attempt"
        f" WHERE number = '{number}' AND channel = 'voice' AND escalation_id IN"
        " (SELECT id FROM calls_escalation WHERE ended_at IS NULL) ORDER BY id"
    )


def newest(product, number=FIRST):
    return (calls(product, number) or [("", 0, None, None)])[-1]


def asked_for_calls(product, number=FIRST):
    """The requests for a call to a telephone, each with the seconds until it was answered."""
    requests = product.phones.record()["requests"]
    return [
        one.get("answered", one["at"]) - one["at"]
        for one in requests
        if one["method"] == "POST" and one["params"].get("To") == number
        if one["path"].endswith("/Calls.json")
    ]


# --- F03, F25: nobody knows -----------------------------------------------------------------


@pytest.mark.parametrize("reports", [True, False], ids=["with reports", "without a report"])
def test_f03_the_carrier_made_the_call_and_its_answer_timed_out(product, reports):
    """The worker gives up by itself. The first report names the call; where none comes, it is
    looked up and found. It is never made again."""
    if not reports:
        product.phones.fault("never", number=FIRST, resource="calls")
    product.phones.fault(
        "timeout_after_made", number=FIRST, resource="calls", seconds=GAVE_UP_AFTER + 3, count=1
    )
    product.press()
    assert until(lambda: newest(product)[2], SOON)
    [call] = product.phones.calls_to(FIRST)
    assert until(lambda: asked_for_calls(product)[0] > GAVE_UP_AFTER, SOON), "answered too late"
    assert until(lambda: call_at_rest(product), SOON)
    assert newest(product)[1:3] == (1 if reports else 2, call["sid"])
    assert len(product.phones.calls_to(FIRST)) == len(asked_for_calls(product)) == 1
    assert product.phones.messages_to(FIRST), "the SMS waited for nobody"
    assert product.phones.calls_to(SECOND) == []


def call_at_rest(product):
    """Whether nobody places it any more."""
    return newest(product)[0] in ("queued", "ringing")


def test_f25_the_carrier_works_on_it_after_we_have_given_up(product):
    """It had not made the call when it was looked up, so it is asked once more: a second call comes
    of it. Whatever that one reports is not taken for the first one's."""
    product.phones.fault("slow", number=FIRST, resource="calls", seconds=14, count=1)
    product.press()
    assert until(lambda: len(product.phones.calls_to(FIRST)) == 2, SOON)
    ours, late = product.phones.calls_to(FIRST)
    assert until(lambda: is_over(product, late["sid"]), SOON), "his telephone was engaged"
    [(state, generation, sid, _)] = calls(product)
    assert (sid, generation) == (ours["sid"], 2)
    assert state in ("queued", "ringing")
    assert product.phones.calls_to(SECOND) == [], "it is still his turn"


def is_over(product, sid):
    """Whether its end was reported, and answered."""
    ends = (
        one["params"].get("CallStatus")
        for one in product.phones.record()["callbacks"]
        if one["params"].get("CallSid") == sid and one["status"]
    )
    return "busy" in ends


# --- F34: a call that cannot be placed ------------------------------------------------------


def test_f34_a_call_that_the_carrier_never_takes_makes_way_after_five_tries(product):
    """500 each time: looked up in between, and then the next doctor. His SMS still reaches him."""
    product.phones.fault("500", number=FIRST, resource="calls")
    product.press()
    assert until(lambda: product.phones.calls_to(SECOND), 60)
    [(state, generation, sid, _)] = calls(product)
    assert (state, generation, sid) == ("failed", 5, None)
    assert len(asked_for_calls(product)) == 5
    assert product.phones.calls_to(FIRST) == []
    assert product.phones.messages_to(FIRST)


# --- A drill makes way ----------------------------------------------------------------------


@pytest.mark.parametrize("listens", [False, True], ids=["it rings", "he listens"])
def test_a_drill_that_rings_makes_way_for_a_real_request(product, listens):
    """Its call is hung up at the carrier; the real one rings on the same telephone after it."""
    product.stack.manage("shell", "-c", DRILL)
    assert until(lambda: newest(product)[0] == "ringing", SOON)
    [drills] = product.phones.calls_to(FIRST)
    if listens:
        product.phones.answer(FIRST)
        assert until(lambda: newest(product)[0] == "answered", SOON)
    product.press()
    assert until(lambda: len(product.phones.calls_to(FIRST)) == 2, SOON)
    assert until(lambda: newest(product)[0] == "ringing", SOON)
    first, real = product.phones.calls_to(FIRST)
    assert first["sid"] == drills["sid"]
    assert first["status"] == ("completed" if listens else "canceled")
    of_drill, of_real = calls(product)
    assert of_drill[3] != of_real[3], "another escalation's"
    assert (of_real[1], of_real[2]) == (1, real["sid"])
    assert product.phones.phone(FIRST)["call"]["sid"] == real["sid"]
