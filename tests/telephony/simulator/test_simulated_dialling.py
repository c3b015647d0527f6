"""One call that dials another: the second party is greeted alone, then the two are joined."""

import pytest
from twilio.twiml.voice_response import VoiceResponse

from tests.telephony.simulator.calling import DOCTOR, NURSE, OURS, ended, place, wait_for

GREETING = """<Response>
  <Gather action="{url}/greeted" numDigits="1" timeout="3"><Say>press a key</Say></Gather>
  <Hangup/>
</Response>"""
AT_ONCE = {"kind": "answer", "after": 0}


def document(product, **dial):
    """Says one word, dials the nurse, and asks /talked what follows."""
    settings = {"action": f"{product.url}/talked", "caller_id": OURS, "timeout": 10} | dial
    response = VoiceResponse()
    response.say("one moment")
    response.dial(**settings).number(NURSE, url=f"{product.url}/greeting")
    response.say("never said where there is an action")
    return str(response)


@pytest.fixture
def greeted(product):
    product.answers["/greeting"] = GREETING.format(url=product.url)
    product.answers["/greeted"] = "<Response/>"
    product.answers["/talked"] = "<Response><Say>goodbye</Say></Response>"
    return product


def lines(call, who):
    return [line["text"] for line in call["transcript"] if line["who"] == who]


def talk(simulator, twilio, product, nurse, **dial):
    """The doctor picks up, and the nurse's phone behaves so; returns what /talked was told."""
    simulator.behave(DOCTOR, call=AT_ONCE)
    simulator.behave(NURSE, call=nurse)
    call = place(twilio, twiml=document(product, **dial))
    ended(simulator, twilio, call.sid)
    [told] = product.told_on("/talked")
    assert told.genuine
    return told.params


def test_the_two_are_joined_after_a_key_and_part_when_one_hangs_up(simulator, twilio, greeted):
    simulator.behave(DOCTOR, call=AT_ONCE)
    simulator.behave(NURSE, call={**AT_ONCE, "keys": "5", "key_after": 0.5})
    call = place(twilio, twiml=document(greeted))
    simulator.until(lambda: simulator.calls_to(NURSE) and simulator.calls_to(NURSE)[0]["bridged"])
    theirs, hers = simulator.calls_to(DOCTOR)[0], simulator.calls_to(NURSE)[0]
    assert lines(theirs, "joined") == [NURSE]
    assert lines(hers, "joined") == [DOCTOR]
    assert lines(hers, "voice") == ["press a key"]
    assert hers["parent"] == call.sid
    assert hers["from"] == OURS

    simulator.hang_up(NURSE)
    ended(simulator, twilio, call.sid)
    [told] = greeted.told_on("/talked")
    assert told.params["CallSid"] == call.sid
    assert told.params["DialCallSid"] == hers["sid"]
    assert told.params["DialCallStatus"] == "completed"
    assert told.params["DialBridged"] == "true"
    assert lines(simulator.calls_to(DOCTOR)[0], "voice") == ["one moment", "goodbye"]
    asked = greeted.told_on("/greeting")[0].params
    assert asked["ParentCallSid"] == call.sid
    assert asked["Direction"] == "outbound-dial"
    assert twilio.calls(hers["sid"]).fetch().parent_call_sid == call.sid


@pytest.mark.parametrize(
    ("nurse", "status"),
    [
        pytest.param("busy", "busy", id="she is on the phone"),
        pytest.param("failed", "failed", id="her phone is off"),
        pytest.param("no_answer", "no-answer", id="she does not pick up"),
        pytest.param("voicemail", "no-answer", id="a machine picks up and presses no key"),
        pytest.param(AT_ONCE, "no-answer", id="she picks up and presses no key"),
    ],
)
def test_without_her_they_are_not_joined(simulator, twilio, greeted, nurse, status):
    told = talk(simulator, twilio, greeted, nurse)
    assert (told["DialCallStatus"], told["DialBridged"]) == (status, "false")
    assert simulator.calls_to(NURSE)[0]["bridged"] is False


def test_her_phone_stops_ringing_when_he_hangs_up(simulator, twilio, greeted):
    simulator.behave(DOCTOR, call=AT_ONCE)
    place(twilio, twiml=document(greeted, timeout=600))
    wait_for(simulator, NURSE, "ringing")
    simulator.hang_up(DOCTOR)
    simulator.until(lambda: simulator.phone(NURSE)["call"] is None)
    assert simulator.calls_to(NURSE)[0]["status"] == "canceled"


def test_she_is_alone_again_when_he_hangs_up(simulator, twilio, greeted):
    simulator.behave(DOCTOR, call=AT_ONCE)
    simulator.behave(NURSE, call={**AT_ONCE, "keys": "1", "key_after": 0.5})
    place(twilio, twiml=document(greeted))
    simulator.until(lambda: simulator.calls_to(NURSE) and simulator.calls_to(NURSE)[0]["bridged"])
    simulator.hang_up(DOCTOR)
    simulator.until(lambda: simulator.phone(NURSE)["call"] is None)
    assert simulator.calls_to(NURSE)[0]["status"] == "completed"


def test_the_two_may_talk_for_so_long(simulator, twilio, greeted):
    nurse = {**AT_ONCE, "keys": "1", "key_after": 0.5}
    told = talk(simulator, twilio, greeted, nurse, time_limit=20)
    assert told["DialBridged"] == "true"
    assert 10 <= int(told["DialCallDuration"]) <= 40


def test_without_an_action_the_next_verb_follows(simulator, twilio):
    simulator.behave(DOCTOR, call=AT_ONCE)
    simulator.behave(NURSE, call="busy")
    twiml = f"<Response><Dial>{NURSE}</Dial><Say>goodbye</Say></Response>"
    ended(simulator, twilio, place(twilio, twiml=twiml).sid)
    assert lines(simulator.calls_to(DOCTOR)[0], "voice") == ["goodbye"]


def test_two_numbers_at_once_are_an_error_that_says_so(simulator, twilio):
    simulator.behave(DOCTOR, call=AT_ONCE)
    numbers = f"<Number>{NURSE}</Number><Number>{OURS}</Number>"
    place(twilio, twiml=f"<Response><Dial>{numbers}</Dial></Response>")
    simulator.until(lambda: simulator.record()["errors"])
    assert simulator.record()["errors"][0]["code"] == 13222
