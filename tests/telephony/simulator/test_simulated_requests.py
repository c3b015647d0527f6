"""What Twilio refuses is refused here with the same code, and noted for the tests to see."""

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.telephony.simulator.calling import DOCTOR, OURS, make_client

CALL = {"To": DOCTOR, "From": OURS, "Twiml": "<Response/>"}
MESSAGE = {"To": DOCTOR, "From": OURS, "Body": "x"}


def post(simulator, resource, given):
    url = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/{resource}.json"
    return requests.post(
        url, data=given, auth=(simulator.account_sid, simulator.auth_token), timeout=5
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21201),
        ({"To": "090-0000-0101"}, 21211),
        ({"To": "client:nurse"}, 21211),
        ({"From": None}, 21213),
        ({"From": "Kofu"}, 21212),
        ({"Twiml": None}, 21205),
        ({"Twiml": "x" * 4001}, 20422),
        ({"Url": "/voice"}, 21205),
        ({"Url": "ftp://example.org/"}, 21205),
        ({"StatusCallback": "http://my_host/"}, 21205),
        ({"StatusCallbackEvent": ["ringing", "answerd"]}, 21626),
        ({"StatusCallbackMethod": "PUT"}, 21209),
        ({"Timeout": "601"}, 21208),
        ({"Timeout": "25.0"}, 21208),
        ({"Timeout": ["25", "30"]}, 20422),
        ({"TimeOut": "25"}, 20001),
        ({"status_callback": "http://example.org/"}, 20001),
    ],
)
def test_a_malformed_call_is_refused_and_noted(simulator, change, code):
    refused = post(simulator, "Calls", CALL | change)
    assert refused.status_code == 400
    assert set(refused.json()) == {"code", "message", "more_info", "status"}
    assert refused.json()["code"] == code
    assert simulator.invalid_requests()[0]["code"] == code
    assert simulator.record()["calls"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "+81-90"}, 21211),
        ({"From": None}, 21603),
        ({"Body": None}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        ({"ValidityPeriod": "2.5"}, 21624),
        ({"StatusCallback": "example.org/status"}, 21609),
        ({"ValidityPeriods": "60"}, 20001),
        ({"Timeout": "25"}, 20001),
    ],
)
def test_a_malformed_message_is_refused_and_noted(simulator, change, code):
    refused = post(simulator, "Messages", MESSAGE | change)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert len(simulator.invalid_requests()) == 1
    assert simulator.record()["messages"] == []


def test_a_wrong_token_is_refused_as_twilio_refuses_it(simulator):
    with pytest.raises(TwilioRestException) as refused:
        make_client(simulator, auth_token="wrong").calls("CA" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert simulator.invalid_requests()[0]["status"] == 401


def test_an_unknown_sid_is_not_found_and_is_no_mistake_of_form(simulator, twilio):
    for resource in (twilio.calls("CA" + "0" * 32), twilio.messages("SM" + "0" * 32)):
        with pytest.raises(TwilioRestException) as refused:
            resource.fetch()
        assert (refused.value.status, refused.value.code) == (404, 20404)
    assert simulator.invalid_requests() == []


def test_a_path_that_is_not_simulated_is_noted(simulator, twilio):
    with pytest.raises(TwilioRestException) as refused:
        twilio.queues("QU" + "0" * 32).fetch()
    assert refused.value.code == 20404
    assert len(simulator.invalid_requests()) == 1


def test_an_unknown_filter_is_refused(simulator):
    url = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/Calls.json?Too=1"
    answer = requests.get(url, auth=(simulator.account_sid, simulator.auth_token), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_the_record_tells_what_was_asked_and_when(simulator):
    post(simulator, "Calls", CALL | {"StatusCallbackEvent": ["ringing", "completed"]})
    request = simulator.record()["requests"][0]
    assert request["method"] == "POST"
    assert request["path"].endswith("/Calls.json")
    assert request["params"] == CALL | {"StatusCallbackEvent": ["ringing", "completed"]}
    assert request["at"] <= request["answered"]
    assert (request["status"], request["valid"]) == (201, True)
