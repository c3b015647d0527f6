"""The life of a call, through Twilio's own SDK."""

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.telephony.simulator.calling import (
    DOCTOR,
    EVENTS,
    HELLO,
    LONG,
    NURSE,
    OURS,
    ended,
    make_client,
    place,
    wait_for,
)
from tests.telephony.simulator.product import Product
from tests.telephony.simulator_process import SimulatorError, SimulatorProcess


def test_a_new_call_has_every_field_that_the_sdk_reads(simulator, twilio):
    call = place(twilio)
    assert call.sid.startswith("CA")
    assert len(call.sid) == 34
    assert (call.to, call._from, call.status) == (DOCTOR, OURS, "queued")
    assert call.direction == "outbound-api"
    assert call.account_sid == simulator.account_sid
    assert call.queue_time == "0"
    assert abs(call.date_created - datetime.now(UTC)) < timedelta(seconds=10)
    assert call.start_time is None
    assert call.uri == f"/2010-04-01/Accounts/{simulator.account_sid}/Calls/{call.sid}.json"
    assert simulator.record()["requests"][0]["status"] == 201


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        ({"kind": "answer", "after": 1}, "completed"),
        ("busy", "busy"),
        ("no_answer", "no-answer"),
        ("manual", "no-answer"),
        ("failed", "failed"),
        ({"kind": "voicemail", "after": 1}, "completed"),
    ],
)
def test_each_behaviour_ends_in_its_status(simulator, twilio, behaviour, status):
    simulator.behave(DOCTOR, call=behaviour)
    call = ended(simulator, twilio, place(twilio, timeout=10).sid)
    assert call.status == status
    assert call.end_time is not None
    assert (call.duration is not None) == (status == "completed")


def test_the_product_is_told_of_the_events_it_asked_for_and_can_trust_them(
    simulator, twilio, product: Product
):
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 1})
    call = place(
        twilio, status_callback=f"{product.url}/status?attempt=7", status_callback_event=EVENTS
    )
    simulator.until(lambda: len(product.told_on("/status")) == 4)
    assert product.statuses_on("/status") == ["initiated", "ringing", "in-progress", "completed"]
    assert all(told.genuine for told in product.told)
    last = product.told[-1].params
    assert last["CallSid"] == call.sid
    assert last["SequenceNumber"] == "3"
    assert last["CallbackSource"] == "call-progress-events"
    assert int(last["CallDuration"]) >= 1
    assert (last["To"], last["From"], last["Direction"]) == (DOCTOR, OURS, "outbound-api")


def test_without_events_only_the_end_is_told(simulator, twilio, product):
    simulator.behave(DOCTOR, call="busy")
    place(twilio, status_callback=f"{product.url}/status", status_callback_method="GET")
    simulator.until(lambda: product.told)
    assert product.statuses_on("/status") == ["busy"]
    assert product.told[0].method == "GET"
    assert product.told[0].genuine


def test_a_person_answers_and_hangs_up(simulator, twilio):
    call = place(twilio, twiml=LONG)
    wait_for(simulator, DOCTOR, "ringing")
    simulator.answer(DOCTOR)
    wait_for(simulator, DOCTOR, "in-progress")
    simulator.hang_up(DOCTOR)
    assert ended(simulator, twilio, call.sid).status == "completed"


def test_a_person_declines(simulator, twilio):
    call = place(twilio)
    wait_for(simulator, DOCTOR, "ringing")
    simulator.decline(DOCTOR)
    assert ended(simulator, twilio, call.sid).status == "busy"


def test_calls_in_a_row_take_the_behaviours_of_a_list(simulator, twilio):
    simulator.behave(DOCTOR, call=["busy", {"kind": "answer", "after": 0}])
    first = ended(simulator, twilio, place(twilio).sid)
    second = ended(simulator, twilio, place(twilio).sid)
    third = ended(simulator, twilio, place(twilio).sid)
    assert [first.status, second.status, third.status] == ["busy", "completed", "completed"]


def test_a_phone_that_rings_is_engaged_for_the_next_caller(simulator, twilio):
    place(twilio, timeout=600)
    wait_for(simulator, DOCTOR, "ringing")
    assert ended(simulator, twilio, place(twilio).sid).status == "busy"


@pytest.mark.parametrize(("asked", "status"), [("completed", "canceled"), ("canceled", "canceled")])
def test_a_ringing_call_is_hung_up_by_the_api(simulator, twilio, asked, status):
    call = place(twilio, timeout=600)
    wait_for(simulator, DOCTOR, "ringing")
    twilio.calls(call.sid).update(status=asked)
    assert ended(simulator, twilio, call.sid).status == status


def test_cancelling_leaves_a_call_in_progress_alone_but_completing_ends_it(simulator, twilio):
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 0})
    call = place(twilio, twiml=LONG)
    wait_for(simulator, DOCTOR, "in-progress")
    assert twilio.calls(call.sid).update(status="canceled").status == "in-progress"
    twilio.calls(call.sid).update(status="completed")
    assert ended(simulator, twilio, call.sid).status == "completed"


def test_a_call_in_progress_gets_new_words(simulator, twilio):
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 0})
    call = place(twilio, twiml=LONG)
    wait_for(simulator, DOCTOR, "in-progress")
    twilio.calls(call.sid).update(twiml="<Response><Say>taken, thank you</Say></Response>")
    ended(simulator, twilio, call.sid)
    heard = [line["text"] for line in simulator.calls_to(DOCTOR)[0]["transcript"]]
    assert heard == ["taken, thank you"]


def test_an_ended_call_cannot_be_redirected(simulator, twilio):
    simulator.behave(DOCTOR, call="busy")
    call = ended(simulator, twilio, place(twilio).sid)
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls(call.sid).update(twiml=HELLO)
    assert (refused.value.status, refused.value.code) == (400, 21220)
    assert twilio.calls(call.sid).update(status="completed").status == "busy"


def test_calls_are_listed_by_number_status_and_time(simulator, twilio):
    simulator.behave(DOCTOR, call="busy")
    done = ended(simulator, twilio, place(twilio).sid)
    waiting = place(twilio, to=NURSE, timeout=600)
    wait_for(simulator, NURSE, "ringing")
    hour = timedelta(hours=1)

    def listed(**filters):
        return [call.sid for call in twilio.calls.list(**filters)]

    assert listed() == [waiting.sid, done.sid]
    assert listed(to=DOCTOR) == [done.sid]
    assert listed(from_=OURS, status="ringing") == [waiting.sid]
    assert listed(start_time_after=datetime.now(UTC) - hour) == [waiting.sid, done.sid]
    assert listed(start_time_after=datetime.now(UTC) + hour) == []
    assert listed(start_time_before=datetime.now(UTC) - hour) == []
    assert listed(end_time=done.end_time) == [done.sid]
    assert simulator.invalid_requests() == []


def test_a_long_list_comes_in_pages(simulator, twilio):
    simulator.behave(DOCTOR, call="busy")
    made = [place(twilio).sid for _ in range(5)]
    assert [call.sid for call in twilio.calls.list(page_size=2)] == made[::-1]
    page = twilio.calls.page(to=DOCTOR, page_size=2)
    assert len(list(page)) == 2
    assert [call.sid for call in page.next_page().previous_page()] == made[:2:-1]


def test_more_calls_than_the_account_may_make_wait_their_turn():
    with SimulatorProcess(speed=1, cps=2) as slow:
        client = make_client(slow)
        waits = [int(place(client, to=f"+8190000001{n:02}").queue_time) for n in range(3)]
        assert waits[0] == 0
        assert 300 < waits[1] <= 500
        assert 800 < waits[2] <= 1000
        fetched = client.calls.list()[0]
        assert fetched.status == "queued"
        assert fetched.start_time is None


def test_a_doctor_calls_back_and_hears_the_voice_address(simulator, twilio, product):
    simulator.behave(DOCTOR, call="busy")
    ended(simulator, twilio, place(twilio).sid)
    product.answers["/voice"] = HELLO
    simulator.call_back(DOCTOR)
    inbound = simulator.until(lambda: simulator.calls_to(OURS))[0]
    assert ended(simulator, twilio, inbound["sid"]).direction == "inbound"
    assert product.told_on("/voice")[0].params["From"] == DOCTOR
    assert product.told_on("/voice")[0].genuine


def test_hands_cannot_do_what_the_phone_is_not_in_a_state_for(simulator):
    with pytest.raises(SimulatorError, match="idle, not ringing") as refused:
        simulator.answer(DOCTOR)
    assert refused.value.status == 409
    with pytest.raises(SimulatorError, match="Nobody called"):
        simulator.call_back(DOCTOR)
    with pytest.raises(SimulatorError, match="is no behaviour"):
        simulator.behave(DOCTOR, call="sleep")
    with pytest.raises(SimulatorError, match="one or more of 0-9"):
        simulator.press(DOCTOR, "x")
