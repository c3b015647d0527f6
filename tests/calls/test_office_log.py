"""City staff follow one call or SMS through its whole life, and ask the carrier about it."""

import re

import pytest

from calls.dispatch.vocabulary import Channel
from calls.models import Attempt
from calls.office.codes import WORDS, in_words
from calls.telephony.base import CarrierError, Progress
from calls.telephony.twilio_errors import ERRORS
from stations.models import Role, User
from tests.calls.twilio_client import report
from tests.make import make_region

pytestmark = pytest.mark.django_db

LOG = "/admin/calls/attempt/"


@pytest.fixture
def office(client, night):
    region = night.nurse.stations.get().region
    client.force_login(
        User.objects.create_user("clerk", role=Role.STAFF, is_staff=True, region=region)
    )
    return client


def ask(office, *attempts):
    chosen = {"action": "ask_carrier", "_selected_action": [one.pk for one in attempts]}
    return office.post(LOG, chosen, follow=True).content.decode()


def test_every_code_that_decides_something_has_words():
    assert {str(code) for code in ERRORS} == set(WORDS)
    assert (in_words(None), in_words(99999)) == ("", "99999")


def test_the_list_says_whom_and_why_and_is_found_by_the_doctors_name(office, night):
    report(night.attempt(1, Channel.TEXT), "undelivered", code="30003")
    name = night.doctors[0].name
    page = office.get(LOG, {"q": name}).content.decode()
    shown = [int(pk) for pk in re.findall(r"/attempt/(\d+)/change/", page)]
    assert shown == sorted(shown, reverse=True), "the newest first"
    assert "電源が入っていない" in page
    assert page.count(f"{name}</td>") == 2


def test_one_attempt_shows_every_report_in_the_order_in_which_they_came(office, night):
    call = night.attempt(1, Channel.VOICE)
    for status in ("ringing", "initiated", "in-progress", "completed"):
        report(call, status)
    page = office.get(f"{LOG}{call.pk}/change/").content.decode()
    places = [page.index(f"({word})<") for word in ("ringing", "initiated", "in-progress")]
    assert places == sorted(places)
    assert "呼出中 (ringing)" in page
    assert re.search(r">20\d\d-\d\d-\d\d \d\d:\d\d:\d\d<", page), "to the second"
    assert call.key not in page, "whoever knows it can report in the carrier's name"
    assert "丸の内" not in page


def test_the_carrier_is_asked_and_what_it_says_of_a_running_one_is_written_down(
    office, night, outbox
):
    call = night.attempt(1, Channel.VOICE)
    outbox.move(call.sid, Progress.BUSY)
    assert "「話し中」" in ask(office, call)
    call.refresh_from_db()
    assert call.state == "busy"
    night.work()
    assert night.states[:2] != ["asking", "waiting"], "the search goes on with it"


def test_what_has_ended_here_is_left_as_it_is(office, night, outbox):
    text = night.attempt(1, Channel.TEXT)
    report(text, "delivered")
    outbox.move(text.sid, Progress.UNDELIVERED)
    page = ask(office, text)
    assert "「届きませんでした」" in page
    assert "「届きました」" in page
    assert Attempt.objects.get(pk=text.pk).state == "delivered"


def test_a_carrier_that_does_not_answer_and_one_that_never_had_it(office, night, outbox):
    call = night.attempt(1, Channel.VOICE)
    outbox.outage = CarrierError("HTTP 403", code=20005, ours=True, closed=True)
    assert "契約が有効ではありません" in ask(office, call)
    over = {"sid": None, "state": "failed", "ended_at": call.created_at}
    Attempt.objects.filter(pk=call.pk).update(**over)
    assert "わかりません" in ask(office, call), "nobody heard its answer"
    Attempt.objects.filter(pk=call.pk).update(**over, generation=0)
    assert "届いていません" in ask(office, call)


def test_more_than_ten_at_once_are_refused(office, night):
    call = night.attempt(1, Channel.VOICE)
    many = [
        Attempt.objects.create(
            escalation=call.escalation,
            offer=call.offer,
            number=call.number,
            channel="text",
            state="dropped",
            created_at=call.created_at,
            due_at=call.due_at,
            ended_at=call.created_at,
        )
        for _ in range(11)
    ]
    assert "10 件まで" in ask(office, *many)


def test_another_regions_log_is_empty(client, night):
    client.force_login(
        User.objects.create_user("other", role=Role.STAFF, is_staff=True, region=make_region())
    )
    assert night.doctors[0].name not in client.get(LOG).content.decode()
    call = night.attempt(1, Channel.VOICE)
    assert client.get(f"{LOG}{call.pk}/change/").status_code == 302
