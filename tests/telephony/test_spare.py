"""Two accounts, two simulators: whatever the first certainly did not take goes to the second."""

import pytest

from calls.telephony.base import CarrierError, Progress
from calls.telephony.memory import MemoryCarrier
from calls.telephony.spare import WithASpare
from calls.telephony.twilio import TwilioCarrier
from tests.telephony.make import make_call, make_text
from tests.telephony.simulator_process import SimulatorProcess, free_port

NUMBER, LANDLINE = "+819000000001", "+815500000001"
OURS, THEIRS = "+815000000001", "+815000000002"
TAKES_NOTHING = pytest.mark.logs("The first carrier takes nothing")


@pytest.fixture(scope="module")
def two():
    with SimulatorProcess(speed=50) as first, SimulatorProcess(speed=50) as second:
        yield first, second


@pytest.fixture
def simulators(two):
    for one in two:
        one.reset()
        one.clear_faults()
    return two


def account(simulator, number, url=""):
    return TwilioCarrier(
        account_sid=simulator.account_sid,
        auth_token=simulator.auth_token,
        voice_from=number,
        sms_from=number,
        api_base_url=url or simulator.url,
    )


@pytest.fixture
def carrier(simulators):
    first, second = simulators
    return WithASpare(account(first, OURS), account(second, THEIRS))


@pytest.fixture
def nobody():
    return {"status_url": f"http://127.0.0.1:{free_port()}/status"}


def calls(simulator):
    return [(call["from"], call["to"]) for call in simulator.record()["calls"]]


def test_as_long_as_the_first_works_the_second_is_not_asked(simulators, carrier, nobody):
    first, second = simulators
    carrier.call(make_call(NUMBER, **nobody))
    carrier.text(make_text(NUMBER, **nobody))
    assert calls(first) == [(OURS, NUMBER)]
    assert second.record()["requests"] == []


@TAKES_NOTHING
def test_a_suspended_account_is_replaced_at_once_and_then_left_in_peace(
    simulators, carrier, nobody
):
    first, second = simulators
    first.ask("PUT", "/simulator/account", {"status": "suspended"})
    carrier.call(make_call(NUMBER, **nobody))
    carrier.text(make_text(NUMBER, **nobody))
    assert calls(second) == [(THEIRS, NUMBER)]
    assert len(second.messages_to(NUMBER)) == 1
    assert len(first.record()["requests"]) == 1, "no doctor waits for it again"


@TAKES_NOTHING
def test_a_carrier_that_is_not_there_is_replaced(simulators, nobody):
    first, second = simulators
    nowhere = f"http://127.0.0.1:{free_port()}"
    carrier = WithASpare(account(first, OURS, nowhere), account(second, THEIRS))
    carrier.call(make_call(NUMBER, **nobody))
    assert calls(second) == [(THEIRS, NUMBER)]


@TAKES_NOTHING
def test_what_the_first_may_have_done_is_not_done_again_by_the_second(simulators, carrier, nobody):
    first, second = simulators
    first.fault("500_after_made", on="create", count=1)
    with pytest.raises(CarrierError) as unclear:
        carrier.call(make_call(NUMBER, **nobody))
    assert unclear.value.ambiguous
    assert calls(second) == []
    [found] = carrier.find_calls(NUMBER)
    assert found.sid == first.record()["calls"][0]["sid"]


def test_a_number_that_cannot_be_reached_is_no_reason(simulators, carrier, nobody):
    first, second = simulators
    first.behave(LANDLINE, sms="landline")
    with pytest.raises(CarrierError) as refused:
        carrier.text(make_text(LANDLINE, **nobody))
    assert refused.value.permanent
    assert second.record()["requests"] == []


def test_whoever_has_it_hangs_it_up_and_tells_how_it_stands(simulators, carrier, nobody):
    _, second = simulators
    theirs = account(second, THEIRS).call(make_call(NUMBER, ring_for=600, **nobody)).sid
    second.until(lambda: carrier.look_up_call(theirs).progress is Progress.RINGING)
    carrier.hang_up(theirs)
    assert second.until(lambda: carrier.look_up_call(theirs).progress is not Progress.RINGING)


@TAKES_NOTHING
def test_one_that_works_is_enough_and_the_first_comes_back(nobody):
    first, second = MemoryCarrier(), MemoryCarrier()
    carrier = WithASpare(first, second)
    down = CarrierError("no connection", down=True)
    first.outage = down
    carrier.probe()
    carrier.call(make_call(NUMBER, **nobody))
    first.outage = None
    carrier.probe()
    carrier.call(make_call(NUMBER, **nobody))
    assert (len(first.calls), len(second.calls)) == (1, 1)
    first.outage = second.outage = down
    with pytest.raises(CarrierError):
        carrier.probe()


CLOSED = CarrierError("HTTP 403", code=20005, ours=True, closed=True)
DOWN = CarrierError("no connection", down=True)
UNKNOWN = CarrierError("not found", code=20404)


class Account(MemoryCarrier):
    """One that says to every look what it is told to say."""

    def __init__(self, says=None):
        super().__init__()
        self.says = says

    def look_up_call(self, sid):
        if self.says is not None:
            raise self.says
        return super().look_up_call(sid)


def test_a_closed_account_does_not_hide_what_the_other_has():
    for closed, works in ((0, 1), (1, 0)):
        both = [MemoryCarrier(), MemoryCarrier()]
        both[works].call(make_call(NUMBER))
        both[closed].outage = CLOSED
        assert len(WithASpare(*both).find_calls(NUMBER)) == 1


def test_where_both_are_closed_or_one_may_have_it_nothing_is_found_out():
    first, second = MemoryCarrier(), MemoryCarrier()
    first.outage = second.outage = CLOSED
    with pytest.raises(CarrierError) as closed:
        WithASpare(first, second).find_calls(NUMBER)
    assert closed.value.closed
    first.outage = None
    second.outage = DOWN
    with pytest.raises(CarrierError) as down:
        WithASpare(first, second).find_calls(NUMBER)
    assert not down.value.closed


@pytest.mark.parametrize(
    ("of_the_first", "said"),
    [
        pytest.param(DOWN, None, id="it says nothing, and the other never had it"),
        pytest.param(UNKNOWN, 20404, id="neither has ever had it"),
    ],
)
def test_a_call_of_which_one_says_nothing_is_not_gone(of_the_first, said):
    carrier = WithASpare(Account(of_the_first), Account(UNKNOWN))
    with pytest.raises(CarrierError) as refused:
        carrier.look_up_call("CA1")
    assert refused.value.code == said


@TAKES_NOTHING
def test_whom_the_seconds_number_does_not_reach_the_firsts_may():
    first, second = MemoryCarrier(), MemoryCarrier()
    first.outage = DOWN
    second.fail_next(CarrierError("STOP", code=21610, permanent=True))
    with pytest.raises(CarrierError) as refused:
        WithASpare(first, second).text(make_text(NUMBER))
    assert not refused.value.permanent
