"""The scheme of a region is switched in the admin, and the next request follows it."""

import pytest
from django.urls import reverse
from django.utils import translation

from calls import services
from calls.dispatch.vocabulary import Channel
from calls.telephony.base import Progress
from stations.models import Role, User
from teams.models import Clinic, Order, Region
from tests.make import make_clinic, make_doctor, make_patient, make_region, mobile

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(make):
    return make(doctors=3)


@pytest.fixture
def region(night):
    return night.nurse.stations.get().region


@pytest.fixture
def office(client, region):
    clerk = User.objects.create_user("clerk", role=Role.STAFF, is_staff=True, region=region)
    client.force_login(clerk)
    return client


def address(region):
    return reverse("admin:teams_region_change", args=[region.pk])


def switch(client, region, **changes):
    """Save the page of the region as it stands, with these changes."""
    form = client.get(address(region)).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in (shown | changes).items() if value not in (None, False)}
    return client.post(address(region), sent)


def again(night, **request):
    """The next request, a while later."""
    if night.escalation is not None:
        services.cancel(escalation=night.escalation, by=night.nurse)
        night.work()
        for attempt in night.escalation.attempts.filter(channel=Channel.VOICE):
            night.report(attempt, Progress.CANCELED)
    night.outbox.calls.clear()
    night.nurse = User.objects.get(pk=night.nurse.pk)
    night.press(**request)
    return night.rung


def test_every_order_and_every_flag_is_explained_beside_it(office, region):
    shown = office.get(address(region)).content.decode()
    for order in Order:
        assert str(order.explained) in shown
    for name in ("last_resort_clinic", "advice_first", "room_link", "outside_service_name"):
        assert str(Region._meta.get_field(name).help_text) in shown


def test_switching_the_order_changes_the_next_request(office, region, night):
    patient = make_patient(night.nurse.stations.get(), night.doctors[2])
    assert again(night, patient=patient) == [1]
    assert switch(office, region, order="secondary").status_code == 302
    assert again(night, patient=patient) == [3]
    assert switch(office, region, order="all_at_once").status_code == 302
    assert again(night, patient=patient) == [1, 2, 3]
    assert switch(office, region, order="list").status_code == 302
    assert again(night, patient=patient) == [1]


def test_switching_a_hint_or_the_last_resort_changes_the_next_list(office, region, night):
    last = night.doctors[0].clinic
    second = make_clinic(region, team=last.team)
    fourth = make_doctor(second, mobile(4))
    night.doctors.append(fourth)
    assert again(night) == [1]
    assert switch(office, region, last_resort_clinic=last.pk).status_code == 302
    assert again(night) == [4]
    patient = make_patient(night.nurse.stations.get(), night.doctors[1])
    changes = {"order": "secondary", "first_by": "secondary", "last_resort_clinic": second.pk}
    assert switch(office, region, **changes).status_code == 302
    assert again(night, patient=patient) == [2]


def test_switching_the_flags_changes_the_next_request_and_not_the_one_that_runs(
    office, region, night
):
    again(night)
    running = night.escalation
    assert switch(office, region, advice_first="on", room_link="on").status_code == 302
    running.refresh_from_db()
    assert not running.advice_first
    again(night, room_link="https://room.example.jp/12")
    assert night.escalation.advice_first
    assert night.escalation.room_link == "https://room.example.jp/12"


OUTSIDE = {"outside_service_name": "夜間往診サービス", "outside_service_number": "055-000-0099"}
REFUSED = {
    "a name without a number": {"outside_service_name": "夜間往診サービス"},
    "a number without a name": {"outside_service_number": "055-000-0099"},
    "notes alone": {"outside_service_notes": "契約番号を伝える"},
    "no number at all": OUTSIDE | {"outside_service_number": "119"},
    "no such order": {"order": "lottery"},
    "no order": {"order": ""},
    "a wait that is too short": {"answer_within": "10"},
    "rounds without end": {"rounds": "99"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(what, office, region):
    before = Region.objects.filter(pk=region.pk).values().get()
    response = switch(office, region, **REFUSED[what])
    assert response.status_code == 200
    assert response.context["errors"]
    assert Region.objects.filter(pk=region.pk).values().get() == before


def test_an_outside_service_needs_both_and_is_told_so_in_japanese(office, region):
    assert switch(office, region, **OUTSIDE).status_code == 302
    region.refresh_from_db()
    assert region.outside_service_number == "+81550000099"
    response = switch(office, region, outside_service_number="")
    assert "名称と電話番号の両方" in response.content.decode()


def test_the_last_resort_is_a_clinic_of_the_region(office, region, client):
    elsewhere = make_clinic(make_region())
    for who in (None, User.objects.create_superuser("operator")):
        if who is not None:
            client.force_login(who)
        response = switch(client, region, last_resort_clinic=elsewhere.pk)
        assert "last_resort_clinic" in response.context["adminform"].form.errors
    assert Clinic.objects.filter(last_resort_of__isnull=False).count() == 0


def test_every_order_has_its_sentence_in_both_languages():
    for language in ("ja", "en"):
        with translation.override(language):
            sentences = [str(order.explained) for order in Order]
        assert len(set(sentences)) == len(Order)
        assert all(sentences)
