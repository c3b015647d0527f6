"""GET /api/v1/escalations/<id>/: what the page reads, for programs."""

from dataclasses import asdict

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from calls.dispatch import clock
from calls.live import live_state
from stations.models import Role
from tests.dispatch.night import Night
from tests.make import make_nurse, make_region, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox):
    night = Night(outbox, doctors=3)
    night.press()
    night.decline(1)
    night.accept(2, minutes=20)
    return night


def address(night):
    return f"/api/v1/escalations/{night.escalation.pk}/"


def test_it_says_what_the_live_state_says(night, client):
    client.force_login(night.nurse)
    said = client.get(address(night)).json()
    night.escalation.refresh_from_db()
    expected = asdict(live_state(night.escalation, clock.now()))
    expected["offers"] = expected.pop("rows")
    assert parse_datetime(said.pop("at")) <= expected.pop("at")
    assert _plain(said) == _plain(expected)


def _plain(value):
    """Times as instants and sequences as lists, so that both sides can be compared."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str) and value[:2] == "20" and (time := parse_datetime(value)):
        return time.timestamp()
    return value.timestamp() if isinstance(value, timezone.datetime) else value


def test_numbers_are_e164_and_times_are_iso_8601(night, client):
    client.force_login(night.nurse)
    said = client.get(address(night)).json()
    assert said["accepted"]["numbers"][0]["number"] == "+819000000002"
    assert parse_datetime(said["accepted"]["arrives_at"]).utcoffset() is not None
    assert (said["status"], said["sequence"]) == ("accepted", len(said["timeline"]))


def test_it_is_never_kept(night, client):
    client.force_login(night.nurse)
    assert "no-store" in client.get(address(night))["Cache-Control"]


def test_a_nurse_of_another_station_finds_nothing(night, client):
    client.force_login(make_nurse(make_station(make_region())))
    assert client.get(address(night)).status_code == 404


def test_city_staff_find_nothing(night, client):
    region = night.nurse.stations.get().region
    clerk = make_nurse(night.nurse.stations.get(), role=Role.STAFF, region=region)
    client.force_login(clerk)
    assert client.get(address(night)).status_code == 404


def test_nobody_reads_it_without_signing_in(night, client):
    assert client.get(address(night)).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(night, client, method):
    client.force_login(night.nurse)
    assert getattr(client, method)(address(night)).status_code == 405
