"""Who is asked before everybody else during a planned absence."""

from datetime import timedelta

import pytest

from calls.dispatch import clock
from calls.dispatch.cover import who_is_first
from calls.dispatch.vocabulary import Standing
from stations import services
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_doctor,
    make_outsider,
    make_region,
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


@pytest.fixture
def team(away):
    """Three doctors of one clinic."""
    clinic = make_clinic(away.region)
    return [make_doctor(clinic) for _ in range(3)]


def first(attending, now):
    return [(one.doctor, str(one.standing)) for one in who_is_first(attending, now)]


def take(absence, doctor, at):
    services.take_absence(absence=absence, doctor=doctor, now=at)


def test_whoever_said_so_first_is_asked_first_and_then_whom_the_doctor_named(away, team, now):
    absence = make_absence(away, substitute=team[0])
    take(absence, team[2], now - 2 * HOUR)
    take(absence, team[1], now - HOUR)
    assert first(away, now) == [
        (team[2], "took_it"),
        (team[1], "took_it"),
        (team[0], "named"),
    ]


def test_a_substitute_from_outside_is_asked_although_he_is_in_no_team(away, now):
    outsider = make_outsider(away.region, mobile(70))
    make_absence(away, substitute=outsider)
    assert first(away, now) == [(outsider, "named_outside")]


def test_each_stands_there_once(away, team, now):
    absence = make_absence(away, substitute=team[0])
    take(absence, team[0], now)
    assert first(away, now) == [(team[0], "took_it")]


def test_a_word_taken_back_counts_no_more(away, team, now):
    absence = make_absence(away)
    take(absence, team[0], now)
    services.take_back(absence=absence, doctor=team[0], now=now)
    assert first(away, now) == []


def test_outside_the_absence_nobody_comes_first(away, team, now):
    absence = make_absence(away, starts_at=now, ends_at=now + HOUR, substitute=team[0])
    assert first(away, now - timedelta(seconds=1)) == []
    assert first(away, now + HOUR) == []
    services.end_absence(absence=absence, now=now)
    assert first(away, now) == []


def test_absences_that_overlap_are_taken_together(away, team, now):
    one, other = make_absence(away, substitute=team[0]), make_absence(away)
    take(other, team[1], now - HOUR)
    take(one, team[2], now)
    assert [doctor for doctor, _ in first(away, now)] == [team[1], team[2], team[0]]


def test_who_left_and_who_is_away_himself_do_not_stand_in(away, team, now):
    away.team_doctor = team[0]
    away.save()
    absence = make_absence(away, substitute=team[1])
    take(absence, team[0], now)
    team[1].is_active = False
    team[1].save()
    assert first(away, now) == []


def test_an_absence_of_somebody_else_changes_nothing(away, team, now):
    make_absence(make_attending(away.region), substitute=team[0])
    assert first(away, now) == []
    assert first(None, now) == []


def test_a_press_pays_for_it_only_when_somebody_is_away(away, team, now, django_assert_num_queries):
    with django_assert_num_queries(0):
        who_is_first(None, now)
    with django_assert_num_queries(1):
        who_is_first(away, now)
    absence = make_absence(away, substitute=make_outsider(away.region))
    take(absence, team[0], now)
    with django_assert_num_queries(2):
        found = who_is_first(away, now)
        assert [one.doctor.clinic.team.is_outside for one in found] == [False, True]
    assert found[0].standing is Standing.TOOK_IT
