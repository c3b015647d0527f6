"""One page, one question: would it hold tonight? Each fault is seeded alone, and found."""

import pytest

from calls.dispatch import clock
from calls.readiness import Level, readiness_of
from calls.readiness.items import What
from teams.models import Doctor
from tests.calls.test_admin import clerk_of
from tests.make import (
    make_doctor,
    mobile,
)
from tests.readiness.seeds import (
    a_doctor_without_a_number,
    a_duty_was_left,
    a_station_has_no_sheet,
    an_absence_untold,
    another_station,
    audit_is_old,
    everybody_away,
    found,
    no_backup,
    no_watch,
    nobody_can_sign_in,
    nobody_has_mail,
    nobody_in_charge,
    numbers_grew_old,
    one_left,
    only_in_office_hours,
    preflight_found,
    preflight_is_old,
    somebody_elses_number,
    the_last_drill_is_long_ago,
    the_sheet_is_not_what_the_roster_says,
)

pytestmark = pytest.mark.django_db


def test_where_all_is_well_nothing_is_found(region):
    assert found(region) == {}


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
