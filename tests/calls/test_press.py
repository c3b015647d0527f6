"""The form and its press, which counts once however often it comes (F28)."""

import uuid
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from calls.models import Escalation
from tests.calls.nurses import page, send
from tests.dispatch.night import Night

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=3)


@pytest.fixture
def nurse(client, night):
    client.force_login(night.nurse)
    return client


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
