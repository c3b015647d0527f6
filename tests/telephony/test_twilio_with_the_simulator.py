"""The adapter against the stand-in for Twilio: a second reader of every request."""

import pytest

from calls.telephony.base import CarrierError, Progress
from calls.telephony.twilio import TwilioCarrier
from tests.telephony.make import make_call, make_text
from tests.telephony.simulator_process import SimulatorProcess, free_port

NUMBER, LANDLINE, OURS = "+819000000001", "+815500000001", "+815000000001"


@pytest.fixture(scope="module")
def phones():
    with SimulatorProcess(speed=50) as simulator:
        yield simulator


@pytest.fixture
def simulator(phones):
    phones.reset()
    phones.clear_faults()
    yield phones
    assert phones.invalid_requests() == []


@pytest.fixture
def carrier(simulator):
    return TwilioCarrier(
        account_sid=simulator.account_sid,
        auth_token=simulator.auth_token,
        voice_from=OURS,
        sms_from=OURS,
        api_base_url=simulator.url,
    )


@pytest.fixture
def nobody():
    """Addresses of callbacks at which nobody listens: this is about the other direction."""
    base = f"http://127.0.0.1:{free_port()}"
    return {"status_url": f"{base}/status"}


def test_a_call_is_made_found_and_hung_up(simulator, carrier, nobody):
    receipt = carrier.call(make_call(NUMBER, ring_for=600, **nobody))
    [found] = carrier.find_calls(NUMBER)
    assert found.sid == receipt.sid
    simulator.until(lambda: carrier.look_up_call(receipt.sid).progress is Progress.RINGING)
    carrier.hang_up(receipt.sid)
    ended = simulator.until(
        lambda: (
            carrier.look_up_call(receipt.sid).progress
            in (Progress.COMPLETED, Progress.CANCELED, Progress.NO_ANSWER)
        )
    )
    assert ended
    carrier.hang_up(receipt.sid)


def test_a_phone_says_the_words_twice_and_then_what_happens_next(simulator, carrier, nobody):
    simulator.behave(NUMBER, call={"kind": "answer", "after": 0})
    receipt = carrier.call(make_call(NUMBER, **nobody))
    simulator.until(lambda: carrier.look_up_call(receipt.sid).progress is Progress.COMPLETED)
    [call] = simulator.calls_to(NUMBER)
    said = [line["text"] for line in call["transcript"] if line["who"] == "voice"]
    assert said == [*make_call().say * 2, make_call().after]


def test_an_sms_is_sent_and_found_by_the_link_in_it(simulator, carrier, nobody):
    receipt = carrier.text(make_text(NUMBER, **nobody))
    simulator.until(lambda: carrier.look_up_text(receipt.sid).progress is Progress.DELIVERED)
    [found] = carrier.find_texts(NUMBER)
    assert (found.sid, found.body) == (receipt.sid, make_text().body)


def test_a_landline_takes_no_sms_for_good(simulator, carrier, nobody):
    simulator.behave(LANDLINE, sms="landline")
    with pytest.raises(CarrierError) as raised:
        carrier.text(make_text(LANDLINE, **nobody))
    assert (raised.value.code, raised.value.permanent) == (21614, True)


def test_a_call_made_in_spite_of_a_server_error_is_found_again(simulator, carrier, nobody):
    simulator.fault("500_after_made", count=1)
    with pytest.raises(CarrierError) as raised:
        carrier.call(make_call(NUMBER, **nobody))
    assert raised.value.ambiguous
    assert len(carrier.find_calls(NUMBER)) == 1


def test_too_many_requests_say_when_to_come_back(simulator, carrier, nobody):
    simulator.fault("429", count=1)
    with pytest.raises(CarrierError) as raised:
        carrier.call(make_call(NUMBER, **nobody))
    assert (raised.value.code, raised.value.ambiguous) == (20429, False)
    assert raised.value.retry_after == 1.0
    assert carrier.find_calls(NUMBER) == []


def test_wrong_credentials_are_ours_to_repair(simulator):
    carrier = TwilioCarrier(
        account_sid=simulator.account_sid,
        auth_token="wrong",
        voice_from=OURS,
        sms_from=OURS,
        api_base_url=simulator.url,
    )
    with pytest.raises(CarrierError) as raised:
        carrier.text(make_text(NUMBER))
    assert (raised.value.code, raised.value.ours) == (20003, True)
    simulator.reset()  # it counts as an invalid request, rightly
