"""What the simulator answers and posts, field by field.

Answers: whatever the SDK reads of a resource is there (it is generated from Twilio's API
description). Posts: the parameters that Twilio's documentation says it always sends, see
https://www.twilio.com/docs/voice/twiml#request-parameters,
https://www.twilio.com/docs/voice/api/call-resource#statuscallback,
https://www.twilio.com/docs/voice/twiml/gather#action,
https://www.twilio.com/docs/voice/twiml/dial#action,
https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
"""

from inspect import signature

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account import AccountInstance
from twilio.rest.api.v2010.account.balance import BalanceInstance
from twilio.rest.api.v2010.account.call import CallInstance
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance
from twilio.rest.api.v2010.account.message import MessageInstance
from twilio.rest.voice.v1.dialing_permissions.country import CountryInstance

from tests.telephony.simulator.calling import DOCTOR, OURS, ended, make_client, place, question
from tests.telephony.simulator_process import SimulatorError, SimulatorProcess

EVERY_CALL = {"CallSid", "AccountSid", "From", "To", "CallStatus", "ApiVersion", "Direction"}
A_STATUS = EVERY_CALL | {"CallbackSource", "SequenceNumber", "Timestamp"}
EVERY_SMS = {"MessageSid", "SmsSid", "AccountSid", "From", "To", "ApiVersion"}
SMS_STATUS = EVERY_SMS | {"MessageStatus", "SmsStatus"}
SMS_IN = EVERY_SMS | {"SmsMessageSid", "SmsStatus", "Body", "NumMedia", "NumSegments"}


class Asked(dict):
    """A resource that notes what is read of it."""

    def __init__(self, resource):
        super().__init__(resource)
        self.read = set()

    def get(self, name, default=None):
        self.read.add(name)
        return super().get(name, default)


@pytest.fixture
def fetch(simulator):
    """`fetch("/Calls.json")`: one page of our account, or another page of the simulator."""

    def fetch(path):
        root = (
            path
            if path.startswith("/v1/")
            else f"/2010-04-01/Accounts/{simulator.account_sid}{path}"
        )
        credentials = (simulator.account_sid, simulator.auth_token)
        answer = requests.get(f"{simulator.url}{root}", auth=credentials, timeout=5)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return fetch


def posts(simulator, product, path, number):
    """The parameters of so many requests to the product, when they have come."""
    simulator.until(lambda: len(product.told_on(path)) >= number)
    return [told.params for told in product.told_on(path)]


RESOURCES = {
    "a call": (CallInstance, "/Calls.json", "calls"),
    "an SMS": (MessageInstance, "/Messages.json", "messages"),
    "a number": (
        IncomingPhoneNumberInstance,
        "/IncomingPhoneNumbers.json",
        "incoming_phone_numbers",
    ),
    "the account": (AccountInstance, ".json", ""),
    "its balance": (BalanceInstance, "/Balance.json", ""),
    "a country": (CountryInstance, "/v1/DialingPermissions/Countries/JP", ""),
}


@pytest.mark.parametrize("what", RESOURCES)
def test_whatever_the_sdk_reads_is_there(simulator, twilio, fetch, what):
    kind, path, key = RESOURCES[what]
    simulator.ask("PUT", "/simulator/account", {"numbers": {OURS: {}}})
    place(twilio)
    twilio.messages.create(to=DOCTOR, from_=OURS, body="本文")
    body = fetch(path)
    resource = Asked(body[key][0] if key else body)
    own = {"account_sid": simulator.account_sid}
    wanted = signature(kind).parameters
    kind(twilio.api.v2010, resource, **{name: own[name] for name in own if name in wanted})
    assert resource.read, "the SDK reads nothing of it"
    assert resource.read - set(resource) == set()


def test_the_reports_of_a_call(simulator, twilio, product):
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 1})
    events = ["initiated", "ringing", "answered", "completed"]
    call = place(twilio, status_callback=f"{product.url}/status", status_callback_event=events)
    ended(simulator, twilio, call.sid)
    reports = posts(simulator, product, "/status", 4)
    for report in reports:
        assert A_STATUS - set(report) == set()
    assert {"CallDuration", "Duration"} <= set(reports[-1])
    assert [report["SequenceNumber"] for report in reports] == ["0", "1", "2", "3"]


def test_a_key(simulator, twilio, product):
    product.answers["/answer"] = "<Response><Hangup/></Response>"
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 1, "keys": "1"})
    call = place(twilio, twiml=str(question(product)))
    ended(simulator, twilio, call.sid)
    [pressed] = posts(simulator, product, "/answer", 1)
    assert (EVERY_CALL | {"Digits", "msg", "FinishedOnKey"}) - set(pressed) == set()
    assert pressed["msg"] == "Gather End"


def test_the_reports_of_an_sms(simulator, twilio, product):
    twilio.messages.create(
        to=DOCTOR, from_=OURS, body="本文", status_callback=f"{product.url}/status"
    )
    reports = posts(simulator, product, "/status", 3)
    for report in reports:
        assert SMS_STATUS - set(report) == set()
        assert report["MessageStatus"] == report["SmsStatus"]


def test_an_sms_that_comes_in(simulator, twilio, product):
    twilio.messages.create(to=DOCTOR, from_=OURS, body="本文")
    simulator.ask("POST", f"/simulator/phones/{DOCTOR}/reply", {"body": "１", "to": OURS})
    [sms] = posts(simulator, product, "/sms", 1)
    assert SMS_IN - set(sms) == set()


def test_a_call_that_comes_in(simulator, twilio, product):
    simulator.ask("POST", f"/simulator/phones/{DOCTOR}/call", {"to": OURS})
    [call] = posts(simulator, product, "/voice", 1)
    assert (EVERY_CALL | {"Caller", "Called"}) - set(call) == set()
    assert (call["From"], call["To"], call["Direction"]) == (DOCTOR, OURS, "inbound")


# --- The account ---------------------------------------------------------------------------


def test_an_account_that_is_not_active_sends_nothing(simulator, twilio):
    simulator.ask("PUT", "/simulator/account", {"status": "suspended"})
    with pytest.raises(TwilioRestException, match="Account not active") as refused:
        place(twilio)
    assert (refused.value.status, refused.value.code) == (403, 20005)
    with pytest.raises(TwilioRestException, match="Account not active"):
        twilio.messages.create(to=DOCTOR, from_=OURS, body="本文")
    assert twilio.api.account.fetch().status == "suspended"


def test_a_reset_gives_the_account_back_as_it_was_started():
    with SimulatorProcess(number=OURS, sms_url="http://127.0.0.1:9/sms") as simulator:
        client = make_client(simulator)
        simulator.ask("PUT", "/simulator/account", {"balance": "1", "numbers": {OURS: None}})
        assert client.incoming_phone_numbers.list(phone_number=OURS) == []
        simulator.reset()
        [number] = client.incoming_phone_numbers.list(phone_number=OURS)
        assert (number.sms_url, number.sms_method) == ("http://127.0.0.1:9/sms", "POST")
        assert client.balance.fetch().balance == "50.00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": "green"}, "no colour"),
        ({"status": "asleep"}, "active, suspended, closed"),
        ({"type": "Half"}, "Full, Trial"),
        ({"numbers": {OURS: {"fax": True}}}, "no fax"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_a_sentence(simulator, changes, sentence):
    with pytest.raises(SimulatorError, match=sentence):
        simulator.ask("PUT", "/simulator/account", changes)
