"""City staff see who would be asked now, and nobody is called by looking."""

import pytest
from django.urls import reverse

from calls.models import Attempt, Escalation
from tests.calls.test_admin import clerk_of
from tests.make import make_night, make_region, make_station, make_unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def station():
    nurse, _ = make_night(doctors=3)
    return nurse.stations.get()


def page_of(station):
    return reverse("admin:calls_askingstation_change", args=[station.pk])


def test_a_clerk_reads_in_which_order_doctors_would_be_asked_and_by_which_number(station):
    [first, second, third] = station.region.teams.get().clinics.get().doctors.order_by("position")
    make_unavailable(doctor=second)
    words = clerk_of(station.region).get(page_of(station)).content.decode()
    places = [words.index(doctor.name) for doctor in (first, second, third)]
    assert places == sorted(places)
    assert "対応困難日" in words
    assert "090-0000-0001" in words
    assert "2人に依頼できます" in words


def test_looking_asks_nobody(station):
    clerk_of(station.region).get(page_of(station))
    assert not Escalation.objects.exists()
    assert not Attempt.objects.exists()


def test_stations_that_take_no_part_are_not_listed(station):
    make_station(station.region, name="参加していないステーション", takes_part=False)
    address = reverse("admin:calls_askingstation_changelist")
    words = clerk_of(station.region).get(address).content.decode()
    assert station.name in words
    assert "参加していないステーション" not in words


def test_a_clerk_of_another_region_sees_nothing(station):
    client = clerk_of(make_region())
    assert client.get(page_of(station)).status_code == 302
    listed = client.get(reverse("admin:calls_askingstation_changelist")).content.decode()
    assert station.name not in listed


def test_nothing_can_be_changed_there(station):
    client = clerk_of(station.region)
    assert client.post(page_of(station), {"name": "別名"}).status_code == 403
    assert client.get(reverse("admin:calls_askingstation_add")).status_code == 403
