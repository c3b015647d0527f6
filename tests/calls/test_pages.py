"""The nurse's pages: who sees what, what each button does, and that a press counts once."""

import uuid
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from calls import services
from calls.models import Escalation
from stations.models import Role, User
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
FORM = {
    "wanted": "visit",
    "case_kind": "fever",
    "reason": "no_answer",
    "area": "丸の内",
    "call_back_number": "090-0000-0901",
    "tell_by": "text",
    "address": "丸の内0丁目0-0",
    "handover": "",
}


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=3)


@pytest.fixture
def nurse(client, night):
    client.force_login(night.nurse)
    return client


def page(client, name, *args, status=200):
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def clerk_of(night):
    station = night.nurse.stations.get()
    return User.objects.create_user(
        username="clerk", role=Role.STAFF, is_staff=True, region=station.region
    )


# --- Who sees what ----------------------------------------------------------------------


def pages_of(escalation):
    return [
        reverse(name, args=[escalation.pk])
        for name in ("escalation", "live", "cancel", "close")
    ]


def test_a_nurse_of_another_station_finds_nothing(night, client):
    escalation = night.press()
    client.force_login(make_nurse(make_station(make_region())))
    assert {client.get(one).status_code for one in pages_of(escalation)} == {404}
    for name in ("restart", "spoke", "cancel", "close"):
        assert client.post(reverse(name, args=[escalation.pk])).status_code == 404
    offer = escalation.offers.first()
    for name in ("skip", "ask_first"):
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
    for name in ("cancel", "restart", "spoke", "close"):
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


# --- The press --------------------------------------------------------------------------


def send(client, request_id, **changes):
    return client.post(reverse("request", args=[request_id]), FORM | changes)


def test_a_press_opens_an_escalation_and_leads_to_its_page(night, nurse):
    response = send(nurse, uuid.uuid4())
    escalation = Escalation.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        reverse("escalation", args=[escalation.pk]),
    )
    assert escalation.opened_by == night.nurse
    assert escalation.address == "丸の内0丁目0-0"


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(nurse):
    response = send(nurse, uuid.uuid4(), wanted="", handover="昨夜から38.8度")
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_wanted_error"' in html
    assert 'href="#id_wanted"' in html
    assert "昨夜から38.8度" in html
    assert not Escalation.objects.exists()


def test_each_form_has_an_id_of_its_own_that_reload_and_back_keep(nurse):
    first = nurse.get(reverse("new"))["Location"]
    assert first != nurse.get(reverse("new"))["Location"]
    assert nurse.get(first).status_code == nurse.get(first).status_code == 200


def test_the_same_press_twice_opens_one_escalation(nurse):
    request_id = uuid.uuid4()
    one, two = send(nurse, request_id), send(nurse, request_id)
    assert one["Location"] == two["Location"]
    assert Escalation.objects.count() == 1


def test_other_content_under_the_same_id_is_refused_with_the_way_to_the_running_one(nurse):
    request_id = uuid.uuid4()
    first = send(nurse, request_id)
    second = send(nurse, request_id, area="湯村")
    assert second.status_code == 409
    assert first["Location"] in second.content.decode()
    assert Escalation.objects.get().area == "丸の内"


def test_the_back_button_leads_to_the_running_one_and_not_to_a_second_form(nurse):
    request_id = uuid.uuid4()
    first = send(nurse, request_id)
    html = page(nurse, "request", request_id)
    assert first["Location"] in html
    assert "<textarea" not in html


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_open_one_escalation(night):
    request_id, barrier, answers = uuid.uuid4(), Barrier(2), []

    def press_once():
        client = Client()
        client.force_login(night.nurse)
        barrier.wait()
        answers.append(send(client, request_id))
        connections.close_all()

    threads = [Thread(target=press_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Escalation.objects.count() == 1


# --- The live page ----------------------------------------------------------------------


def act(client, name, *args, **form):
    response = client.post(reverse(name, args=args), form)
    assert response.status_code == 303
    assert response["Location"] == reverse("escalation", args=args[:1])


def test_the_page_and_its_fragment_say_the_same(night, nurse):
    escalation = night.press()
    live = page(nurse, "live", escalation.pk).split('class="state"')[1]
    section = live[live.index("<section id=\"now\"") : live.index("</section>")]
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
    act(nurse, "spoke", escalation.pk)
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
    services.hear(sender="+819000000001", body="<script>alert(1)</script>", sid="SM1")
    html = page(nurse, "escalation", escalation.pk)
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


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
