"""The nurse's pages: who sees what, and in which words."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from calls.models import Escalation
from stations.models import Role, User
from tests.calls.nurses import FORM, page
from tests.dispatch.night import Night
from tests.make import (
    make_clinic,
    make_doctor,
    make_nurse,
    make_region,
    make_station,
    mobile,
    press,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=3)


@pytest.fixture
def nurse(client, night):
    client.force_login(night.nurse)
    return client


def clerk_of(night):
    station = night.nurse.stations.get()
    return User.objects.create_user(
        username="clerk", role=Role.STAFF, is_staff=True, region=station.region
    )


def pages_of(escalation):
    return [
        reverse(name, args=[escalation.pk]) for name in ("escalation", "live", "cancel", "close")
    ]


def test_a_nurse_of_another_station_finds_nothing(night, client):
    escalation = night.press()
    client.force_login(make_nurse(make_station(make_region())))
    assert {client.get(one).status_code for one in pages_of(escalation)} == {404}
    for name in ("restart", "spoke", "take_over", "reopen", "cancel", "close"):
        assert client.post(reverse(name, args=[escalation.pk])).status_code == 404
    offer = escalation.offers.first()
    for name in ("skip", "ask_first", "search_on", "arrival", "arrived"):
        assert client.post(reverse(name, args=[escalation.pk, offer.pk])).status_code == 404
    assert night.states == ["asking", "waiting", "waiting"]


def test_a_colleague_of_the_station_sees_and_steers(night, client):
    escalation = night.press()
    client.force_login(make_nurse(night.nurse.stations.get()))
    assert night.doctors[0].name in page(client, "escalation", escalation.pk)
    client.post(reverse("cancel", args=[escalation.pk]))
    assert night.status == "cancelled"


def test_city_staff_see_no_escalation_and_belong_in_the_admin(night, client):
    escalation = night.press()
    client.force_login(clerk_of(night))
    assert {client.get(one).status_code for one in pages_of(escalation)} == {404}
    assert client.get("/")["Location"] == reverse("admin:index")
    assert client.get(reverse("request", args=[uuid.uuid4()])).status_code == 404


def test_without_signing_in_every_page_leads_to_the_sign_in(night, client):
    escalation = night.press()
    for name in ("escalation", "live", "cancel", "close"):
        response = client.get(reverse(name, args=[escalation.pk]))
        assert response["Location"].startswith(reverse("account_login"))


def test_an_offer_of_another_escalation_cannot_be_skipped(night, nurse):
    mine = night.press()
    region = make_region()
    make_doctor(make_clinic(region), mobile(50))
    offer = press(make_nurse(make_station(region))).offers.get()
    assert nurse.post(reverse("skip", args=[mine.pk, offer.pk])).status_code == 404


def test_pages_with_a_case_are_never_kept(night, nurse):
    escalation = night.press()
    for name in ("escalation", "live", "cancel", "close"):
        response = nurse.get(reverse(name, args=[escalation.pk]))
        assert "no-store" in response["Cache-Control"]
    assert "no-store" in nurse.get("/")["Cache-Control"]


@pytest.mark.logs("Forbidden .CSRF")
def test_every_post_needs_the_csrf_token(night):
    escalation = night.press()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(night.nurse)
    for name in ("cancel", "restart", "spoke", "take_over", "reopen", "close"):
        assert strict.post(reverse(name, args=[escalation.pk])).status_code == 403
    assert strict.post(reverse("request", args=[uuid.uuid4()]), FORM).status_code == 403
    assert night.status == "searching"


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(night, nurse):
    escalation = night.press()
    for html in (page(nurse, "home"), page(nurse, "escalation", escalation.pk)):
        for forbidden in ("style=", "<style", "onclick", "http://", "https://"):
            assert forbidden not in html
        assert "<script>" not in html


def test_the_process_says_that_it_lives_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


# --- Home -------------------------------------------------------------------------------


def test_home_shows_what_runs_and_what_was(night, nurse):
    html = page(nurse, "home")
    assert night.nurse.stations.get().name in html
    assert reverse("new") in html
    running = night.press()
    assert reverse("escalation", args=[running.pk]) in page(nurse, "home")


def test_a_nurse_of_two_stations_chooses(night, nurse):
    second = make_station(night.nurse.stations.get().region, name="ステーション第二")
    night.nurse.stations.add(second)
    chosen = nurse.get("/", {"station": second.pk}).context["station"]
    assert chosen == second
    nurse.post(reverse("request", args=[uuid.uuid4()]) + f"?station={second.pk}", FORM)
    assert Escalation.objects.get().station == second


def test_somebody_elses_station_cannot_ask(night, nurse):
    other = make_station(make_region())
    assert nurse.get("/", {"station": other.pk}).status_code == 404
    address = reverse("request", args=[uuid.uuid4()]) + f"?station={other.pk}"
    assert nurse.post(address, FORM).status_code == 404


def test_a_nurse_without_a_station_is_told_whom_to_ask(client):
    client.force_login(User.objects.create_user(username="new"))
    assert client.get("/").templates[0].name == "calls/no_station.html"


# --- Words ------------------------------------------------------------------------------


def test_the_language_is_japanese_unless_another_is_chosen(nurse):
    assert '<html lang="ja">' in page(nurse, "home")
    nurse.post(reverse("set_language"), {"language": "en", "next": "/"})
    html = page(nurse, "home")
    assert '<html lang="en">' in html
    assert "Find a team doctor" in html


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/nowhere/"])
def test_pages_of_the_sign_in_and_of_errors_have_our_look(client, path):
    assert "app.css" in client.get(path).content.decode()


def test_a_nurse_signs_in_with_name_and_password(night, client):
    night.nurse.set_password("a password of several words")
    night.nurse.save()
    sent = {"login": night.nurse.username, "password": "a password of several words"}
    assert client.post(reverse("account_login"), sent)["Location"] == "/"
