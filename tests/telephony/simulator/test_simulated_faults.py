"""Faults on demand, at the REST API and in the callbacks."""

import time

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.telephony.simulator.calling import DOCTOR, EVENTS, NURSE, OURS, make_client, place
from tests.telephony.simulator_process import SimulatorError

IN_ORDER = ["initiated", "ringing", "in-progress", "completed"]


def call_with_callbacks(simulator, twilio, product, to=DOCTOR):
    simulator.behave(to, call={"kind": "answer", "after": 0})
    url = f"{product.url}/status"
    return place(twilio, to=to, status_callback=url, status_callback_event=EVENTS)


def test_429_makes_nothing_and_says_when_to_come_back(simulator, twilio):
    simulator.fault("429", count=1)
    with pytest.raises(TwilioRestException) as refused:
        place(twilio)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert simulator.record()["calls"] == []
    assert place(twilio).status == "queued"
    assert simulator.invalid_requests() == []


def test_429_carries_retry_after(simulator):
    simulator.fault("429", on="list")
    url = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/Calls.json"
    answer = requests.get(url, auth=(simulator.account_sid, simulator.auth_token), timeout=5)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


@pytest.mark.parametrize(("kind", "made"), [("500", 0), ("500_after_made", 1)])
def test_500_leaves_it_open_whether_the_call_was_made(simulator, twilio, kind, made):
    simulator.fault(kind)
    with pytest.raises(TwilioRestException) as refused:
        place(twilio)
    assert refused.value.status == 500
    assert len(twilio.calls.list(to=DOCTOR)) == made


def test_a_time_out_after_the_call_was_made_leaves_it_at_the_carrier(simulator, twilio):
    simulator.fault("timeout_after_made", seconds=3, count=1)
    with pytest.raises(requests.exceptions.Timeout):
        place(make_client(simulator, timeout=0.3))
    assert len(twilio.calls.list(to=DOCTOR)) == 1


def test_a_slow_carrier_makes_the_call_late(simulator, twilio):
    simulator.fault("slow", seconds=0.4)
    begun = time.monotonic()
    place(twilio)
    assert time.monotonic() - begun > 0.4


def test_a_fault_can_be_kept_to_one_number_and_one_resource(simulator, twilio):
    simulator.fault("500", number=DOCTOR, resource="messages")
    place(twilio)
    twilio.messages.create(to=NURSE, from_=OURS, body="x")
    with pytest.raises(TwilioRestException):
        twilio.messages.create(to=DOCTOR, from_=OURS, body="x")
    simulator.clear_faults()
    twilio.messages.create(to=DOCTOR, from_=OURS, body="x")


def test_callbacks_come_twice(simulator, twilio, product):
    simulator.fault("twice")
    call_with_callbacks(simulator, twilio, product)
    simulator.until(lambda: len(product.told) == 8)
    assert product.statuses_on("/status") == [status for status in IN_ORDER for _ in (1, 2)]


def test_callbacks_come_in_reverse(simulator, twilio, product):
    simulator.fault("reversed", count=1)
    call_with_callbacks(simulator, twilio, product)
    simulator.until(lambda: len(product.told) == 4)
    assert product.statuses_on("/status") == IN_ORDER[::-1]
    product.forget()
    call_with_callbacks(simulator, twilio, product)
    simulator.until(lambda: len(product.told) == 4)
    assert product.statuses_on("/status") == IN_ORDER


def test_a_late_callback_is_overtaken(simulator, twilio, product):
    simulator.fault("late", seconds=0.8, count=1)
    call_with_callbacks(simulator, twilio, product)
    simulator.until(lambda: len(product.told) == 4)
    assert product.statuses_on("/status") == [*IN_ORDER[1:], "initiated"]


def test_callbacks_never_come(simulator, twilio, product):
    simulator.fault("never", number=DOCTOR)
    call_with_callbacks(simulator, twilio, product)
    call_with_callbacks(simulator, twilio, product, to=NURSE)
    simulator.until(lambda: len(product.told) == 4)
    assert {told.params["To"] for told in product.told} == {NURSE}


def test_forged_callbacks_do_not_pass_twilios_validator(simulator, twilio, product):
    simulator.fault("forged", count=1)
    call_with_callbacks(simulator, twilio, product)
    simulator.until(lambda: len(product.told) == 4)
    assert [told.genuine for told in product.told] == [False, True, True, True]


def test_a_fault_that_makes_no_sense_is_refused(simulator):
    for settings in ({"kind": "501"}, {"kind": "429", "count": 0}, {"kind": "429", "how": "x"}):
        with pytest.raises(SimulatorError) as refused:
            simulator.ask("POST", "/simulator/faults", settings)
        assert refused.value.status == 400
