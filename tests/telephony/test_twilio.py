"""The adapter on the wire: what it asks for, and what it makes of the answers."""

import base64
import socket
from datetime import UTC, datetime
from threading import Thread

import pytest

from calls.telephony.base import Carrier, CarrierError, Progress, Receipt
from calls.telephony.twilio import TwilioCarrier
from calls.telephony.twilio_errors import ERRORS
from tests.telephony.documented import operation_of, violations
from tests.telephony.listener import Listener
from tests.telephony.make import make_call, make_text

ACCOUNT = "AC" + "0" * 32
CALL, TEXT = "CA" + "1" * 32, "SM" + "2" * 32
CREDENTIALS = f"{ACCOUNT}:secret".encode()
NUMBER, OURS = "+819000000001", "+815000000001"
CREATED = "Sun, 22 Nov 2026 17:00:01 +0000"


@pytest.fixture
def twilio():
    with Listener() as listener:
        yield listener


@pytest.fixture
def carrier(twilio):
    return make_carrier(twilio.url)


def make_carrier(url, **more):
    return TwilioCarrier(
        account_sid=ACCOUNT,
        auth_token="secret",
        voice_from=OURS,
        sms_from=OURS,
        api_base_url=url,
        **more,
    )


def call_resource(**changes):
    return {
        "sid": CALL,
        "to": NUMBER,
        "from": OURS,
        "status": "queued",
        "direction": "outbound-api",
        "queue_time": "0",
        "date_created": CREATED,
    } | changes


def text_resource(**changes):
    return {
        "sid": TEXT,
        "to": NUMBER,
        "from": OURS,
        "body": "本文",
        "status": "queued",
        "direction": "outbound-api",
        "date_created": CREATED,
    } | changes


def page(name, rows):
    return {name: rows, "page_size": 20, "next_page_uri": None, "uri": "/"}


def refusal(code, status=400):
    return {"code": code, "message": "refused", "more_info": "", "status": status}


VERBS = {
    "CreateCall": (lambda c: c.call(make_call(NUMBER)), call_resource()),
    "CreateMessage": (lambda c: c.text(make_text(NUMBER)), text_resource()),
    "UpdateCall": (lambda c: c.hang_up(CALL), call_resource(status="completed")),
    "FetchCall": (lambda c: c.look_up_call(CALL), call_resource()),
    "FetchMessage": (lambda c: c.look_up_text(TEXT), text_resource()),
    "ListCall": (lambda c: c.find_calls(NUMBER), page("calls", [call_resource()])),
    "ListMessage": (lambda c: c.find_texts(NUMBER), page("messages", [text_resource()])),
}


@pytest.mark.parametrize("operation", VERBS)
def test_every_verb_is_one_request_as_twilio_documents_it(operation, twilio, carrier):
    verb, answer = VERBS[operation]
    twilio.answer(answer, 201 if operation.startswith("Create") else 200)
    verb(carrier)
    [request] = twilio.requests
    assert operation_of(request.method, request.path) == operation
    assert violations(operation, request.given) == []
    assert (
        request.authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:secret".encode()).decode()
    )
    if request.method == "POST":
        assert request.content_type == "application/x-www-form-urlencoded"


def test_a_call_asks_for_these_things_and_no_others(twilio, carrier):
    twilio.answer(call_resource(queue_time="2500"), 201)
    receipt = carrier.call(make_call(NUMBER, ring_for=25))
    given = twilio.requests[0].given
    assert receipt == Receipt(CALL, 2.5)
    assert "<Gather" in given.pop("Twiml")[0]
    assert given == {
        "To": [NUMBER],
        "From": [OURS],
        "Timeout": ["25"],
        "TimeLimit": ["1200"],
        "StatusCallback": ["http://testserver/twilio/voice/aaaaaaaaaaaaaaaaaaaaaa/status"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "FallbackUrl": ["http://testserver/twilio/voice/fallback"],
    }


def test_a_call_without_a_key_only_speaks(twilio, carrier):
    twilio.answer(call_resource(), 201)
    carrier.call(make_call(NUMBER, key_url=None))
    [script] = twilio.requests[0].given["Twiml"]
    assert "Gather" not in script
    assert script.count("往診の依頼です。") == 2


def test_words_that_fit_into_no_call_cost_no_request(twilio, carrier):
    with pytest.raises(CarrierError) as raised:
        carrier.call(make_call(NUMBER, say=("あ" * 4000,)))
    assert raised.value.ours
    assert twilio.requests == []


@pytest.mark.parametrize(("asked", "sent"), [(-5, "1"), (0, "1"), (180, "180"), (90_000, "36000")])
def test_an_sms_is_valid_for_what_is_left_of_the_offer(asked, sent, twilio, carrier):
    twilio.answer(text_resource(), 201)
    assert carrier.text(make_text(NUMBER, valid_for=asked)) == Receipt(TEXT, 0.0)
    given = twilio.requests[0].given
    assert set(given) == {"To", "From", "Body", "StatusCallback", "ValidityPeriod"}
    assert given["ValidityPeriod"] == [sent]
    assert given["Body"] == [make_text().body]


def test_calls_to_a_number_are_found_newest_first_without_a_start_time(twilio, carrier):
    older = call_resource(sid="CA" + "3" * 32, date_created="Sun, 22 Nov 2026 16:59:01 +0000")
    inbound = call_resource(sid="CA" + "4" * 32, direction="inbound")
    rows = [older, inbound, call_resource(status="in-progress")]
    twilio.answer(page("calls", rows))
    found = carrier.find_calls(NUMBER)
    assert set(twilio.requests[0].given) == {"To", "PageSize"}
    assert [one.sid for one in found] == [CALL, older["sid"]]
    assert found[0].progress is Progress.ANSWERED
    assert found[0].created_at == datetime(2026, 11, 22, 17, 0, 1, tzinfo=UTC)


def test_an_sms_is_found_with_its_body(twilio, carrier):
    twilio.answer(page("messages", [text_resource(status="undelivered", body="リンク")]))
    [found] = carrier.find_texts(NUMBER)
    assert (found.sid, found.body, found.progress) == (TEXT, "リンク", Progress.UNDELIVERED)


def test_a_status_that_twilio_added_since_is_no_end(twilio, carrier):
    twilio.answer(text_resource(status="pondered"))
    assert carrier.look_up_text(TEXT).progress is Progress.QUEUED


@pytest.mark.parametrize(("code", "status"), [(21220, 400), (20404, 404)])
def test_hanging_up_a_call_that_is_over_is_no_error(code, status, twilio, carrier):
    twilio.answer(refusal(code, status), status)
    carrier.hang_up(CALL)
    assert len(twilio.requests) == 1


def test_hanging_up_may_fail_otherwise(twilio, carrier):
    twilio.answer(refusal(20003, 401), 401)
    with pytest.raises(CarrierError) as raised:
        carrier.hang_up(CALL)
    assert raised.value.ours


@pytest.mark.parametrize(("code", "mark"), ERRORS.items())
def test_a_code_of_the_table_has_its_marks(code, mark, twilio, carrier):
    twilio.answer(refusal(code), 400)
    with pytest.raises(CarrierError) as raised:
        carrier.text(make_text(NUMBER))
    error = raised.value
    assert (error.code, error.permanent, error.ours) == (code, mark.permanent, mark.ours)
    assert not error.ambiguous


@pytest.mark.parametrize(
    "code", [21211, 21214, 21610, 21612, 21614, 21635, 30004, 30005, 30006, 30007]
)
def test_some_codes_end_a_channel_for_good(code):
    assert ERRORS[code].permanent


@pytest.mark.parametrize("code", [20003, 21657, 21608, 13227, 21215])
def test_some_codes_are_for_staff_to_repair(code):
    assert ERRORS[code].ours
    assert not ERRORS[code].permanent


def test_an_unknown_refusal_may_be_tried_again(twilio, carrier):
    twilio.answer(refusal(29999), 400)
    with pytest.raises(CarrierError) as raised:
        carrier.call(make_call(NUMBER))
    error = raised.value
    assert (error.code, error.permanent, error.ours, error.ambiguous) == (
        29999,
        False,
        False,
        False,
    )


def test_too_many_requests_were_never_processed_and_say_when_to_come_back(twilio, carrier):
    twilio.answer(refusal(20429, 429), 429, headers=(("Retry-After", "3"),))
    with pytest.raises(CarrierError) as raised:
        carrier.call(make_call(NUMBER))
    error = raised.value
    assert (error.code, error.retry_after, error.ambiguous) == (20429, 3.0, False)


@pytest.mark.parametrize("body", [refusal(20500, 500), "<html>Bad gateway</html>"])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_after_a_server_error_nobody_knows(body, status, twilio, carrier):
    twilio.answer(body, status)
    with pytest.raises(CarrierError) as raised:
        carrier.call(make_call(NUMBER))
    assert raised.value.ambiguous
    assert len(twilio.requests) == 1


@pytest.mark.parametrize(
    "answer", [{"body": "no JSON"}, {"body": {}}, {"body": "", "hang_up": True}]
)
def test_after_a_broken_answer_nobody_knows(answer, twilio, carrier):
    twilio.answer(status=201, **answer)
    with pytest.raises(CarrierError) as raised:
        carrier.text(make_text(NUMBER))
    assert raised.value.ambiguous
    assert len(twilio.requests) == 1


def test_after_a_time_out_nobody_knows(twilio):
    twilio.answer(call_resource(), 201, after=0.4)
    with pytest.raises(CarrierError) as raised:
        make_carrier(twilio.url, timeouts=(0.5, 0.1)).call(make_call(NUMBER))
    assert raised.value.ambiguous
    assert len(twilio.requests) == 1


def test_a_look_up_is_never_ambiguous(twilio, carrier):
    twilio.answer(refusal(20500, 500), 500)
    with pytest.raises(CarrierError) as raised:
        carrier.find_calls(NUMBER)
    assert not raised.value.ambiguous


def test_without_a_connection_certainly_nothing_was_done():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound, and not listening: refused
        carrier = make_carrier(f"http://127.0.0.1:{reserved.getsockname()[1]}")
        with pytest.raises(CarrierError) as raised:
            carrier.call(make_call(NUMBER))
    error = raised.value
    assert (error.ambiguous, error.permanent, error.ours) == (False, False, False)


def test_the_connection_stays_open_within_a_thread_and_is_not_shared(twilio, carrier):
    def look_twice():
        carrier.look_up_call(CALL)
        carrier.look_up_call(CALL)

    for _ in range(4):
        twilio.answer(call_resource())
    look_twice()
    other = Thread(target=look_twice)
    other.start()
    other.join()
    first, second, third, fourth = (request.connection for request in twilio.requests)
    assert first == second
    assert third == fourth
    assert first != third


def test_no_proxy_of_the_environment_stands_before_an_own_address(twilio, carrier, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    twilio.answer(call_resource())
    assert carrier.look_up_call(CALL).sid == CALL


def test_an_own_address_is_left_whole_whatever_edge_the_environment_names(twilio, monkeypatch):
    monkeypatch.setenv("TWILIO_EDGE", "tokyo")
    monkeypatch.setenv("TWILIO_REGION", "jp1")
    twilio.answer(call_resource())
    assert make_carrier(twilio.url).look_up_call(CALL).sid == CALL


def test_the_adapter_is_a_carrier(carrier):
    assert isinstance(carrier, Carrier)
