"""What nurse, doctor and office see of a drill: that it is one, on every page."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from calls.models import Escalation
from calls.views.escalation import MOST_DRILLS
from stations.models import Role, User
from tests.calls.nurses import FORM, act, page
from tests.dispatch.night import Night

pytestmark = pytest.mark.django_db
BAND = 'class="drill-band"'


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=2)


@pytest.fixture
def nurse(client, night):
    client.force_login(night.nurse)
    return client


@pytest.fixture
def drill(night, nurse):
    """As the link on her first page leads to it."""
    address = reverse("request", args=[uuid.uuid4()])
    assert nurse.post(f"{address}?drill=1", FORM).status_code == 303
    night.escalation = Escalation.objects.get()
    night.work()
    return night


def test_a_quiet_link_leads_to_the_form_with_a_band(night, nurse):
    assert "drill=1" in page(nurse, "home")
    there = nurse.get(reverse("new"), {"drill": "1"}, follow=True).content.decode()
    assert BAND in there
    assert "訓練をはじめる" in there
    assert BAND not in nurse.get(reverse("new"), follow=True).content.decode()


def test_every_page_of_hers_shows_the_band(drill, nurse):
    drill.accept(1)
    pk, offer = drill.escalation.pk, drill.offer(1).pk
    for name, args in [
        ("escalation", ()),
        ("close", ()),
        ("cancel", ()),
        ("take_over", ()),
        ("arrival", (offer,)),
    ]:
        assert BAND in page(nurse, name, pk, *args), name
    assert '<b class="drill">訓練</b>' in page(nurse, "home")


def test_a_real_request_shows_none(night, nurse):
    night.press()
    assert BAND not in page(nurse, "escalation", night.escalation.pk)
    assert 'class="drill"' not in page(nurse, "home")
    assert BAND not in Client().get(f"/{night.offer(1).token}").content.decode()


def test_it_ends_with_one_tap_and_no_outcome_is_asked_for(drill, nurse):
    assert 'type="radio"' not in page(nurse, "close", drill.escalation.pk)
    act(nurse, "close", drill.escalation.pk, outcome="drill")
    assert (drill.status, drill.escalation.outcome) == ("closed", "drill")


def test_a_real_request_cannot_end_as_a_drill(night, nurse):
    night.press()
    address = reverse("close", args=[night.escalation.pk])
    assert nurse.post(address, {"outcome": "drill"}).status_code == 422


def test_the_doctor_reads_before_and_after_his_yes_that_he_need_not_go(drill):
    phone, token = Client(), drill.offer(1).token
    for _ in range(2):
        html = phone.get(f"/{token}").content.decode()
        assert "訓練です。訪問は不要です。" in html
        phone.post(f"/{token}", {"answer": "yes"})
    assert "ご協力ありがとうございます" in html
    assert "まず、看護師にお電話ください" not in html
    assert 'value="arrived"' not in html


def test_the_program_interface_says_so(drill, nurse):
    answer = nurse.get(reverse("api_escalation", args=[drill.escalation.pk]))
    assert answer.json()["is_drill"] is True


def test_the_office_tells_drills_from_the_rest(drill):
    region = drill.nurse.stations.get().region
    User.objects.create_superuser(
        "operator", password="x" * 12, display_name="運用", role=Role.STAFF, region=region
    )
    operator = Client()
    operator.force_login(User.objects.get(username="operator"))
    drill.press()
    listed = reverse("admin:calls_escalation_changelist")
    for wanted, count in (("1", 1), ("0", 1)):
        found = operator.get(listed, {"is_drill__exact": wanted})
        assert len(found.context["cl"].result_list) == count
    assert f"#{Escalation.objects.earliest('pk').pk} 訓練" in operator.get(listed).content.decode()


def test_a_station_practises_so_often_a_day_and_a_request_in_earnest_goes_all_the_same(nurse):
    addresses = [reverse("request", args=[uuid.uuid4()]) for _ in range(MOST_DRILLS + 1)]
    answers = [nurse.post(f"{address}?drill=1", FORM) for address in addresses]
    assert [answer.status_code for answer in answers] == [303] * MOST_DRILLS + [422]
    assert "訓練は1日5回まで" in answers[-1].content.decode()
    assert nurse.post(f"{addresses[0]}?drill=1", FORM).status_code == 303, "the same again"
    assert nurse.post(addresses[-1], FORM).status_code == 303
    assert Escalation.objects.filter(is_drill=True).count() == MOST_DRILLS
