"""The demonstration's region: complete, harmless, loaded once."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from stations.demo.region import load, telephones
from stations.models import AttendingDoctor, Patient, SecondaryDoctor, Station, User
from teams.models import Clinic, Contact, Doctor, Region, Team, Unavailability

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, tzinfo=UTC)
INVENTED = ("+8190" + "0000", "+8155" + "000")


@pytest.fixture
def kofu():
    load(password="a password for tests", now=NOW)
    return Region.objects.get(code="kofu")


def test_the_region_is_complete(kofu):
    assert Team.objects.filter(region=kofu).count() == 2
    assert Clinic.objects.filter(team__region=kofu).count() == 5
    assert Doctor.objects.of_region(kofu).active().count() == 9
    assert Unavailability.objects.covering(NOW).count() == 1
    assert AttendingDoctor.objects.filter(region=kofu).count() == 3
    assert AttendingDoctor.objects.filter(team_doctor__isnull=False).count() == 1
    assert [patient.secondaries.count() for patient in Patient.objects.order_by("pk")] == [2, 0]


def test_the_real_stations_are_entries_only_and_one_invented_station_asks(kofu):
    stations = Station.objects.filter(region=kofu)
    assert stations.filter(takes_part=False, city="甲府市").count() == 24
    assert stations.asking().get().office_number is None


def test_every_number_is_of_a_shape_that_is_assigned_to_nobody(kofu):
    numbers = [
        kofu.office_phone,
        *Contact.objects.values_list("number", flat=True),
        *Clinic.objects.values_list("phone", flat=True),
        *AttendingDoctor.objects.values_list("phone", flat=True),
        *Station.objects.asking().values_list("phone", flat=True),
        *Station.objects.asking().values_list("on_call_mobile", flat=True),
    ]
    assert [number for number in numbers if not number.startswith(INVENTED)] == []


def test_every_row_would_pass_the_forms_of_the_office(kofu):
    rosters = (Region, Team, Clinic, Doctor, Contact, Unavailability)
    for model in (*rosters, Station, AttendingDoctor, Patient, SecondaryDoctor):
        for row in model.objects.all():
            try:
                row.full_clean()
            except ValidationError as error:
                pytest.fail(f"{row}: {error}")


def test_a_mobile_is_proven_and_a_landline_takes_no_sms(kofu):
    mobiles = Contact.objects.filter(number__startswith="+8190")
    assert mobiles.count() == 9
    assert not mobiles.filter(reply_proven_at=None).exists()
    assert not Contact.objects.filter(number__startswith="+8155", can_text=True).exists()
    assert Contact.objects.filter(is_shared=True).values("number").distinct().count() == 1


def test_a_second_load_changes_nothing_that_a_person_edited(kofu):
    Team.objects.filter(name="Aチーム").update(name="東チーム")
    Contact.objects.filter(number="+819000000001").delete()
    assert load(password="another password", now=NOW) is False
    assert set(Team.objects.values_list("name", flat=True)) == {"東チーム", "Bチーム"}
    assert not Contact.objects.filter(number="+819000000001").exists()
    assert User.objects.get(username="nurse").check_password("a password for tests")


def test_the_nurses_ask_for_the_station_and_the_clerk_keeps_the_roster(kofu):
    asking = Station.objects.asking().get()
    for name in ("nurse", "nurse2"):
        assert Station.objects.visible_to(User.objects.get(username=name)).get() == asking
    clerk = User.objects.get(username="clerk")
    assert clerk.region == kofu
    assert clerk.has_perm("teams.change_doctor")
    assert not clerk.has_perm("teams.delete_doctor")


def test_the_telephones_are_listed_once_each_the_nurses_first(kofu):
    phones = telephones()
    numbers = [phone["number"] for phone in phones]
    assert numbers[:2] == ["+819000000901", "+819000000001"]
    assert len(numbers) == len(set(numbers)) == 15
    shared = next(phone for phone in phones if phone["number"] == "+81550000004")
    assert shared["name"] == "かそう湯村医院"


def test_the_command_writes_the_telephones_and_takes_the_password(tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "given by the one who asked")
    path, out = tmp_path / "phones.json", io.StringIO()
    call_command("load_demo", phones=path, stdout=out)
    call_command("load_demo", phones=path, stdout=out)
    assert json.loads(path.read_text("utf-8")) == telephones()
    assert User.objects.get(username="clerk").check_password("given by the one who asked")
    assert "given by" not in out.getvalue()


def test_a_password_that_nobody_gave_is_made_and_shown_once(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first, second = io.StringIO(), io.StringIO()
    call_command("load_demo", stdout=first)
    call_command("load_demo", stdout=second)
    password = first.getvalue().split()[-1].rpartition("：")[2]
    assert User.objects.get(username="nurse").check_password(password)
    assert password not in second.getvalue()


def test_it_refuses_production_settings(settings):
    settings.MODE = "production"
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not Region.objects.exists()
