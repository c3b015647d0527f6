"""Daily duties: once a day, by whoever comes first; what failed is taken again (F09)."""

from datetime import time as time_of_day
from datetime import timedelta
from functools import partial

import pytest

from calls import duties
from calls.dispatch import clock
from calls.duties import DAILY, Daily, Diary
from calls.models import Duty, DutyName
from tests.calls.clocks import set_clock, turn_back
from tests.dispatch.racing import racers

TUESDAY, SATURDAY, HOLIDAY = "2026-11-24", "2026-11-28", "2026-11-23"
MIDNIGHT = time_of_day()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_clock_is_turned_back(db):
    yield
    turn_back()


def due_at(moment):
    set_clock(moment)
    return [daily.name.value for daily in DAILY if daily.is_due(clock.now())]


def duty(work, begins=MIDNIGHT):
    return Daily(DutyName.AUDIT, work, begins)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (f"{TUESDAY} 04:59", []),
        (f"{TUESDAY} 05:59", ["purge"]),
        (f"{TUESDAY} 06:00", ["purge", "audit"]),
        (f"{TUESDAY} 08:59", ["purge", "audit"]),
        (f"{TUESDAY} 11:00", ["purge", "absences", "audit", "readiness"]),
        (f"{TUESDAY} 13:00", ["purge", "absences", "checks", "audit", "readiness"]),
        (f"{TUESDAY} 16:59", ["purge", "absences", "checks", "audit", "readiness"]),
        (f"{TUESDAY} 17:00", ["purge", "audit", "readiness"]),
        (f"{TUESDAY} 23:59", ["purge", "audit", "readiness"]),
        (f"{SATURDAY} 11:00", ["purge", "audit", "readiness"]),
        (f"{HOLIDAY} 11:00", ["purge", "audit", "readiness"]),
    ],
)
def test_what_is_due_at_which_time_in_japan(moment, due):
    assert due_at(moment) == due


@pytest.mark.parametrize(("moment", "due"), [("08:29", False), ("08:30", True), ("23:00", True)])
def test_the_way_to_the_telephones_is_checked_in_production_alone(settings, moment, due):
    assert "preflight" not in due_at(f"{TUESDAY} {moment}")
    settings.MODE = "production"
    assert ("preflight" in due_at(f"{TUESDAY} {moment}")) is due


def test_a_duty_is_done_once_a_day_and_again_on_the_next():
    done = []
    daily = duty(lambda: done.append("done") is None)
    set_clock(f"{TUESDAY} 12:00")
    assert [duties.do(daily), duties.do(daily)] == [True, False]
    set_clock("2026-11-25 12:00")
    assert duties.do(daily)
    assert len(done) == 2
    assert Duty.objects.filter(done_at__isnull=False).count() == 2


@pytest.mark.logs(r"ERROR calls.duties The duty audit failed: KeyError at calls/duties.py:\d+")
def test_a_duty_that_fails_is_taken_again_after_its_lease():
    def fail():
        raise KeyError("カナリア様")

    set_clock(f"{TUESDAY} 12:00")
    assert not duties.do(duty(fail))
    works = duty(lambda: True)
    assert not duties.do(works), "it was still leased"
    set_clock(f"{TUESDAY} 12:11")
    assert duties.do(works)
    assert Duty.objects.get().generation == 2


def test_a_duty_that_is_not_finished_is_taken_again_after_its_lease():
    set_clock(f"{TUESDAY} 12:00")
    assert not duties.do(duty(lambda: False))
    assert Duty.objects.get().done_at is None
    set_clock(f"{TUESDAY} 12:11")
    assert duties.do(duty(lambda: True))


def test_the_real_duties_run_on_an_empty_system():
    set_clock(f"{TUESDAY} 13:00")
    here = [daily for daily in DAILY if not daily.in_production]
    assert [duties.do(daily) for daily in here] == [True] * 5


@pytest.mark.django_db(transaction=True)
def test_f09_two_watches_at_once_do_it_once():
    done = []
    daily = duty(lambda: done.append("done") is None)
    with racers() as two:
        for _ in range(20):
            Duty.objects.all().delete()
            done.clear()
            answers = two.race(partial(duties.do, daily), partial(duties.do, daily))
            assert sorted(answers) == [False, True]
            assert done == ["done"]


@pytest.mark.django_db(transaction=True)
def test_a_diary_looks_once_a_minute_and_waits_for_what_it_does():
    looked = []
    diary = Diary((duty(lambda: looked.append("done") is None),))
    noon = clock.now()
    for seconds in (0, 1, 30, 59):
        diary.look(noon + timedelta(seconds=seconds))
    diary.close()
    assert looked == ["done"]
    assert Duty.objects.get().done_at is not None
