"""What nurse and doctor tap between the yes and the end."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.calls.nurses import act, page
from tests.dispatch.night import Night
from tests.make import make_nurse

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox):
    night = Night(outbox, doctors=2)
    night.press()
    return night


@pytest.fixture
def nurse(client, night):
    client.force_login(night.nurse)
    return client


@pytest.fixture
def colleague(night):
    client = Client()
    client.force_login(make_nurse(night.nurse.stations.get(), display_name="雛形看護師"))
    return client


@pytest.fixture
def doctor(night):
    """His browser, after his yes by the link."""
    phone = Client()
    phone.post(f"/{night.offer(1).token}", {"answer": "yes"})
    return phone


def his_page(phone, night):
    return phone.get(f"/{night.offer(1).token}").content.decode()


def says(phone, night, what, **form):
    return phone.post(f"/{night.offer(1).token}", {"answer": what} | form)


def arrives_at(night):
    return f"{night.offer(1).arrives_at.astimezone():%H:%M}"


# --- The doctor's page --------------------------------------------------------------------


def test_he_confirms_with_one_tap_and_is_not_asked_again(night, doctor):
    assert 'value="spoke"' in his_page(doctor, night)
    says(doctor, night, "spoke")
    assert night.status == "contacted"
    assert 'value="spoke"' not in his_page(doctor, night)


def test_he_gives_the_time_and_changes_it(night, doctor, nurse):
    for minutes in ("30", "75"):
        says(doctor, night, "arrival", minutes=minutes)
        for html in (his_page(doctor, night), page(nurse, "escalation", night.escalation.pk)):
            assert re.search(rf"到着予定 (<b>)?{arrives_at(night)}", html)


@pytest.mark.parametrize("minutes", ["0", "-5", "181", "", "soon"])
def test_an_impossible_time_is_asked_for_once_more(night, doctor, minutes):
    answer = says(doctor, night, "arrival", minutes=minutes)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert night.offer(1).arrives_at is None


def test_he_says_that_he_is_there(night, doctor, nurse):
    says(doctor, night, "arrived")
    assert night.status == "contacted"
    assert "到着しました" in his_page(doctor, night)
    assert 'value="arrived"' not in his_page(doctor, night)
    assert reverse("arrived", args=[night.escalation.pk, night.offer(1).pk]) not in page(
        nurse, "escalation", night.escalation.pk
    )


@pytest.mark.parametrize("what", ["spoke", "arrived", "arrival"])
def test_another_browser_says_nothing_for_him(night, doctor, what):
    says(Client(), night, what, minutes="30")
    assert night.status == "accepted"
    assert night.offer(1).arrives_at is None


def test_his_page_names_the_nurse_who_has_it_now(night, doctor, colleague):
    act(colleague, "take_over", night.escalation.pk, call_back_number="090-0000-0902")
    html = his_page(doctor, night)
    assert "雛形看護師" in html
    assert 'href="tel:+819000000902"' in html


# --- The nurse's page ---------------------------------------------------------------------


def test_she_enters_the_time_with_one_tap_or_any_number(night, doctor, nurse):
    where = (night.escalation.pk, night.offer(1).pk)
    assert reverse("arrival", args=where) in page(nurse, "live", night.escalation.pk)
    for minutes in ("15", "100"):
        act(nurse, "arrival", *where, minutes=minutes)
        assert arrives_at(night) in page(nurse, "live", night.escalation.pk)
    wrong = nurse.post(reverse("arrival", args=where), {"minutes": "500"})
    assert wrong.status_code == 422


def test_a_tap_about_a_doctor_who_gave_it_back_says_nothing_of_his_colleague(night, doctor, nurse):
    says(doctor, night, "back")
    night.work()
    night.accept(2)
    act(nurse, "spoke", night.escalation.pk, offer=night.offer(1).pk)
    act(nurse, "arrived", night.escalation.pk, night.offer(1).pk)
    assert night.status == "accepted"


def test_both_times_are_there_after_the_end(night, doctor, nurse):
    says(doctor, night, "arrival", minutes="30")
    act(nurse, "arrived", night.escalation.pk, night.offer(1).pk)
    act(nurse, "close", night.escalation.pk, outcome="visited")
    card = page(nurse, "escalation", night.escalation.pk).split("</section>")[0]
    assert f"到着予定 {arrives_at(night)}" in card
    assert f"{night.offer(1).arrived_at.astimezone():%H:%M} 到着" in card


def test_a_colleague_sees_who_has_it_and_takes_it_with_one_tap(night, colleague, nurse):
    assert "見本看護師" in page(colleague, "live", night.escalation.pk)
    assert "引き継ぐ" in page(colleague, "live", night.escalation.pk)
    assert "引き継ぐ" not in page(nurse, "live", night.escalation.pk)
    act(colleague, "take_over", night.escalation.pk)
    assert "引き継ぐ" in page(nurse, "live", night.escalation.pk)
    assert "引き継ぐ" not in page(colleague, "live", night.escalation.pk)


def test_a_number_that_is_none_is_asked_for_once_more(night, colleague):
    address = reverse("take_over", args=[night.escalation.pk])
    assert colleague.post(address, {"call_back_number": "12"}).status_code == 422
    assert night.escalation.nurse == night.nurse


def test_what_is_over_cannot_be_taken_over(night, colleague, nurse):
    act(nurse, "cancel", night.escalation.pk)
    assert "引き継ぐ" not in page(colleague, "live", night.escalation.pk)
    act(colleague, "take_over", night.escalation.pk)
    night.escalation.refresh_from_db()
    assert night.escalation.nurse == night.nurse
