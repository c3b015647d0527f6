"""The page of a running search: what it says, and what its buttons do."""

import pytest
from django.urls import reverse

from calls import hearing
from calls.models import Escalation
from tests.calls.nurses import act, page
from tests.dispatch.night import Night
from tests.make import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=3)


@pytest.fixture
def nurse(client, night):
    client.force_login(night.nurse)
    return client


def test_the_page_and_its_fragment_say_the_same(night, nurse):
    escalation = night.press()
    live = page(nurse, "live", escalation.pk).split('class="state"')[1]
    section = live[live.index('<section id="now"') : live.index("</section>")]
    assert section in page(nurse, "escalation", escalation.pk)
    assert "<html" not in live


def test_skip_asks_the_next_doctor(night, nurse):
    escalation = night.press()
    act(nurse, "skip", escalation.pk, night.offer(1).pk)
    assert night.states == ["skipped", "asking", "waiting"]


def test_ask_this_one_next(night, nurse):
    escalation = night.press()
    act(nurse, "ask_first", escalation.pk, night.offer(3).pk)
    night.decline(1)
    assert night.states == ["declined", "waiting", "asking"]


def test_calling_it_off_asks_back_first(night, nurse):
    escalation = night.press()
    assert reverse("cancel", args=[escalation.pk]) in page(nurse, "escalation", escalation.pk)
    assert "<form" in page(nurse, "cancel", escalation.pk)
    assert night.status == "searching"
    act(nurse, "cancel", escalation.pk)
    assert night.status == "cancelled"


def test_after_the_yes_the_number_is_one_tap_away_and_the_end_is_recorded(night, nurse):
    escalation = night.press()
    night.accept(1, minutes=20)
    html = page(nurse, "escalation", escalation.pk)
    assert 'href="tel:+819000000001"' in html.split("</section>")[0]
    act(nurse, "spoke", escalation.pk, offer=night.offer(1).pk)
    assert night.status == "contacted"
    act(nurse, "close", escalation.pk, outcome="visited")
    assert night.status == "closed"
    assert page(nurse, "escalation", escalation.pk).count("<script") == 0


def test_an_end_without_an_outcome_is_asked_for(night, nurse):
    escalation = night.press()
    night.accept(1)
    response = nurse.post(reverse("close", args=[escalation.pk]))
    assert response.status_code == 422
    assert night.status == "accepted"


def test_nobody_found_opens_the_phone_list_and_offers_another_search(night, nurse):
    escalation = night.press()
    for number in (1, 2, 3):
        night.decline(number)
    html = page(nurse, "escalation", escalation.pk)
    assert '<details id="phone-details" open>' in html
    assert html.index('id="phones"') < html.index('id="doctors"')
    assert reverse("restart", args=[escalation.pk]) in html


def test_restart_asks_again_those_who_may_still_come(night, nurse):
    escalation = night.press()
    night.nobody_answers()
    assert night.status == "unanswered"
    act(nurse, "restart", escalation.pk)
    assert night.status == "searching"


def test_every_number_is_on_the_page_whatever_the_status(night, nurse):
    escalation = night.press()
    html = page(nurse, "escalation", escalation.pk)
    for number in (1, 2, 3):
        assert f'href="tel:+81900000000{number}"' in html
    assert 'href="tel:119"' in html


def test_the_page_tells_honestly_that_nothing_goes_out(night, nurse):
    escalation = press(night.nurse)
    night_is_long = Escalation.objects.get(pk=escalation.pk)
    night_is_long.attempts.update(due_at=night_is_long.opened_at.replace(year=2020))
    html = page(nurse, "escalation", escalation.pk)
    assert 'class="alarm"' in html
    assert '<details id="phone-details" open>' in html


def test_raw_words_of_a_doctor_cannot_become_markup(night, nurse):
    escalation = night.press()
    hearing.hear(sender="+819000000001", body="<script>alert(1)</script>", sid="SM1")
    html = page(nurse, "escalation", escalation.pk)
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
