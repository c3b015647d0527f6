"""The page of a database that does not answer: what it offers, and what it does not repeat."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from tests.calls.nurses import FORM

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.logs("ERROR django.request Service Unavailable"),
]
ONCE = "同じ依頼が二重に開かれることはありません。"
PRESS = reverse("request", args=["6f1d2c0a-0000-4000-8000-000000000001"])
TYPED = FORM | {"area": """<b>"北口" & 南口</b>""", "csrfmiddlewaretoken": "a token"}


@pytest.fixture
def visitor(client, night):
    client.raise_request_exception = False
    client.force_login(night.nurse)
    return client


@contextmanager
def nobody_reads(table):
    """As long as somebody else has the whole table."""
    where = connection.get_connection_params()
    names = {
        name: where[name]
        for name in ("host", "port", "user", "password", "dbname")
        if name in where
    }
    with psycopg.connect(**names) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


def test_a_page_that_was_asked_for_comes_by_itself(visitor):
    with nobody_reads("stations_user"):
        answer = visitor.get(reverse("home"))
    assert answer.status_code == 503
    assert answer["Refresh"] == answer["Retry-After"] == "5"
    assert "<form" not in answer.content.decode()


def test_what_was_sent_can_be_sent_again_word_for_word(visitor):
    with nobody_reads("calls_offer"):
        answer = visitor.post(PRESS, TYPED)
    assert answer.status_code == 503
    assert not answer.has_header("Refresh"), "it would come back empty"
    assert answer["Cache-Control"] == "no-store"
    html = answer.content.decode()
    assert html.count("<form") == 1
    for name in TYPED:
        assert f'type="hidden" name="{name}"' in html
    assert ONCE in html
    assert "&lt;b&gt;&quot;北口&quot; &amp; 南口&lt;/b&gt;" in html


def test_only_of_the_press_it_is_said_that_it_counts_once(visitor, night):
    """Not every form can be sent twice to no effect."""
    running = night.press()
    with nobody_reads("calls_escalation"):
        answer = visitor.post(
            reverse("restart", args=[running.pk]), {"csrfmiddlewaretoken": "a token"}
        )
    assert answer.status_code == 503
    html = answer.content.decode()
    assert "<form" in html
    assert ONCE not in html


@pytest.mark.parametrize(
    "sent",
    [
        {"login": "nurse", "password": "a secret", "csrfmiddlewaretoken": "a token"},
        {"CallStatus": "ringing", "To": "+819000000001"},
    ],
    ids=["a password", "not from a page of ours"],
)
def test_what_is_not_for_a_page_is_not_repeated(visitor, sent):
    with nobody_reads("stations_user"):
        answer = visitor.post(PRESS, sent)
    assert answer.status_code == 503
    html = answer.content.decode()
    assert "<form" not in html
    assert all(value not in html for value in sent.values())
