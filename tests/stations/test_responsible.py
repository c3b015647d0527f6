"""The people in charge: their order, their hours, and what a clerk may enter."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from stations.models import Days, Duty, ReachedBy, Responsible, Role, User
from tests.make import make_region, make_responsible, make_station, mobile

pytestmark = pytest.mark.django_db
OFFICE = {"days": Days.WEEKDAYS, "from_time": "08:30", "until_time": "17:15"}
NIGHTS = {"days": Days.WEEKDAYS, "from_time": "20:00", "until_time": "06:00"}


@pytest.fixture
def station():
    return make_station(make_region())


def entered(where, **fields):
    """As a form enters it."""
    defaults = {
        "region": where.region,
        "duty": Duty.OTHER,
        "name": "見本 責任者",
        "number": mobile(911),
    }
    person = Responsible(**defaults | fields)
    person.full_clean()
    person.save()
    return person


@pytest.mark.parametrize(
    ("hours", "at", "may"),
    [
        ({}, "2026-11-22T03:00", True),
        (OFFICE, "2026-11-24T08:30", True),
        (OFFICE, "2026-11-24T08:29", False),
        (OFFICE, "2026-11-24T17:15", False),
        (OFFICE, "2026-11-22T10:00", False),  # a Sunday
        (NIGHTS, "2026-11-27T23:00", True),  # Friday evening
        (NIGHTS, "2026-11-28T05:59", True),  # and its morning
        (NIGHTS, "2026-11-28T23:00", False),  # Saturday evening
        (NIGHTS, "2026-11-30T05:00", False),  # Monday morning is Sunday's night
        ({"days": Days.WEEKEND}, "2026-11-22T03:00", True),
        ({"days": Days.WEEKEND}, "2026-11-24T03:00", False),
    ],
)
def test_the_hours_are_those_of_tokyo(station, hours, at, may):
    entered(station, **hours)
    now = datetime.fromisoformat(f"{at}+09:00")
    assert Responsible.objects.get().may_be_alarmed_at(now) is may


def test_by_rank_then_the_manager_the_coordinator_the_city(station):
    region, other = station.region, make_station(station.region, name="ほか")
    make_responsible(region, mobile(1), name="市", duty=Duty.STAFF)
    make_responsible(region, mobile(2), name="調整", duty=Duty.COORDINATOR)
    make_responsible(region, mobile(3), name="管理", duty=Duty.MANAGER, station=station)
    make_responsible(region, mobile(4), name="先", rank=0)
    make_responsible(region, mobile(5), name="ほかの管理", duty=Duty.MANAGER, station=other)
    make_responsible(region, mobile(6), name="退いた", is_active=False)
    make_responsible(make_region(), mobile(7), name="隣の市")
    names = [one.name for one in Responsible.objects.to_alarm_for(station)]
    assert names == ["先", "管理", "調整", "市"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"duty": Duty.MANAGER}, "a_manager_has_a_station"),
        ({"from_time": "08:00"}, "hours_of_alarm_have_both_ends"),
        ({"from_time": "08:00", "until_time": "08:00"}, "hours_of_alarm_last"),
    ],
)
def test_what_is_never_saved_says_why(station, fields, said):
    named = {one.name: one for one in Responsible._meta.constraints}
    with pytest.raises(ValidationError) as refused:
        entered(station, **fields)
    assert str(named[said].violation_error_message) in str(refused.value)


def test_a_number_stands_once_for_a_station(station):
    entered(station)
    with pytest.raises(ValidationError, match="この番号は"):
        entered(station)
    entered(station, station=station)


def test_a_landline_takes_no_sms_and_a_station_is_of_the_region(station):
    with pytest.raises(ValidationError) as refused:
        entered(station, number="+81550000001", station=make_station(make_region(), name="隣"))
    assert set(refused.value.message_dict) == {"reached_by", "station"}
    entered(station, number="+81550000001", reached_by=ReachedBy.CALL)


def test_a_clerk_keeps_those_of_her_region_and_sees_no_others(client, station):
    clerk = User.objects.create_user(
        "clerk", role=Role.STAFF, is_staff=True, region=station.region, display_name="様式"
    )
    client.force_login(clerk)
    ours = make_responsible(station.region, mobile(1), name="当市の調整")
    theirs = make_responsible(make_region(), mobile(2), name="隣市の調整")
    shown = client.get("/admin/stations/responsible/").content.decode()
    assert ours.name in shown
    assert theirs.name not in shown
    assert client.get(f"/admin/stations/responsible/{ours.pk}/change/").status_code == 200
    assert client.get(f"/admin/stations/responsible/{theirs.pk}/change/").status_code == 302
