"""Planned absences as the tables keep them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from calls.dispatch import clock
from stations import services
from stations.models import Absence, AbsenceCover, Role, User
from teams.models import Contact, Doctor, Team
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_doctor,
    make_nurse,
    make_outsider,
    make_region,
    make_station,
    mobile,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now(db):
    return clock.now()


@pytest.fixture
def away(db):
    return make_attending(make_region())


def test_an_absence_holds_from_its_beginning_until_its_end(away, now):
    absence = make_absence(away, starts_at=now, ends_at=now + HOUR)
    assert list(Absence.objects.covering(now)) == [absence]
    assert not Absence.objects.covering(now - timedelta(seconds=1)).exists()
    assert not Absence.objects.covering(now + HOUR).exists()
    assert list(Absence.objects.upcoming(now - HOUR)) == [absence]
    assert not Absence.objects.upcoming(now).exists()


def test_an_absence_that_was_called_off_holds_no_longer_and_is_kept(away, now):
    absence = make_absence(away)
    services.end_absence(absence=absence, now=now)
    services.end_absence(absence=absence, now=now + HOUR)
    assert not Absence.objects.not_over(now).exists()
    assert Absence.objects.get().ended_at == now


def test_a_region_sees_its_own_absences_whichever_station_entered_them(away):
    absence = make_absence(away)
    make_absence(make_attending(make_region()))
    nurse = make_nurse(make_station(away.region))
    clerk = User.objects.create_user("clerk", role=Role.STAFF, region=away.region)
    for person in (nurse, clerk):
        assert list(Absence.objects.visible_to(person)) == [absence]
    assert Absence.objects.visible_to(User.objects.create_superuser("operator")).count() == 2
    assert not Absence.objects.visible_to(User.objects.create_user("lost")).exists()
    assert not Absence.objects.visible_to(AnonymousUser()).exists()


# --- Rules ------------------------------------------------------------------------------


def ends_before_it_starts(away, now):
    return Absence(attending_doctor=away, starts_at=now, ends_at=now - HOUR)


def taken_twice(away, now):
    absence, doctor = make_absence(away), make_doctor(make_clinic(away.region))
    AbsenceCover.objects.create(absence=absence, doctor=doctor, said_at=now)
    return AbsenceCover(absence=absence, doctor=doctor, said_at=now)


def taken_back_before(away, now):
    absence, doctor = make_absence(away), make_doctor(make_clinic(away.region))
    return AbsenceCover(absence=absence, doctor=doctor, said_at=now, taken_back_at=now - HOUR)


BROKEN = {
    "an_absence_ends_after_it_starts": (ends_before_it_starts, "later than"),
    "a_doctor_takes_an_absence_once": (taken_twice, "already said so"),
    "a_promise_is_taken_back_after_it_was_made": (taken_back_before, "before it was said"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_keeps_the_rule_and_a_form_says_which(name, away, now):
    make, sentence = BROKEN[name]
    row = make(away, now)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    assert any(sentence in message for message in refused.value.messages)
    if isinstance(row, Absence):
        row.entered_by, row.entered_at = User.objects.create_user("nurse"), now
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_every_rule_of_these_tables_is_in_the_list():
    rules = {rule.name for model in (Absence, AbsenceCover) for rule in model._meta.constraints}
    assert rules == set(BROKEN)


def refusals(absence):
    with pytest.raises(ValidationError) as refused:
        absence.full_clean()
    return set(refused.value.message_dict)


def test_a_substitute_is_of_the_region_and_never_the_one_who_is_away(away):
    absence = make_absence(away)
    absence.substitute = make_doctor(make_clinic(make_region()))
    assert refusals(absence) == {"substitute"}
    away.team_doctor = absence.substitute = make_doctor(make_clinic(away.region))
    assert refusals(absence) == {"substitute"}
    absence.substitute = make_outsider(away.region)
    absence.full_clean()


def test_an_absence_is_entered_once(away, now):
    first = make_absence(away)
    second = make_absence(make_attending(away.region))
    second.attending_doctor = away
    assert refusals(second) == {"starts_at"}
    services.end_absence(absence=first, now=now)
    second.full_clean()


# --- I will take it ---------------------------------------------------------------------


def test_saying_it_twice_is_saying_it_once_and_keeps_the_first_place(away, now):
    absence, doctor = make_absence(away), make_doctor(make_clinic(away.region))
    services.take_absence(absence=absence, doctor=doctor, now=now)
    services.take_absence(absence=absence, doctor=doctor, now=now + HOUR)
    assert AbsenceCover.objects.standing().get().said_at == now


def test_a_word_can_be_taken_back_and_given_again(away, now):
    absence, doctor = make_absence(away), make_doctor(make_clinic(away.region))
    services.take_back(absence=absence, doctor=doctor, now=now)
    services.take_absence(absence=absence, doctor=doctor, now=now)
    services.take_back(absence=absence, doctor=doctor, now=now + HOUR)
    services.take_back(absence=absence, doctor=doctor, now=now + 2 * HOUR)
    assert AbsenceCover.objects.get().taken_back_at == now + HOUR
    assert not AbsenceCover.objects.standing().exists()
    services.take_absence(absence=absence, doctor=doctor, now=now + 3 * HOUR)
    assert AbsenceCover.objects.standing().get().said_at == now + 3 * HOUR


# --- Outside the teams ------------------------------------------------------------------


def outsider(**facts):
    return services.Outsider(
        **{
            "name": "隣町 いちろう",
            "workplace": "隣町クリニック",
            "number": mobile(70),
            "can_voice": True,
            "can_text": False,
        }
        | facts
    )


def test_a_person_from_outside_becomes_a_doctor_with_a_contact_and_is_in_no_team(away):
    doctor = services.outside_doctor(region=away.region, who=outsider())
    contact = doctor.contacts.get()
    assert (contact.number, contact.can_voice, contact.can_text) == (mobile(70), True, False)
    assert doctor.clinic.name == "隣町クリニック"
    assert not Doctor.objects.of_region(away.region).exists()
    assert Doctor.objects.outside(away.region).get() == doctor


def test_the_same_number_is_the_same_person(away):
    first = services.outside_doctor(region=away.region, who=outsider())
    second = services.outside_doctor(region=away.region, who=outsider(can_text=True))
    assert first == second
    assert Contact.objects.get().can_text


def test_a_person_without_a_clinic_stands_under_outside_the_teams_in_japanese(away):
    with translation.override("en"):
        doctor = services.outside_doctor(region=away.region, who=outsider(workplace=""))
    assert doctor.clinic.name == Team.objects.get(is_outside=True).name == "チームの外"
