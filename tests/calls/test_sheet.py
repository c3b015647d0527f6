"""The contact sheet: which numbers may stand on it, who sees it, and what a device keeps."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from calls.sheet import sheets_of
from teams.models import OfflineSheet
from tests.calls.nurses import page
from tests.make import (
    make_clinic,
    make_contact,
    make_doctor,
    make_nurse,
    make_outsider,
    make_region,
    make_station,
)

pytestmark = pytest.mark.django_db
CLINIC, OWN, HIDDEN = "+81550000001", "+819000000001", "+819000000002"


@pytest.fixture
def region():
    region = make_region(office_phone="+81550000009")
    clinic = make_clinic(region, name="見本診療所", phone=CLINIC)
    agrees = make_doctor(clinic, name="同意 あり")
    make_contact(agrees, OWN, sheet_consent_on="2026-10-01")
    make_contact(make_doctor(clinic, name="同意 なし"), HIDDEN)
    make_doctor(clinic, name="退任 ずみ", is_active=False)
    make_outsider(region, "+819000000003", name="圏外 医師")
    return region


def numbers(region):
    [sheet] = sheets_of([region])
    return {entry.doctor: [line.number for line in entry.lines] for entry in sheet.entries}


def test_a_doctors_own_number_stands_there_by_his_consent_alone(region):
    assert numbers(region) == {"同意 あり": [OWN, CLINIC], "同意 なし": [CLINIC]}


def test_the_region_may_show_the_clinics_numbers_alone(region):
    region.offline_sheet = OfflineSheet.CLINICS
    assert numbers(region) == {"同意 あり": [CLINIC], "同意 なし": [CLINIC]}


def test_or_none(region):
    region.offline_sheet = OfflineSheet.NOTHING
    assert numbers(region) == {}


def test_a_number_that_takes_no_calls_is_left_out(region):
    doctor = region.teams.get(is_outside=False).clinics.get().doctors.get(name="同意 あり")
    doctor.contacts.update(voice_unusable="21211")
    assert numbers(region)["同意 あり"] == [CLINIC]


def test_a_nurse_sees_the_sheet_of_her_region_dated(region, client):
    other = make_region()
    make_contact(make_doctor(make_clinic(other)), "+819000000004", sheet_consent_on="2026-10-01")
    client.force_login(make_nurse(make_station(region)))
    html = page(client, "sheet")
    assert f'href="tel:{OWN}"' in html
    assert HIDDEN not in html
    assert "+819000000004" not in html
    assert "時点" in html
    assert 'href="tel:119"' in html
    assert client.get(reverse("sheet"))["Cache-Control"].count("no-store") == 1


def test_nobody_else_does(region, client):
    assert client.get(reverse("sheet")).status_code == 302


def test_what_the_service_worker_keeps_is_there_and_names_one_page(client):
    script = client.get(reverse("service_worker"))
    assert script["Content-Type"] == "text/javascript"
    assert "no-store" in script["Cache-Control"]
    line = next(one for one in script.content.decode().splitlines() if "FILES =" in one)
    files = json.loads(line.split("=", 1)[1].rstrip(";").encode().decode("unicode_escape"))
    assert len(files) == 6
    for file in files:
        assert finders.find(file.removeprefix("/static/")), file


def test_the_manifest_has_pictures_that_exist(client):
    answer = client.get(reverse("manifest"))
    facts = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (facts["start_url"], facts["display"]) == ("/", "standalone")
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
