"""SMS in both directions, through Twilio's own SDK."""

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.telephony.simulator.calling import CLINIC, DOCTOR, NURSE, OURS
from tests.telephony.simulator_process import SimulatorError


def send(twilio, to=DOCTOR, body="【甲府往診】依頼です", **more):
    return twilio.messages.create(to=to, from_=OURS, body=body, **more)


def status_of(simulator, twilio, message, *wanted):
    return simulator.until(
        lambda: (now := twilio.messages(message.sid).fetch()).status in wanted and now
    )


def test_a_new_message_has_every_field_that_the_sdk_reads(simulator, twilio):
    message = send(twilio, body="往" * 71, validity_period=180)
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.to, message.from_, message.body) == (DOCTOR, OURS, "往" * 71)
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert (message.num_segments, message.num_media) == ("2", "0")
    assert message.error_code is None
    assert message.date_sent is None
    assert abs(message.date_created - datetime.now(UTC)) < timedelta(seconds=10)
    assert simulator.messages_to(DOCTOR)[0]["validity_period"] == 180


@pytest.mark.parametrize(
    ("behaviour", "statuses", "code"),
    [
        ("deliver", ["sending", "sent", "delivered"], None),
        ({"kind": "undelivered", "error_code": 30005}, ["sending", "sent", "undelivered"], 30005),
        ("undelivered", ["sending", "sent", "undelivered"], 30003),
        ("failed", ["sending", "failed"], 30008),
    ],
)
def test_each_behaviour_is_called_back_in_order(
    simulator, twilio, product, behaviour, statuses, code
):
    simulator.behave(DOCTOR, sms=behaviour)
    message = send(twilio, status_callback=f"{product.url}/sms-status?attempt=3")
    simulator.until(lambda: len(product.told) == len(statuses))
    assert product.statuses_on("/sms-status") == statuses
    assert all(told.genuine for told in product.told)
    last = product.told[-1].params
    assert last["MessageSid"] == last["SmsSid"] == message.sid
    assert last["SmsStatus"] == statuses[-1]
    assert last.get("ErrorCode") == (str(code) if code else None)
    fetched = twilio.messages(message.sid).fetch()
    assert (fetched.status, fetched.error_code) == (statuses[-1], code)


@pytest.mark.parametrize(("behaviour", "code"), [("landline", 21614), ("stopped", 21610)])
def test_a_phone_that_takes_no_sms_refuses_it_at_once(simulator, twilio, behaviour, code):
    simulator.behave(CLINIC, sms=behaviour)
    with pytest.raises(TwilioRestException) as refused:
        send(twilio, to=CLINIC)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert simulator.messages_to(CLINIC) == []
    assert simulator.invalid_requests() == []


def test_a_reply_is_posted_as_twilio_posts_it(simulator, twilio, product):
    status_of(simulator, twilio, send(twilio), "delivered")
    simulator.reply(DOCTOR, "１")
    told = simulator.until(lambda: product.told_on("/sms"))[0]
    assert told.genuine
    assert (told.params["From"], told.params["To"], told.params["Body"]) == (DOCTOR, OURS, "１")
    assert told.params["MessageSid"] == told.params["SmsSid"] == told.params["SmsMessageSid"]
    assert (told.params["NumMedia"], told.params["NumSegments"]) == ("0", "1")
    assert told.params["AccountSid"] == simulator.account_sid


def test_a_phone_can_reply_by_itself(simulator, twilio, product):
    simulator.behave(DOCTOR, sms={"kind": "reply", "after": 1, "body": "はい"})
    send(twilio)
    assert simulator.until(lambda: product.told_on("/sms"))[0].params["Body"] == "はい"


def test_what_the_product_answers_reaches_the_phone(simulator, product):
    product.answers["/sms"] = "<Response><Message>承りました</Message></Response>"
    simulator.reply(NURSE, "こんにちは", to=OURS)
    answer = simulator.until(lambda: simulator.messages_to(NURSE))[0]
    assert (answer["body"], answer["direction"]) == ("承りました", "outbound-reply")
    simulator.until(lambda: simulator.messages_to(NURSE)[0]["status"] == "delivered")


def test_an_answer_that_is_no_twiml_is_an_application_error(simulator, product):
    product.answers["/sms"] = "<Response><Say>wrong</Say></Response>"
    simulator.reply(NURSE, "1", to=OURS)
    assert simulator.until(lambda: simulator.record()["errors"])[0]["code"] == 12200


@pytest.mark.parametrize("word", ["STOP", "stopall", " Unsubscribe ", "CANCEL", "END", "QUIT"])
def test_stop_blocks_and_start_frees(simulator, twilio, product, word):
    simulator.reply(DOCTOR, word, to=OURS)
    simulator.until(lambda: product.told_on("/sms"))
    with pytest.raises(TwilioRestException) as refused:
        send(twilio)
    assert refused.value.code == 21610
    simulator.reply(DOCTOR, "START", to=OURS)
    simulator.until(lambda: len(product.told_on("/sms")) == 2)
    assert send(twilio).status == "queued"


def test_nobody_to_reply_to_is_said_so(simulator):
    with pytest.raises(SimulatorError, match="Nobody wrote") as refused:
        simulator.reply(DOCTOR, "1")
    assert refused.value.status == 409


def test_messages_are_listed_by_number_and_day(simulator, twilio):
    first = send(twilio)
    status_of(simulator, twilio, first, "delivered")
    second = send(twilio, to=NURSE)
    status_of(simulator, twilio, second, "delivered")
    today = datetime.now(UTC)

    def listed(**filters):
        return [message.sid for message in twilio.messages.list(**filters)]

    assert listed() == [second.sid, first.sid]
    assert listed(to=DOCTOR) == [first.sid]
    assert listed(from_=OURS, date_sent_after=today - timedelta(hours=1)) == [second.sid, first.sid]
    assert listed(date_sent_before=today - timedelta(days=2)) == []
    assert simulator.invalid_requests() == []
