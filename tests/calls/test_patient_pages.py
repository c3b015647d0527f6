"""The nurse's pages of announced patients, and the request for one of them."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from calls.dispatch import clock
from calls.models import Escalation
from stations.models import Patient, Role, User
from tests.calls.nurses import page, send
from tests.make import (
    make_attending,
    make_clinic,
    make_doctor,
    make_nurse,
    make_outsider,
    make_patient,
    make_region,
    make_station,
    mobile,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_region()


@pytest.fixture
def station(region):
    return make_station(region)


@pytest.fixture
def nurse(client, station):
    client.nurse = make_nurse(station)
    client.force_login(client.nurse)
    return client


@pytest.fixture
def doctors(region):
    clinic = make_clinic(region)
    return [make_doctor(clinic, mobile(number)) for number in (1, 2, 3)]


def form(station, **changes):
    return {
        "station": station.pk,
        "initials": "Y.K.",
        "full_name": "架空 しずえ",
        "birth_date": "1938-04-02",
        "sex": "female",
        "area": "丸の内",
        "address": "丸の内0丁目0-12",
        "access_notes": "鍵は長女",
        "pin": "35.6652, 138.5695",
        "wish": "at_home",
        "wish_written": "居間の引き出し",
        "consent_on": "2026-10-01",
    } | changes


def enter(client, station, **changes):
    response = client.post(reverse("new_patient"), form(station, **changes))
    assert (response.status_code, response.headers.get("Location")) == (303, reverse("patients"))
    return Patient.objects.latest("pk")


def test_a_nurse_announces_a_patient_and_her_colleagues_of_the_station_see_her(
    nurse, station, doctors, client
):
    named = {"secondary_1": doctors[2].pk, "secondary_2": doctors[0].pk}
    patient = enter(nurse, station, **named)
    assert (patient.entered_by, patient.station) == (nurse.nurse, station)
    assert [one.doctor for one in patient.secondaries.all()] == [doctors[2], doctors[0]]
    client.force_login(make_nurse(station))
    shown = page(client, "patients")
    for seen in ("Y.K.", "架空 しずえ", doctors[2].name, "自宅で"):
        assert seen in shown


def test_a_nurse_of_one_station_need_not_choose_it(nurse, station):
    form = nurse.get(reverse("new_patient")).context["form"]
    assert form["station"].is_hidden
    assert form["station"].value() == station.pk
    nurse.nurse.stations.add(make_station(station.region))
    assert not nurse.get(reverse("new_patient")).context["form"]["station"].is_hidden


def test_who_she_is_and_where_she_lives_cannot_be_read_in_the_database(nurse, station):
    room = {"room_link": "https://room.example.jp/12"}
    type(station.region).objects.update(room_link=True)
    enter(nurse, station, **room)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM stations_patient")
        row = " ".join(map(str, cursor.fetchone()))
    for secret in ("しずえ", "1938", "0丁目0-12", "長女", "35.66", "引き出し", "room.example"):
        assert secret not in row
    patient = Patient.objects.get()
    assert (patient.birth_date, patient.place) == (date(1938, 4, 2), (35.6652, 138.5695))
    assert patient.age_on(date(2026, 4, 1)) == 87
    assert patient.age_on(date(2026, 4, 2)) == 88
    assert patient.room_link == "https://room.example.jp/12"


WRONG = {
    "nobody": ({"initials": ""}, "initials"),
    "a house for an area": ({"area": "丸の内1-2-3"}, "area"),
    "no agreement": ({"consent_on": ""}, "consent_on"),
    "agreed tomorrow": ({"consent_on": "2999-01-01"}, "consent_on"),
    "not born yet": ({"birth_date": "2999-01-01"}, "birth_date"),
    "no place": ({"pin": "丸の内"}, "pin"),
    "a place in London": ({"pin": "51.5, -0.1"}, "pin"),
    "no room": ({"room_link": "http://room.example.jp/12"}, "room_link"),
    "older than anybody": ({"age": "121"}, "age"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_at_its_field(what, nurse, station):
    type(station.region).objects.update(room_link=True)
    changes, field = WRONG[what]
    response = nurse.post(reverse("new_patient"), form(station, **changes))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not Patient.objects.exists()


def test_only_doctors_of_her_region_can_be_named_and_each_once(nurse, station, doctors):
    elsewhere = make_doctor(make_clinic(make_region()))
    outside = make_outsider(station.region, mobile(9))
    patient = enter(nurse, station, secondary_1=outside.pk)
    assert patient.secondaries.get().doctor == outside
    twice = {"secondary_1": doctors[0].pk, "secondary_3": doctors[0].pk}
    for changes, field in (
        ({"secondary_1": elsewhere.pk}, "secondary_1"),
        (twice, "secondary_3"),
        ({"attending_doctor": make_attending(elsewhere.clinic.team.region).pk}, "attending_doctor"),
    ):
        response = nurse.post(reverse("new_patient"), form(station, **changes))
        assert set(response.context["form"].errors) == {field}


def test_a_nurse_of_two_regions_names_no_doctor_of_the_other(nurse, station, doctors):
    second = make_station(make_region())
    nurse.nurse.stations.add(second)
    changes = {"secondary_1": doctors[0].pk, "attending_doctor": make_attending(station.region).pk}
    response = nurse.post(reverse("new_patient"), form(second, **changes))
    assert set(response.context["form"].errors) == set(changes)


def test_a_change_keeps_what_is_not_changed_and_puts_the_doctors_in_a_new_order(
    nurse, station, doctors
):
    patient = make_patient(station, doctors[0], doctors[1])
    address = reverse("change_patient", args=[patient.pk])
    shown = nurse.get(address).content.decode()
    assert f'value="{doctors[0].pk}" selected' in shown
    changes = {"secondary_1": doctors[1].pk, "secondary_2": doctors[0].pk, "wish": "hospital"}
    assert nurse.post(address, form(station, **changes)).status_code == 303
    patient.refresh_from_db()
    assert patient.wish == "hospital"
    assert [one.doctor for one in patient.secondaries.all()] == [doctors[1], doctors[0]]


def test_taking_her_off_the_list_asks_back_first(nurse, station):
    patient = make_patient(station)
    address = reverse("end_patient", args=[patient.pk])
    assert nurse.get(address).status_code == 200
    assert Patient.objects.announced().exists()
    assert nurse.post(address)["Location"] == reverse("patients")
    assert not Patient.objects.announced().exists()
    assert nurse.post(address).status_code == 404
    assert "Y.K." not in page(nurse, "patients")


def test_another_station_s_patient_is_not_hers_to_see_or_to_change(nurse, region):
    stranger = make_patient(make_station(region), initials="Z.Z.")
    assert "Z.Z." not in page(nurse, "patients")
    for name in ("change_patient", "end_patient"):
        address = reverse(name, args=[stranger.pk])
        assert nurse.get(address).status_code == 404
        assert nurse.post(address).status_code == 404


@pytest.mark.parametrize("rights", [{"role": Role.STAFF}, {"is_superuser": True}])
def test_city_staff_and_the_operator_never_see_a_patient(client, station, rights):
    patient = make_patient(station)
    clerk = User.objects.create_user("clerk", region=station.region, is_staff=True, **rights)
    clerk.stations.add(*([station] if clerk.is_office else []))
    client.force_login(clerk)
    assert "Y.K." not in page(client, "patients")
    for name in ("change_patient", "end_patient"):
        assert client.get(reverse(name, args=[patient.pk])).status_code == 404
    assert client.get(reverse("new_patient")).status_code == 404
    assert client.get("/admin/stations/patient/").status_code == 404


def test_the_list_costs_the_same_for_many(nurse, station, doctors, django_assert_max_num_queries):
    for _ in range(6):
        make_patient(station, *doctors, attending_doctor=make_attending(station.region))
    with django_assert_max_num_queries(9):
        page(nurse, "patients")


# --- The request for one of them ---------------------------------------------------------


def ask_for(client, patient):
    """The request form with the patient chosen; returns its context."""
    address = reverse("request", args=[uuid.uuid4()])
    return client.get(address, {"patient": patient.pk}).context


def test_choosing_her_fills_in_where_who_is_away_and_what_she_wants(nurse, station):
    attending = make_attending(station.region, name="台本 かおる")
    patient = make_patient(
        station,
        attending_doctor=attending,
        address="丸の内0丁目0-12",
        access_notes="鍵は長女",
        birth_date=timezone.localdate(clock.now()) - timedelta(days=88 * 365 + 30),
        sex="female",
        wish="at_home",
        wish_written="居間の引き出し",
    )
    context = ask_for(nurse, patient)
    known = context["form"].initial
    assert (known["area"], known["attending_doctor"]) == ("丸の内", attending.pk)
    assert known["address"] == "丸の内0丁目0-12\n鍵は長女"
    assert known["handover"] == "患者：Y.K.、88歳、女性\n希望：自宅で（書面：居間の引き出し）"
    shown = nurse.get(reverse("request", args=[uuid.uuid4()]), {"patient": patient.pk})
    assert "Y.K.さんの希望：<b>自宅で</b>" in shown.content.decode()


def test_it_works_without_a_script_by_a_plain_address(nurse, station):
    patient = make_patient(station)
    shown = page(nurse, "request", uuid.uuid4())
    assert f"?station={station.pk}&amp;patient={patient.pk}" in shown


def test_the_dry_run_on_the_form_is_hers(nurse, station, doctors):
    type(station.region).objects.update(order="secondary")
    patient = make_patient(station, doctors[2])
    [first, *_] = ask_for(nurse, patient)["prospects"]
    assert (first.doctor, first.reasons[0]) == (doctors[2].name, "副主治医")


def test_another_station_s_patient_cannot_be_chosen(nurse, region, station):
    stranger = make_patient(make_station(region))
    gone = make_patient(station, is_active=False)
    address = reverse("request", args=[uuid.uuid4()])
    for wrong in (stranger.pk, gone.pk, 0, "x"):
        assert nurse.get(address, {"patient": wrong}).status_code == 404
    for wrong in (stranger.pk, gone.pk):
        assert send(nurse, uuid.uuid4(), patient=wrong).status_code == 422
    assert not Escalation.objects.exists()


def test_the_press_is_hers_and_a_second_press_for_somebody_else_is_another_request(nurse, station):
    patient, request_id = make_patient(station), uuid.uuid4()
    assert send(nurse, request_id, patient=patient.pk).status_code == 303
    assert Escalation.objects.get().patient == patient
    assert send(nurse, request_id, patient=patient.pk).status_code == 303
    assert send(nurse, request_id).status_code == 409


def test_an_escalation_outlives_the_patient_s_entry(nurse, station):
    patient = make_patient(station)
    send(nurse, uuid.uuid4(), patient=patient.pk)
    patient.delete()
    assert Escalation.objects.get().patient is None
