"""The one clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from calls.dispatch import clock

pytestmark = pytest.mark.django_db


def turn_the_clock(offset):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('backup_dispatch.clock_offset', %s, false)", [offset])


def test_the_time_is_the_databases_and_knows_its_zone():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_time_goes_on_within_a_transaction():
    first = clock.now()
    assert clock.now() > first


@pytest.mark.parametrize("offset", ["2 hours", "-1 day", "00:10:00", "7200.5 seconds"])
def test_the_night_can_be_played_at_another_time(offset):
    before = clock.now()
    turn_the_clock(offset)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::interval", [offset])
        [[moved]] = cursor.fetchall()
    assert abs(clock.now() - before - moved) < timedelta(seconds=5)


def test_an_emptied_offset_is_no_offset():
    turn_the_clock("")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
