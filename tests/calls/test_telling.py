"""Doctors hear of planned absences: gathered, in daytime, once."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from calls import daytime_messages
from calls.dispatch import clock
from calls.models import AbsenceNotice
from calls.telling import tell_absences
from stations import services
from teams.models import Contact, Region
from tests.calls.clocks import set_clock, turn_back
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_contact,
    make_doctor,
    make_outsider,
    make_region,
    mobile,
)

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = "2026-11-24 11:00", "2026-11-25 11:00"


@pytest.fixture(autouse=True)
def tuesday_at_eleven(db):
    set_clock(TUESDAY)
    yield
    turn_back()


@pytest.fixture
def away():
    return make_attending(make_region())


@pytest.fixture
def doctor(away):
    return make_doctor(make_clinic(away.region), mobile(1))


@pytest.fixture
def absence(away, doctor):
    return make_absence(away)


def texted(outbox):
    return [text.to for text in outbox.texts]


# --- Who, and how often -------------------------------------------------------------------


def test_each_doctor_of_the_region_gets_one_sms_for_all_that_is_new(away, doctor, outbox):
    colleague = make_doctor(doctor.clinic, mobile(2))
    absences = {make_absence(away), make_absence(make_attending(away.region))}
    told = tell_absences()
    assert texted(outbox) == [mobile(1), mobile(2)]
    assert (told.sent, told.waiting, told.without_number) == (2, 0, 0)
    for one in (doctor, colleague):
        assert set(one.absence_notices.get().absences.all()) == absences


def test_two_runs_a_day_send_once(absence, outbox):
    tell_absences()
    tell_absences()
    assert len(outbox.texts) == 1


def test_what_is_entered_after_the_days_sms_is_told_the_next_day(absence, away, outbox):
    tell_absences()
    second = make_absence(make_attending(away.region))
    assert tell_absences().sent == 0
    set_clock(WEDNESDAY)
    assert tell_absences().sent == 1
    assert list(AbsenceNotice.objects.first().absences.all()) == [second]
    assert tell_absences().sent == 0


def test_without_news_nobody_is_disturbed(doctor, outbox):
    make_absence(make_attending(make_region()))
    tell_absences()
    assert outbox.texts == []


def test_an_absence_that_is_over_or_was_called_off_is_no_news(away, absence, outbox):
    services.end_absence(absence=absence, now=clock.now())
    now = clock.now()
    make_absence(away, starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    tell_absences()
    assert outbox.texts == []


def test_who_is_away_himself_is_not_told_of_it(away, doctor, outbox):
    away.team_doctor = doctor
    away.save()
    make_absence(away)
    tell_absences()
    assert outbox.texts == []


def test_who_left_and_who_is_outside_the_teams_are_not_told(absence, doctor, outbox):
    make_doctor(doctor.clinic, mobile(2), is_active=False)
    make_outsider(doctor.clinic.team.region, mobile(3))
    tell_absences()
    assert texted(outbox) == [mobile(1)]


UNFIT = {
    "a landline": {"can_text": False},
    "not proven": {"text_proven_at": None},
    "unusable": {"text_unusable": "21610"},
    "shared by several doctors": {"is_shared": True},
}


@pytest.mark.parametrize("why", UNFIT)
def test_only_a_proven_number_of_his_own_is_texted(why, absence, doctor, outbox):
    Contact.objects.update(**UNFIT[why])
    assert tell_absences().without_number == 1
    assert outbox.texts == []
    make_contact(doctor, mobile(9), rank=2)
    tell_absences()
    assert texted(outbox) == [mobile(9)]


@pytest.mark.parametrize("when", ["2026-11-24 09:59", "2026-11-24 17:00", "2026-11-28 12:00"])
def test_outside_the_daytime_of_a_weekday_nothing_is_even_planned(when, absence, outbox, capsys):
    set_clock(when)
    call_command("tell_absences")
    assert "Nothing was sent" in capsys.readouterr().out
    assert outbox.texts == []
    assert not AbsenceNotice.objects.exists()


def test_the_command_says_what_it_did(absence, capsys):
    call_command("tell_absences")
    assert capsys.readouterr().out.startswith("Sent: 1. To be tried again by the next run: 0.")


# --- Words ------------------------------------------------------------------------------


def test_the_sms_names_nobody_and_ends_with_his_link(absence, doctor, outbox):
    tell_absences()
    [text] = outbox.texts
    notice = doctor.absence_notices.get()
    assert text.body == f"【見本往診】主治医の不在予定です {notice.link}"
    assert text.status_url == f"http://testserver/twilio/absences/{notice.key}/status"
    assert notice.token not in text.status_url
    assert absence.attending_doctor.name not in text.body


def test_the_sms_is_one_part_at_its_longest_and_its_link_is_whole(settings):
    settings.LINK_BASE_URL = "https://" + "a" * 9 + ".jp"
    notice = AbsenceNotice()
    text = daytime_messages.absences_text(Region(sms_name="甲府市往診応"), notice.link)
    assert len(text) <= 70
    assert text.endswith(f"不在予定です {notice.link}")
    assert text.startswith("【甲府市往診応】")


def test_what_the_carrier_keeps_in_its_queue_does_not_go_out_in_the_evening(absence, outbox):
    set_clock("2026-11-24 16:30")
    tell_absences()
    assert 1700 < outbox.texts[0].valid_for <= 1800
