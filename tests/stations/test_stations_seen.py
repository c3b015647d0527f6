"""Who sees which station: the lookup is the permission."""

import pytest
from django.contrib.auth.models import AnonymousUser

from stations.models import Role, Station, User
from tests.make import make_nurse, make_region, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations():
    here, elsewhere = make_region(), make_region()
    return make_station(here), make_station(here), make_station(elsewhere)


def seen_by(user):
    return set(Station.objects.visible_to(user))


def test_a_nurse_sees_the_stations_she_works_for(stations):
    first, second, _third = stations
    nurse = make_nurse(first)
    assert seen_by(nurse) == {first}
    nurse.stations.add(second)
    assert seen_by(nurse) == {first, second}


def test_city_staff_see_those_of_their_region(stations):
    first, second, third = stations
    clerk = User.objects.create_user("clerk", role=Role.STAFF, region=first.region)
    assert seen_by(clerk) == {first, second}
    assert third not in seen_by(clerk)


def test_an_operator_sees_all(stations):
    assert seen_by(User.objects.create_superuser("operator")) == set(stations)


def test_a_stranger_sees_none(stations):
    assert seen_by(AnonymousUser()) == set()
    assert seen_by(User.objects.create_user("nobody")) == set()
