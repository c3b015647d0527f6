import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from twilio.request_validator import RequestValidator

from calls.telephony import inbound
from calls.telephony.base import Progress
from calls.telephony.inbound import InboundText, KeyPress, StatusReport

TOKEN, OLD_TOKEN = "the token", "the token before"
PATH = "/twilio/sms?a=1&b=%E3%81%82"
SID = "SM" + "1" * 32
PARAMETERS = {
    "MessageSid": SID,
    "From": "+819000000001",
    "Body": " はい \n",
    "NumMedia": "0",
    "X": "",
}


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_BASE_URL = "https://go.example.jp"
    settings.TWILIO = {"AUTH_TOKEN": TOKEN, "AUTH_TOKEN_OLD": OLD_TOKEN}


@inbound.verified
def view(request, *args, **kwargs):
    return HttpResponse("heard")


def signature(parameters=PARAMETERS, url="https://go.example.jp" + PATH, token=TOKEN):
    return RequestValidator(token).compute_signature(url, parameters)


def post(path=PATH, data=PARAMETERS, sign=None, **more):
    headers = {"X-Twilio-Signature": signature() if sign is None else sign}
    return view(RequestFactory().post(path, data, headers=headers, **more)).status_code


def test_a_signed_request_is_let_through_with_its_parameters_untouched():
    assert post() == 200


def test_the_old_token_counts_while_it_is_being_replaced(settings):
    assert post(sign=signature(token=OLD_TOKEN)) == 200
    settings.TWILIO = {"AUTH_TOKEN": TOKEN, "AUTH_TOKEN_OLD": ""}
    assert post(sign=signature(token=OLD_TOKEN)) == 403
    assert post(sign=signature(token="")) == 403


def test_a_second_accounts_token_counts_too(settings):
    assert post(sign=signature(token="second" * 6)) == 403
    settings.TWILIO_SECOND = {"AUTH_TOKEN": "second" * 6, "AUTH_TOKEN_OLD": "before" * 6}
    assert post(sign=signature(token="before" * 6)) == 200
    assert post(sign=signature(token="second" * 6)) == 200
    assert post() == 200


@pytest.mark.parametrize(
    ("ends", "number"),
    [
        pytest.param(("+8150", "+8190"), "+8150", id="the first calls him"),
        pytest.param(("+8151", "+8190"), "+8151", id="the second calls him"),
        pytest.param(("+8190", "+8151"), "+8151", id="he calls the second back"),
        pytest.param(("", ""), "+8150", id="it is not said"),
    ],
)
def test_by_which_of_our_numbers_a_call_goes(settings, ends, number):
    settings.TWILIO = {"VOICE_FROM": "+8150"}
    settings.TWILIO_SECOND = {"VOICE_FROM": "+8151"}
    request = RequestFactory().post(PATH, dict(zip(("From", "To"), ends, strict=True)))
    assert inbound.our_number(request) == number


def test_the_host_header_has_no_say():
    assert post(HTTP_HOST="forged.example", secure=False) == 200
    assert (
        post(HTTP_HOST="forged.example", sign=signature(url="http://forged.example" + PATH)) == 403
    )


@pytest.mark.parametrize(
    "sign",
    ["", "AAAA", "あ", signature(token="wrong"), signature(url="https://go.example.jp/twilio/sms")],
)
def test_a_forged_signature_is_refused(sign):
    assert post(sign=sign) == 403


def test_a_request_without_a_signature_is_refused():
    assert view(RequestFactory().post(PATH, PARAMETERS)).status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        PARAMETERS | {"Body": "はい"},
        {name: value for name, value in PARAMETERS.items() if name != "X"},
        PARAMETERS | {"Extra": "1"},
    ],
)
def test_a_parameter_changed_dropped_or_added_breaks_the_signature(data):
    assert post(data=data) == 403


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_anything_but_post_is_refused(method):
    request = getattr(RequestFactory(), method)(PATH, headers={"X-Twilio-Signature": signature({})})
    assert view(request).status_code == 403


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("&".join(f"a{number}=1" for number in range(1500)), "application/x-www-form-urlencoded"),
        ("--x\r\nbroken", "multipart/form-data; boundary=" + "é" * 3),
        ("a=1", "application/x-www-form-urlencoded; charset=utf-16"),
        ("a=%ff", "application/x-www-form-urlencoded"),
        ("{}", "application/json"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body, content_type):
    assert post(data=body, content_type=content_type) == 403


def request_with(**parameters):
    return RequestFactory().post("/", parameters)


@pytest.mark.parametrize(
    ("word", "progress"),
    [
        ("queued", Progress.QUEUED),
        ("initiated", Progress.QUEUED),
        ("ringing", Progress.RINGING),
        ("in-progress", Progress.ANSWERED),
        ("completed", Progress.COMPLETED),
        ("busy", Progress.BUSY),
        ("no-answer", Progress.NO_ANSWER),
        ("failed", Progress.FAILED),
        ("canceled", Progress.CANCELED),
        ("a-word-added-later", None),
    ],
)
def test_a_calls_status_in_our_words(word, progress):
    request = request_with(CallSid="CA1", CallStatus=word, SequenceNumber="0")
    assert inbound.call_status(request) == StatusReport("CA1", word, progress, None, 0)


@pytest.mark.parametrize(
    ("word", "progress"),
    [
        ("accepted", Progress.QUEUED),
        ("queued", Progress.QUEUED),
        ("sending", Progress.QUEUED),
        ("sent", Progress.SENT),
        ("delivered", Progress.DELIVERED),
        ("read", Progress.DELIVERED),
        ("undelivered", Progress.UNDELIVERED),
        ("failed", Progress.FAILED),
        ("canceled", Progress.CANCELED),
        ("receiving", None),
    ],
)
def test_an_sms_status_in_our_words(word, progress):
    request = request_with(MessageSid=SID, MessageStatus=word, ErrorCode="30005")
    assert inbound.text_status(request) == StatusReport(SID, word, progress, 30005, None)


@pytest.mark.parametrize("code", ["", "none", "-1", "３０"])
def test_an_error_code_that_is_no_number_is_left_out(code):
    request = request_with(MessageSid=SID, MessageStatus="failed", ErrorCode=code)
    assert inbound.text_status(request).code is None


def test_a_key_and_a_text_come_in_as_they_are():
    pressed = request_with(CallSid="CA1", Digits="1", From="+815000000001", To="+819000000001")
    assert inbound.key_press(pressed) == KeyPress("CA1", "1", "+815000000001", "+819000000001")
    assert inbound.key_press(request_with(CallSid="CA1")) == KeyPress("CA1", "", "", "")
    text = request_with(MessageSid=SID, From="+819000000001", Body=" １ ")
    assert inbound.inbound_text(text) == InboundText(SID, "+819000000001", " １ ")


@pytest.mark.parametrize(
    "read", [inbound.call_status, inbound.text_status, inbound.key_press, inbound.inbound_text]
)
def test_a_request_without_a_sid_is_refused(read):
    with pytest.raises(PermissionDenied):
        read(request_with(CallStatus="ringing", MessageStatus="sent", From="+819000000001"))
