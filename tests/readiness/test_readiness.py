"""One page, one question: would it hold tonight? Each fault is seeded alone, and found."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from calls import services
from calls.dispatch import clock
from calls.models import (
    Attempt,
    AuditRun,
    Backup,
    CarrierCircuit,
    Duty,
    Escalation,
    PreflightRun,
    ReadinessRun,
    WatchPulse,
)
from calls.printed_sheet import newest
from calls.readiness import Level, check_regions, holds, readiness_of
from calls.readiness.items import What
from stations.models import Role, User
from teams.models import Contact, Doctor, Unavailability
from tests.calls.clocks import set_clock, turn_back
from tests.calls.test_admin import clerk_of
from tests.make import (
    make_absence,
    make_attending,
    make_doctor,
    make_night,
    make_nurse,
    make_region,
    make_responsible,
    make_station,
    make_unavailable,
    mobile,
    press,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(settings):
    """Of which nothing is to be said."""
    set_clock("2026-11-24 09:00")
    settings.MAIL_GOES_OUT = True
    now = clock.now()
    nurse, _ = make_night(doctors=3)
    region = nurse.stations.get().region
    make_responsible(region)
    Contact.objects.update(voice_proven_at=now)
    drill = press(nurse, is_drill=True)
    Attempt.objects.all().delete()
    Escalation.objects.filter(pk=drill.pk).update(status="cancelled", ended_at=now)
    PreflightRun.objects.create(at=now)
    AuditRun.objects.create(started_at=now, looked_at=1)
    Backup.objects.create(at=now)
    WatchPulse.objects.create(number=1, looked_at=now)
    User.objects.create(
        username="staff", role=Role.STAFF, region=region, display_name="職員", email="a@example.jp"
    )
    version = services.publish_sheet(region=region, by=nurse)
    services.receive_sheet(station=nurse.stations.get(), version=version, by=nurse)
    yield region
    turn_back()


def found(region):
    """What is not in order."""
    items = readiness_of(region, clock.now())
    assert {item.what for item in items} == set(What), "each question has its answer"
    return {item.what: item for item in items if item.level is not Level.GOOD}


def test_where_all_is_well_nothing_is_found(region):
    assert found(region) == {}


def everybody_away(region):
    starts = clock.now() + timedelta(days=3)
    for doctor in Doctor.objects.all():
        Unavailability.objects.create(
            doctor=doctor, starts_at=starts, ends_at=starts + timedelta(hours=5)
        )


def one_left(region):
    for doctor in Doctor.objects.all()[:2]:
        make_unavailable(doctor=doctor)


def a_doctor_without_a_number(region):
    Contact.objects.filter(doctor=Doctor.objects.first()).update(
        voice_unusable="21211", text_unusable="21614"
    )


def numbers_grew_old(region):
    long_ago = clock.now() - timedelta(days=91)
    Contact.objects.update(voice_proven_at=long_ago, text_proven_at=long_ago)


def somebody_elses_number(region):
    Contact.objects.filter(doctor=Doctor.objects.first()).update(doubted_at=clock.now())


def nobody_can_sign_in(region):
    User.objects.filter(role=Role.NURSE).update(is_active=False)


def another_station(region):
    station = make_station(region, takes_part=True)
    version = newest(region)
    services.receive_sheet(station=station, version=version, by=User.objects.first())


def nobody_in_charge(region):
    region.responsible.update(is_active=False)


def only_in_office_hours(region):
    region.responsible.update(days="weekdays", from_time="08:30", until_time="17:15")


def the_sheet_is_not_what_the_roster_says(region):
    make_doctor(Doctor.objects.first().clinic, mobile(77))
    Contact.objects.filter(number=mobile(77)).update(voice_proven_at=clock.now())


def a_station_has_no_sheet(region):
    make_nurse(make_station(region, takes_part=True))


def an_absence_untold(region):
    absence = make_absence(make_attending(region))
    type(absence).objects.update(entered_at=clock.now() - timedelta(days=5))


def no_watch(region):
    WatchPulse.objects.all().delete()


def the_carrier_is_down(region):
    CarrierCircuit.objects.update_or_create(
        defaults={"open_since": clock.now(), "failures": 3, "failed_at": clock.now()}
    )


def preflight_found(region):
    facts = {"account": "AC0", "balance": "3", "currency": "USD"}
    PreflightRun.objects.create(at=clock.now(), findings=[{"problem": "balance", "facts": facts}])


def preflight_is_old(region):
    PreflightRun.objects.update(at=clock.now() - timedelta(days=2))


def audit_is_old(region):
    AuditRun.objects.update(started_at=clock.now() - timedelta(days=2))


def no_backup(region):
    Backup.objects.all().delete()


def a_duty_was_left(region):
    day = (clock.now() - timedelta(days=4)).date()  # a Friday: 23 November is a holiday
    Duty.objects.create(name="checks", day=day, lease_until=clock.now())
    set_clock("2026-11-21 09:00")
    WatchPulse.objects.update(looked_at=clock.now())


def nobody_has_mail(region):
    User.objects.update(email="")


def the_last_drill_is_long_ago(region):
    Escalation.objects.update(opened_at=clock.now() - timedelta(days=100))


SEEDED = [
    (everybody_away, What.COVER, Level.BAD, "依頼できる医師がいません"),
    (one_left, What.COVER, Level.LOOK, "1人だけ"),
    (a_doctor_without_a_number, What.UNREACHABLE, Level.LOOK, "使える電話番号"),
    (numbers_grew_old, What.NUMBERS, Level.LOOK, "3件"),
    (somebody_elses_number, What.DOUBTED, Level.LOOK, "番号違い"),
    (nobody_can_sign_in, What.STATIONS, Level.BAD, "ログインできる看護師がいません"),
    (another_station, What.STATIONS, Level.BAD, "ログインできる看護師がいません"),
    (nobody_in_charge, What.IN_CHARGE, Level.BAD, "一人も登録"),
    (only_in_office_hours, What.IN_CHARGE, Level.LOOK, "週に"),
    (the_sheet_is_not_what_the_roster_says, What.SHEET, Level.LOOK, "名簿と違います"),
    (a_station_has_no_sheet, What.SHEET, Level.LOOK, "届いていません"),
    (an_absence_untold, What.ABSENCES, Level.LOOK, "知らせていない"),
    (no_watch, What.WATCH, Level.BAD, "止まって"),
    (preflight_found, What.PREFLIGHT, Level.BAD, "1件"),
    (preflight_is_old, What.PREFLIGHT, Level.LOOK, "点検していません"),
    (audit_is_old, What.AUDIT, Level.LOOK, "記録"),
    (no_backup, What.BACKUP, Level.LOOK, "バックアップ"),
    (a_duty_was_left, What.DUTIES, Level.LOOK, "きのう済まなかった"),
    (nobody_has_mail, What.MAIL, Level.LOOK, "メールアドレス"),
    (the_last_drill_is_long_ago, What.DRILL, Level.LOOK, "最後の訓練"),
]


@pytest.mark.parametrize(("seed", "what", "level", "words"), SEEDED)
def test_each_fault_is_found_alone_with_the_page_that_mends_it(region, seed, what, level, words):
    seed(region)
    now_wrong = found(region)
    assert set(now_wrong) == {what}
    item = now_wrong[what]
    assert (item.level, words in item.lines[0]) == (level, True), item.lines
    client = clerk_of(region)
    for label, address in item.mends:
        assert client.get(address, follow=True).status_code == 200, label


def test_in_production_a_day_without_a_check_or_a_backup_is_bad(region, settings):
    settings.MODE = "production"
    preflight_is_old(region)
    no_backup(region)
    assert {item.what for item in found(region).values() if item.level is Level.BAD} == {
        What.PREFLIGHT,
        What.BACKUP,
    }


def test_the_worst_stands_first(region):
    no_watch(region)
    nobody_has_mail(region)
    levels = [item.level for item in readiness_of(region, clock.now())]
    assert levels == sorted(levels, reverse=True)


def test_it_asks_as_many_questions_whatever_the_size_of_the_roster(
    region, django_assert_max_num_queries
):
    with django_assert_max_num_queries(32):
        readiness_of(region, clock.now())
    clinic = Doctor.objects.first().clinic
    for number in range(10, 30):
        make_doctor(clinic, mobile(number))
    with django_assert_max_num_queries(32):
        readiness_of(region, clock.now())


# --- Once a day -------------------------------------------------------------------------


def test_staff_are_told_once_when_something_turns_bad(region):
    check_regions()
    assert mail.outbox == []
    set_clock("2026-11-25 09:00")
    WatchPulse.objects.update(looked_at=clock.now())
    nobody_can_sign_in(region)
    check_regions()
    check_regions()
    [told] = mail.outbox
    assert told.to == ["a@example.jp"]
    assert "要対応" in told.subject
    assert "ログインできる看護師がいません" in told.body
    assert f"/admin/calls/regionreadiness/{region.pk}/change/" in told.body
    set_clock("2026-11-26 09:00")
    WatchPulse.objects.update(looked_at=clock.now())
    check_regions()
    assert len(mail.outbox) == 1, "it is known since yesterday"
    assert list(ReadinessRun.objects.order_by("day").values_list("bad", flat=True)) == [0, 1, 1]


def test_where_the_mail_server_is_away_it_is_told_later(region, settings):
    nobody_can_sign_in(region)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(ConnectionRefusedError):
        check_regions()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    check_regions()
    assert len(mail.outbox) == 1


@pytest.mark.logs(r"ERROR calls.readiness.keeping Readiness of \S+: stations")
def test_without_mail_it_stands_in_the_log(region, settings):
    settings.MAIL_GOES_OUT = False
    nobody_can_sign_in(region)
    check_regions()
    assert mail.outbox == []


def test_a_backup_says_that_it_went_well(region):
    no_backup(region)
    call_command("backed_up")
    assert What.BACKUP not in found(region)


# --- Who may see it ---------------------------------------------------------------------


def page_of(region):
    return reverse("admin:calls_regionreadiness_change", args=[region.pk])


def test_a_clerk_reads_the_verdict_the_items_and_the_days(region):
    check_regions()
    client = clerk_of(region)
    html = client.get(page_of(region)).content.decode()
    assert "はい。直すことはありません" in html
    assert "<svg" in html
    nobody_can_sign_in(region)
    html = client.get(page_of(region)).content.decode()
    assert "困る人が出ることが1件" in html
    assert 'style="' not in html.split('id="content-main"')[1]


def test_another_regions_clerk_and_a_nurse_do_not(region, client):
    elsewhere = make_region()
    other, clerk = make_nurse(make_station(elsewhere)), clerk_of(elsewhere)
    assert clerk.get(page_of(region), follow=True).redirect_chain, "the admin's index"
    client.force_login(other)
    assert client.get(page_of(region)).status_code == 302


@pytest.mark.logs(r"ERROR django.request Service Unavailable: /readyz/")
def test_a_monitor_hears_yes_or_no_and_nothing_else(region, client):
    address = reverse("region_holds", args=[region.code])
    response = client.get(address)
    assert (response.status_code, response.content) == (200, b"yes")
    nobody_can_sign_in(region)
    assert client.get(address).content == b"yes", "as of the last minute"
    cache.clear()
    response = client.get(address)
    assert (response.status_code, response.content) == (503, b"no")
    assert client.get(reverse("region_holds", args=["nowhere"])).status_code == 404


def test_holds_is_what_the_page_says(region):
    assert holds(region, clock.now())
