"""The contact sheet on paper: versions, what is new, who has got it, whose numbers stand there."""

from datetime import date

import pytest
from django.urls import reverse

from calls import services
from calls.dispatch import clock
from calls.models import SheetReceipt, SheetVersion
from calls.printed_sheet import behind, has_changed, newest, printed
from stations.models import StationPreference
from teams.models import Contact, Doctor
from tests.calls.nurses import page
from tests.calls.test_admin import clerk_of
from tests.make import make_doctor, make_night, make_nurse, make_region, make_station, mobile

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse():
    nurse, doctors = make_night(doctors=3)
    clinic = doctors[0].clinic
    clinic.phone = "+81550000001"
    clinic.save()
    Contact.objects.filter(doctor=doctors[0]).update(sheet_consent_on=date(2026, 11, 1))
    return nurse


@pytest.fixture
def station(nurse):
    return nurse.stations.get()


def publish(station, nurse):
    return services.publish_sheet(region=station.region, by=nurse)


def names(station, version):
    return [row.name for row in printed(version, station, clock.now()).rows]


def test_a_doctors_own_number_stands_there_by_his_consent_alone(station, nurse, client):
    publish(station, nurse)
    client.force_login(nurse)
    html = page(client, "printed_sheet", station.pk)
    assert "090-0000-0001" in html
    assert "090-0000-0002" not in html
    assert html.count("055-000-0001") == 3, "the clinic's, for each of its doctors"


def test_it_stands_in_the_order_in_which_the_station_asks(station, nurse):
    doctors = list(Doctor.objects.order_by("position"))
    version = publish(station, nurse)
    assert names(station, version) == [one.name for one in doctors]
    StationPreference.objects.create(station=station, doctor=doctors[2], position=1)
    station.region.first_by = "preference"
    station.region.save()
    station.refresh_from_db()
    assert names(station, version)[0] == doctors[2].name


def test_a_version_is_frozen_and_a_new_one_only_where_something_changed(station, nurse):
    first = publish(station, nurse)
    assert publish(station, nurse) == first
    assert not has_changed(station.region, first)
    doctor = make_doctor(Doctor.objects.first().clinic, mobile(9), name="新しい 医師")
    assert has_changed(station.region, first)
    assert "新しい 医師" not in names(station, first)
    second = publish(station, nurse)
    assert (second.number, newest(station.region)) == (2, second)
    sheet = printed(second, station, clock.now())
    assert [row.name for row in sheet.rows if row.is_new] == [doctor.name]
    doctor.is_active = False
    doctor.save()
    third = publish(station, nurse)
    assert printed(third, station, clock.now()).gone == ("新しい 医師",)


def test_that_it_is_in_another_order_is_no_change(station, nurse):
    first = publish(station, nurse)
    Doctor.objects.filter(pk=Doctor.objects.first().pk).update(position=9)
    assert not has_changed(station.region, first)


def test_on_the_first_version_nothing_is_marked(station, nurse):
    sheet = printed(publish(station, nurse), station, clock.now())
    assert not any(row.is_new for row in sheet.rows)


def test_a_nurse_sees_that_there_is_a_new_one_and_records_that_it_is_there(station, nurse, client):
    client.force_login(nurse)
    assert "新しい紙の連絡表" not in page(client, "home")
    publish(station, nurse)
    assert "新しい紙の連絡表" in page(client, "home")
    address = reverse("printed_sheet", args=[station.pk])
    assert client.post(address).status_code == 303
    assert client.post(address).status_code == 303
    receipt = SheetReceipt.objects.get()
    assert (receipt.station, receipt.by) == (station, nurse)
    assert "新しい紙の連絡表" not in page(client, "home")
    assert "受け取りを記録しました" in page(client, "printed_sheet", station.pk)
    assert list(behind(station.region, newest(station.region))) == []


def test_its_code_leads_to_the_newest_version(station, nurse, client, settings):
    settings.PUBLIC_BASE_URL = "https://oshin.example.jp"
    publish(station, nurse)
    client.force_login(nurse)
    html = page(client, "printed_sheet", station.pk)
    assert "<svg" in html.split('class="qr"')[1]
    assert "style=" not in html.split('class="qr"')[1].split("</svg>")[0]


def test_whoever_does_not_belong_to_the_station_does_not_see_it(station, nurse, client):
    publish(station, nurse)
    elsewhere = make_station(make_region())
    client.force_login(make_nurse(elsewhere))
    assert client.get(reverse("printed_sheet", args=[station.pk])).status_code == 404
    client.force_login(nurse)
    assert client.get(reverse("printed_sheet", args=[elsewhere.pk])).status_code == 404


def test_before_the_first_version_there_is_nothing_to_print(station, nurse, client):
    client.force_login(nurse)
    assert client.get(reverse("printed_sheet", args=[station.pk])).status_code == 404


# --- The office -------------------------------------------------------------------------


def office_page(region):
    return reverse("admin:calls_regionsheet_change", args=[region.pk])


def test_a_clerk_makes_a_version_prints_it_and_records_who_has_got_it(station, nurse):
    region = station.region
    other = make_station(region, takes_part=True, name="受け取っていないステーション")
    client = clerk_of(region)
    assert client.get(reverse("admin:calls_regionsheet_changelist")).status_code == 302
    assert "まだ版がありません" in client.get(office_page(region)).content.decode()
    assert client.post(office_page(region), {"publish": "1"}).status_code == 302
    html = client.get(office_page(region)).content.decode()
    assert "第1版" in html
    assert "いまの名簿と同じです" in html
    assert client.get(reverse("printed_sheet", args=[station.pk])).status_code == 200
    client.post(office_page(region), {"received": "1", "station": [station.pk]})
    version = newest(region)
    assert list(behind(region, version)) == [other]
    client.post(office_page(region), {"received": "1"})
    assert SheetReceipt.objects.count() == 1


def test_a_clerk_of_another_region_does_nothing(station, nurse):
    clerk = clerk_of(make_region())
    clerk.post(office_page(station.region), {"publish": "1"})
    assert not SheetVersion.objects.exists()
    publish(station, nurse)
    assert clerk.get(reverse("printed_sheet", args=[station.pk])).status_code == 404
