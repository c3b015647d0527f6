"""A key while the database does not answer: the caller waits on the line, and it is not lost."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.db import OperationalError

from calls.dispatch.vocabulary import Channel
from calls.webhooks import patience
from tests.calls.test_away import nobody_reads
from tests.calls.twilio_client import post, press_key, said, sid_of, verbs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def call(night):
    night.work()
    return night.attempt(1, Channel.VOICE)


def what_follows(response):
    """The address that the caller's wait leads to, as a path with its query."""
    assert verbs(response) == ["Say", "Pause", "Redirect"]
    address = ElementTree.fromstring(response.content).find("Redirect").text
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_a_yes_while_the_row_is_held_is_brought_again_and_counts(night, call):
    with nobody_reads("calls_escalation"):
        response = press_key(call, "1")
        assert "お待ち" in said(response)[0]
    again = what_follows(response)
    assert parse_qs(urlsplit(again).query) == {"Digits": ["1"], "times": ["1"]}
    thanks = post(again, CallSid=sid_of(call), From="+815000000001", To=call.number)
    assert "お引き受け" in said(thanks)[0]
    assert night.states[0] == "accepted"


def test_the_minutes_are_not_lost_either(night, call):
    press_key(call, "1")
    with nobody_reads("calls_escalation"):
        response = press_key(call, "25", "arrival")
    assert "25分" in said(post(what_follows(response), CallSid=sid_of(call)))[0]
    assert night.offer(1).arrives_at is not None


def test_a_key_in_an_address_that_nobody_signed_is_none(night, call):
    path = f"/twilio/voice/{call.key}/key?Digits=1&times=1"
    assert post(path, signature="A" * 27 + "=", CallSid=sid_of(call)).status_code == 403
    assert night.states[0] == "asking"


@pytest.mark.logs("ERROR django.request Service Unavailable")
def test_after_half_a_minute_the_call_ends_with_the_fallback(call, client):
    client.raise_request_exception = False
    path = f"/twilio/voice/{call.key}/key?Digits=1&times={patience.TIMES}"
    with nobody_reads("calls_escalation"):
        assert post(path, client=client, CallSid=sid_of(call)).status_code == 503


def test_a_database_that_is_away_is_waited_for_too(night, call, monkeypatch):
    def away(**_):
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as while_away:
        while_away.setattr("calls.services.accept", away)
        response = press_key(call, "1")
    thanks = post(what_follows(response), CallSid=sid_of(call), To=call.number)
    assert "お引き受け" in said(thanks)[0]
