"""The office makes the accounts of its nurses, and gives nobody more than that."""

import pytest

from stations.models import Role, User
from tests.make import make_nurse, make_region, make_station

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture
def station():
    return make_station(make_region())


@pytest.fixture
def office(client, station):
    clerk = User.objects.create_user(
        "clerk", role=Role.STAFF, is_staff=True, region=station.region, display_name="様式"
    )
    client.force_login(clerk)
    return client


def test_a_clerk_makes_a_nurses_account(office, station):
    answer = office.post("/admin/stations/user/add/", new_nurse(station, is_staff="on"))
    nurse = User.objects.get(username="new")
    assert answer.status_code == 302
    assert list(nurse.stations.all()) == [station]
    assert nurse.role == Role.NURSE
    assert nurse.check_password(PASSWORD)


def test_what_a_clerk_posts_beside_her_form_is_not_heard(office, station):
    nurse = make_nurse(station)
    office.post(
        change(nurse),
        {
            "username": nurse.username,
            "display_name": "試作",
            "stations": [station.pk],
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "role": Role.STAFF,
            "region": station.region_id,
        },
    )
    nurse.refresh_from_db()
    assert nurse.display_name == "試作"
    assert (nurse.is_staff, nurse.is_superuser, nurse.role) == (False, False, Role.NURSE)


def test_a_nurse_has_a_station(office, station):
    answer = office.post("/admin/stations/user/add/", new_nurse(station) | {"stations": []})
    assert "stations" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="new").exists()


def test_stations_of_other_regions_stay_when_a_clerk_saves(office, station):
    nurse = make_nurse(station)
    elsewhere = make_station(make_region())
    nurse.stations.add(elsewhere)
    second = make_station(station.region)
    office.post(
        change(nurse),
        {
            "username": nurse.username,
            "display_name": "試作",
            "stations": [second.pk],
            "is_active": "on",
        },
    )
    assert set(nurse.stations.all()) == {second, elsewhere}


def test_a_clerk_cannot_give_a_station_of_another_region(office, station):
    elsewhere = make_station(make_region())
    posted = new_nurse(station) | {"stations": [elsewhere.pk]}
    answer = office.post("/admin/stations/user/add/", posted)
    assert "stations" in answer.context["adminform"].form.errors


def test_a_clerk_reaches_no_account_but_nurses(office, station):
    colleague = User.objects.create_user("colleague", role=Role.STAFF, region=station.region)
    operator = User.objects.create_superuser("operator")
    operator.stations.add(station)
    trusted = make_nurse(station, is_staff=True)
    for person in (colleague, operator, trusted):
        assert office.get(change(person)).status_code == 302
        password_page = change(person).replace("change", "password")
        posted = {"password1": PASSWORD, "password2": PASSWORD}
        assert office.post(password_page, posted).status_code in (302, 403, 404)
        person.refresh_from_db()
        assert not person.check_password(PASSWORD)


def test_an_operator_may_change_everything(client, station):
    client.force_login(User.objects.create_superuser("operator"))
    nurse = make_nurse(station)
    form = client.get(change(nurse)).context["adminform"].form
    assert {"role", "region", "is_staff", "is_superuser", "groups"} <= set(form.fields)


def new_nurse(station, **more):
    return {
        "username": "new",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "display_name": "新任 さん",
        "stations": [station.pk],
        **more,
    }


def change(person):
    return f"/admin/stations/user/{person.pk}/change/"
