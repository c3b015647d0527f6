"""TwiML as a phone hears it: what is said, what a key does, what happens when the web fails."""

import pytest
from twilio.twiml.voice_response import VoiceResponse

from tests.telephony.simulator.calling import DOCTOR, OURS, ended, question, wait_for

APOLOGY = "We are sorry. An application error has occurred. Goodbye."


def converse(simulator, twilio, document, keys="", **more):
    """Let the doctor answer and press `keys`; return the call's record when it is over."""
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 0, "keys": keys, "key_after": 0.5})
    told = {} if document is None else {"twiml": str(document)}
    call = twilio.calls.create(to=DOCTOR, from_=OURS, **told, **more)
    ended(simulator, twilio, call.sid)
    return simulator.calls_to(DOCTOR)[0]


def said(call):
    return [line["text"] for line in call["transcript"] if line["who"] == "voice"]


def test_verbs_run_one_after_another_until_hangup(simulator, twilio):
    response = VoiceResponse()
    response.say("one", loop=2)
    response.pause(1)
    response.play("https://example.org/bell.mp3")
    response.hangup()
    response.say("never")
    assert said(converse(simulator, twilio, response)) == [
        "one",
        "one",
        "♪ https://example.org/bell.mp3",
    ]


def test_a_key_cuts_the_words_off_and_goes_to_the_action(simulator, twilio, product):
    product.answers["/answer"] = "<Response><Say>thank you</Say></Response>"
    long = "please press one " * 20
    call = converse(simulator, twilio, question(product, text=long), keys="1")
    assert said(call) == [long.strip(), "thank you"]
    assert 0 < len(call["transcript"][0]["heard"]) < len(long) / 2
    asked = product.told_on("/answer")[0]
    assert asked.genuine
    assert asked.params["Digits"] == "1"
    assert asked.params["CallStatus"] == "in-progress"
    assert (asked.params["To"], asked.params["From"]) == (DOCTOR, OURS)


def test_without_a_key_the_next_verb_runs(simulator, twilio, product):
    assert said(converse(simulator, twilio, question(product))) == ["1 or 2", "goodbye"]
    assert product.told == []


def test_an_empty_answer_reaches_the_action_only_when_it_is_wanted(simulator, twilio, product):
    product.answers["/answer"] = "<Response/>"
    document = question(product, action_on_empty_result=True)
    assert said(converse(simulator, twilio, document)) == ["1 or 2"]
    assert product.told_on("/answer")[0].params["Digits"] == ""


def test_several_digits_end_with_the_finish_key_or_the_last_digit(simulator, twilio, product):
    def minutes(told):
        return (
            str(question(product, num_digits=2)) if told.params["Digits"] == "30" else "<Response/>"
        )

    product.answers["/answer"] = minutes
    document = question(product, num_digits=3, finish_on_key="#")
    call = converse(simulator, twilio, document, keys="30# 45")
    assert [told.params["Digits"] for told in product.told_on("/answer")] == ["30", "45"]
    assert product.told[0].params["FinishedOnKey"] == "#"
    assert call["keys"] == "30#45"


def test_a_key_before_anybody_listens_is_lost(simulator, twilio, product):
    call = twilio.calls.create(
        to=DOCTOR,
        from_=OURS,
        twiml=str(question(product)).replace("<Gather", "<Pause length='60'/><Gather"),
    )
    wait_for(simulator, DOCTOR, "ringing")
    simulator.answer(DOCTOR)
    wait_for(simulator, DOCTOR, "in-progress")
    simulator.press(DOCTOR, "1")
    ended(simulator, twilio, call.sid)
    assert product.told == []


def test_voicemail_hears_everything_and_presses_nothing(simulator, twilio, product):
    simulator.behave(DOCTOR, call={"kind": "voicemail", "after": 1})
    document = question(product, timeout=60)
    call = twilio.calls.create(to=DOCTOR, from_=OURS, twiml=str(document))
    assert ended(simulator, twilio, call.sid).duration in ("10", "11", "12")
    assert product.told == []


def test_the_first_words_come_from_the_url_and_relative_addresses_are_followed(
    simulator, twilio, product
):
    product.answers["/start/here"] = "<Response><Redirect>there</Redirect></Response>"
    product.answers["/start/there"] = "<Response><Say>arrived</Say></Response>"
    call = converse(simulator, twilio, None, url=f"{product.url}/start/here", method="GET")
    assert said(call) == ["arrived"]
    assert [told.method for told in product.told] == ["GET", "POST"]
    assert all(told.genuine for told in product.told)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<Response><Record/></Response>", 12200),
        ("<Response><Say volume='11'>x</Say></Response>", 12200),
        ("<Response><Gather input='speech'/></Response>", 12200),
        ("<Response><Pause length='x'/></Response>", 12200),
        ("<Response><Say>", 12100),
        ("<Answer/>", 12102),
        ("<Response><Redirect>nowhere</Redirect></Response>", 11100),
    ],
)
def test_what_twilio_could_not_run_is_an_application_error(simulator, twilio, document, code):
    call = converse(simulator, twilio, document)
    assert simulator.record()["errors"][0]["code"] == code
    assert said(call) == [APOLOGY]
    assert call["status"] == "completed"


def test_an_action_that_fails_leads_to_the_fallback(simulator, twilio, product):
    product.answers["/answer"] = 500
    product.answers["/fallback"] = "<Response><Say>please use the link</Say></Response>"
    call = converse(
        simulator, twilio, question(product), keys="1", fallback_url=f"{product.url}/fallback"
    )
    assert said(call)[-1] == "please use the link"
    assert product.told_on("/fallback")[0].params["ErrorCode"] == "11200"
    assert simulator.record()["errors"][0]["code"] == 11200


def test_a_dead_web_server_is_tried_twice_and_then_apologised_for(simulator, twilio, product):
    dead = "http://127.0.0.1:9/answer"
    call = converse(simulator, twilio, question(product, action=dead), keys="2", fallback_url=dead)
    assert said(call)[-1] == APOLOGY
    attempts = [(c["path"], c["attempt"], c["status"]) for c in simulator.record()["callbacks"]]
    assert attempts == [("/answer", 1, None), ("/answer", 2, None)] * 2


def test_a_doctor_who_presses_and_hangs_up_at_once_has_still_answered(simulator, twilio, product):
    call = twilio.calls.create(to=DOCTOR, from_=OURS, twiml=str(question(product, timeout=600)))
    wait_for(simulator, DOCTOR, "ringing")
    simulator.answer(DOCTOR)
    simulator.until(lambda: (simulator.phone(DOCTOR)["call"] or {}).get("listening"))
    simulator.press(DOCTOR, "1")
    simulator.hang_up(DOCTOR)
    ended(simulator, twilio, call.sid)
    simulator.until(lambda: product.told_on("/answer"))
    assert product.told[0].params["Digits"] == "1"
