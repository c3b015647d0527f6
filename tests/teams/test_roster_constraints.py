"""Each rule of the roster is the database's, and says in a sentence what is wrong."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from stations.models import AttendingDoctor, Patient, Role, SecondaryDoctor, Station, User
from teams.models import Clinic, Contact, Doctor, Region, Team, Unavailability
from tests.make import (
    make_clinic,
    make_contact,
    make_doctor,
    make_outsider,
    make_patient,
    make_region,
    make_station,
)

pytestmark = pytest.mark.django_db
NUMBER = "+819000000001"


def two_teams_of_one_name():
    team = Team.objects.create(region=make_region(), name="Aチーム")
    return Team(region=team.region, name="Aチーム")


def two_places_for_outsiders():
    team = Team.objects.create(region=make_region(), name="チームの外", is_outside=True)
    return Team(region=team.region, name="ほか", is_outside=True)


def two_clinics_of_one_name():
    clinic = make_clinic(make_region())
    return Clinic(team=clinic.team, name=clinic.name)


def a_clinic_with_half_a_place():
    clinic = make_clinic(make_region())
    clinic.latitude = 35.6
    return clinic


def a_region_whose_time_is_up_before_it_has_rung():
    region = make_region(ring_for=60)
    region.answer_within = 50
    return region


def two_doctors_with_one_number():
    clinic = make_clinic(make_region())
    make_doctor(clinic, NUMBER)
    return Contact(doctor=make_doctor(clinic), number=NUMBER)


def a_doctor_with_a_number_twice():
    doctor = make_doctor(make_clinic(make_region()))
    make_contact(doctor, NUMBER, is_shared=True)
    return Contact(doctor=doctor, number=NUMBER, is_shared=True)


def a_contact_that_takes_nothing():
    doctor = make_doctor(make_clinic(make_region()))
    return Contact(doctor=doctor, number=NUMBER, can_voice=False, can_text=False)


def a_contact_as_people_write_it():
    return Contact(doctor=make_doctor(make_clinic(make_region())), number="090-0000-0001")


def a_period_that_ends_before_it_starts():
    now = timezone.now()
    doctor = make_doctor(make_clinic(make_region()))
    return Unavailability(doctor=doctor, starts_at=now, ends_at=now - timedelta(hours=1))


def a_period_of_a_doctor_and_a_clinic():
    period = a_period_of_nobody()
    period.doctor = make_doctor(make_clinic(make_region()))
    period.clinic = period.doctor.clinic
    return period


def a_period_of_nobody():
    now = timezone.now()
    return Unavailability(starts_at=now, ends_at=now + timedelta(hours=1))


def a_station_that_asks_without_a_number():
    return Station(region=make_region(), name="訪問看護ステーション見本", takes_part=True)


def a_station_with_half_a_place():
    return Station(region=make_region(), name="訪問看護ステーション見本", longitude=138.5)


def an_attending_doctor_listed_twice():
    region = make_region()
    AttendingDoctor.objects.create(region=region, name="雛形 まこと", clinic_name="ひながた内科")
    return AttendingDoctor(region=region, name="雛形 まこと", clinic_name="ひながた内科")


def city_staff_without_a_region():
    return User(username="clerk", password="x", display_name="様式", role=Role.STAFF)


def an_outside_service_without_a_number():
    region = make_region()
    region.outside_service_name = "夜間往診サービス"
    return region


def notes_on_an_outside_service_that_is_not_there():
    region = make_region()
    region.outside_service_notes = "契約番号 12"
    return region


def a_secondary_doctor_named_twice():
    doctor = make_doctor(make_clinic(make_region()))
    patient = make_patient(make_station(doctor.clinic.team.region), doctor)
    return SecondaryDoctor(patient=patient, doctor=doctor, position=2)


def two_secondary_doctors_at_one_place():
    clinic = make_clinic(make_region())
    patient = make_patient(make_station(clinic.team.region), make_doctor(clinic))
    return SecondaryDoctor(patient=patient, doctor=make_doctor(clinic), position=1)


BROKEN = {
    "a_team_has_one_name_in_its_region": (two_teams_of_one_name, "already has a team"),
    "a_region_keeps_its_outsiders_in_one_place": (two_places_for_outsiders, "outside the teams"),
    "a_clinic_has_one_name_in_its_team": (two_clinics_of_one_name, "already has a clinic"),
    "a_clinic_has_both_coordinates_or_none": (a_clinic_with_half_a_place, "together"),
    "a_region_rings_before_its_time_is_up": (
        a_region_whose_time_is_up_before_it_has_rung,
        "longer than the ringing",
    ),
    "a_number_has_one_owner_unless_it_is_shared": (
        two_doctors_with_one_number,
        "Another doctor has this number",
    ),
    "a_doctor_has_a_number_once": (a_doctor_with_a_number_twice, "already has that number"),
    "a_contact_takes_calls_or_sms": (a_contact_that_takes_nothing, "calls, SMS, or both"),
    "a_contact_is_kept_as_e164": (a_contact_as_people_write_it, "not a complete"),
    "a_period_ends_after_it_starts": (a_period_that_ends_before_it_starts, "later than"),
    "a_period_is_of_one_doctor_or_one_clinic": (a_period_of_nobody, "either a doctor or"),
    "a_period_is_of_one_doctor_or_one_clinic, both": (
        a_period_of_a_doctor_and_a_clinic,
        "either a doctor or",
    ),
    "a_station_that_asks_has_a_number_to_call_back": (
        a_station_that_asks_without_a_number,
        "needs an on-call mobile",
    ),
    "a_station_has_both_coordinates_or_none": (a_station_with_half_a_place, "together"),
    "an_attending_doctor_is_listed_once": (an_attending_doctor_listed_twice, "already listed"),
    "who_works_for_a_region_belongs_to_it": (city_staff_without_a_region, "Choose the region"),
    "an_outside_service_has_a_name_and_a_number": (
        an_outside_service_without_a_number,
        "both a name and a number",
    ),
    "an_outside_service_has_a_name_and_a_number, notes": (
        notes_on_an_outside_service_that_is_not_there,
        "both a name and a number",
    ),
    "a_patient_has_a_secondary_doctor_once": (a_secondary_doctor_named_twice, "already a sec"),
    "secondary_doctors_stand_one_behind_the_other": (
        two_secondary_doctors_at_one_place,
        "has this place already",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_keeps_the_rule(name):
    make, _sentence = BROKEN[name]
    row = make()
    with pytest.raises(IntegrityError, match=name.partition(",")[0]), transaction.atomic():
        row.save()


@pytest.mark.parametrize("name", BROKEN)
def test_the_form_says_what_is_wrong(name):
    make, sentence = BROKEN[name]
    row = make()
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    assert any(sentence in message for message in refused.value.messages)


def test_every_rule_of_these_tables_is_in_the_list():
    tables = [Region, Team, Clinic, Doctor, Contact, Unavailability]
    tables += [Station, AttendingDoctor, User, Patient, SecondaryDoctor]
    rules = {rule.name for model in tables for rule in model._meta.constraints}
    assert rules == {name.partition(",")[0] for name in BROKEN}


def test_a_shared_number_is_shared_by_all_who_have_it():
    clinic = make_clinic(make_region())
    make_contact(make_doctor(clinic), NUMBER, is_shared=True)
    colleague = make_doctor(clinic)
    Contact(doctor=colleague, number=NUMBER, is_shared=True).full_clean()
    with pytest.raises(ValidationError) as refused:
        Contact(doctor=colleague, number=NUMBER).full_clean()
    assert set(refused.value.message_dict) == {"is_shared"}


def test_the_end_of_a_period_is_free_again():
    now = timezone.now()
    doctor = make_doctor(make_clinic(make_region()))
    Unavailability.objects.create(doctor=doctor, starts_at=now, ends_at=now + timedelta(hours=1))
    covering = Unavailability.objects.covering
    assert covering(now).exists()
    assert not covering(now + timedelta(hours=1)).exists()
    assert not covering(now - timedelta(seconds=1)).exists()


def test_whoever_was_named_from_outside_never_stands_on_the_list_of_the_teams():
    region = make_region()
    member, outsider = make_doctor(make_clinic(region)), make_outsider(region)
    assert list(Doctor.objects.of_region(region).active()) == [member]
    assert list(Doctor.objects.in_teams()) == [member]
    assert list(Doctor.objects.outside(region)) == [outsider]
    assert (member.is_outside, outsider.is_outside) == (False, True)


def test_a_station_needs_only_one_of_its_two_numbers():
    assert make_station(make_region(), on_call_mobile="", phone="+81550000001").call_back_number
