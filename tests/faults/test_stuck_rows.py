"""F34: a row that makes the engine raise. It rests, the others go on, and a human is told.

The row is broken where rows break: a trigger of the database refuses what the engine writes
about this one escalation, or a column holds a word that nobody knows.
"""

import time
import uuid
from contextlib import contextmanager
from math import log2

import pytest
from django.db import connection

from calls import services, tasks
from calls.dispatch import clock, engine
from calls.dispatch.events import Woken
from calls.dispatch.trouble import LONGEST_REST, Stuck, rest
from calls.live import READ_TOGETHER, live_state
from calls.management.commands.watch import Watch
from calls.models import Attempt, Escalation, Via
from calls.telephony.base import Progress
from calls.telephony.memory import MemoryCarrier
from tests.calls.nurses import page, send
from tests.dispatch.night import Night
from tests.make import make_nurse, make_responsible, make_station, mobile
from tests.make import press as pressed

CANNOT_GO_ON = r"ERROR calls.dispatch.trouble Escalation \d+ cannot go on: \w+.* at calls/"
CANARY = "カナリア様"
IN_CHARGE = "+819000000911"

pytestmark = pytest.mark.django_db


@contextmanager
def broken(escalation):
    """Whatever the search would write about this escalation is refused, and quotes a patient."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN RAISE EXCEPTION '{CANARY}' USING ERRCODE = '22000'; END$$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE OF sequence ON calls_escalation FOR EACH ROW"
            f" WHEN (NEW.id = {escalation.pk} AND NEW.faults = 0) EXECUTE FUNCTION refuse()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON calls_escalation")


def overdue():
    return set(Escalation.objects.overdue(clock.now()).values_list("pk", flat=True))


def make_overdue(*escalations):
    for escalation in escalations:
        Escalation.objects.filter(pk=escalation.pk).update(wake_at=clock.now())


@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_a_row_that_raises_rests_and_is_seen_as_stuck(night, caplog):
    make_overdue(night.escalation)
    with broken(night.escalation), pytest.raises(Stuck):
        engine.step(night.escalation.pk, Woken())
    night.escalation.refresh_from_db()
    assert night.escalation.faults == 1
    assert overdue() == set()
    assert list(Escalation.objects.stuck()) == [night.escalation]
    assert CANARY not in caplog.text, "the log has the row's number, and nobody's name"


@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_it_rests_longer_each_time_and_goes_on_as_soon_as_it_can(night):
    with broken(night.escalation):
        for time_after_time in range(1, 7):
            make_overdue(night.escalation)
            with pytest.raises(Stuck):
                engine.step(night.escalation.pk, Woken())
            night.turn_the_clock(seconds=rest(time_after_time).total_seconds() - 0.5)
            assert overdue() == set()
            night.turn_the_clock(seconds=0.6)
            assert overdue() == {night.escalation.pk}
    assert rest(7) == LONGEST_REST
    assert night.accept(1, Via.KEY) is services.Answer.YOURS
    night.escalation.refresh_from_db()
    assert (night.escalation.faults, night.escalation.not_before) == (0, None)
    assert not Escalation.objects.stuck().exists()


@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_the_nurse_is_told_at_once_with_the_phone_list(night, client):
    with broken(night.escalation), pytest.raises(Stuck):
        engine.step(night.escalation.pk, Woken())
    client.force_login(night.nurse)
    row = Escalation.objects.select_related(*READ_TOGETHER).get(pk=night.escalation.pk)
    state = live_state(row, clock.now())
    assert (state.stuck, state.phones_matter) == (True, True)
    html = page(client, "escalation", night.escalation.pk)
    assert '<details id="phone-details" open>' in html
    assert "090-0000-0001" in html


@pytest.mark.logs(r"ERROR calls.phone_list Escalation \d+ cannot be shown: ValueError at calls/")
@pytest.mark.parametrize("where", ["escalation", "live", "api_escalation"])
def test_f34_where_not_even_the_page_can_be_made_the_phone_list_is_there(night, client, where):
    night.escalation.offers.filter(doctor=night.doctors[1]).update(state="upside down")
    client.force_login(night.nurse)
    html = page(client, where, night.escalation.pk)
    assert mobile(1) in html
    assert mobile(2) in html
    # For the audit that follows every test.
    night.escalation.offers.filter(state="upside down").update(state="waiting")


@pytest.mark.logs(CANNOT_GO_ON)
@pytest.mark.logs(r"ERROR calls.phone_list")
def test_f34_a_word_nobody_knows_is_a_fault_of_its_row_alone(night, client):
    night.escalation.offers.filter(doctor=night.doctors[1]).update(state="upside down")
    with pytest.raises(Stuck):
        services.skip(offer=night.offer(1), by=night.nurse)
    client.force_login(night.nurse)
    assert 'id="phone-details" open' in page(client, "live", night.escalation.pk)
    night.escalation.offers.filter(state="upside down").update(state="waiting")


# --- The press itself -------------------------------------------------------------------


@contextmanager
def no_first_step():
    """The timeline takes no entry that somebody was asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN RAISE EXCEPTION '{CANARY}' USING ERRCODE = '22000'; END$$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON calls_timelineentry FOR EACH ROW"
            " WHEN (NEW.happening = 'asked') EXECUTE FUNCTION refuse()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON calls_timelineentry")


@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_a_press_that_cannot_begin_is_saved_with_the_phone_list_and_begins_later(make, client):
    night = make()
    client.force_login(night.nurse)
    with no_first_step():
        request_id = uuid.uuid4()
        answer = send(client, request_id)
        assert answer.status_code == 303
        night.escalation = Escalation.objects.get(request_id=request_id)
        assert list(Escalation.objects.stuck()) == [night.escalation]
        html = page(client, "escalation", night.escalation.pk)
        assert '<details id="phone-details" open>' in html
        assert "090-0000-0003" in html
        assert send(client, request_id)["Location"] == answer["Location"]
    night.later(seconds=1)
    assert night.rung == [1]
    assert not Escalation.objects.stuck().exists()


# --- Others go on -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_the_watch_tries_it_twice_in_three_seconds_and_steps_the_other(outbox):
    night = Night(outbox, doctors=2)
    poisoned = pressed(night.nurse)
    another = make_nurse(make_station(night.nurse.stations.get().region))
    other = pressed(another)
    make_overdue(poisoned, other)
    watch = Watch()
    with broken(poisoned):
        begun = time.monotonic()
        while time.monotonic() - begun < 3:
            watch.look()
            time.sleep(0.05)
        watch.stop()
    seconds = time.monotonic() - begun
    poisoned.refresh_from_db()
    at_most = 1 + int(log2(seconds + 1))
    assert 2 <= poisoned.faults <= at_most, "at once, after one second, after two more"
    assert overdue() == set()
    other.refresh_from_db()
    assert (other.faults, other.wake_at > clock.now()) == (0, True)
    services.cancel(escalation=poisoned, by=night.nurse)


@pytest.mark.django_db(transaction=True)
@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_the_people_in_charge_are_called_when_the_second_try_fails_too(outbox):
    night = Night(outbox, doctors=2)
    poisoned = pressed(night.nurse)
    make_responsible(poisoned.station.region, number=IN_CHARGE)
    make_overdue(poisoned)
    with broken(poisoned):
        watch_until_somebody_in_charge_is_called(outbox)
    assert called(outbox).count(IN_CHARGE) == 1
    assert list(Escalation.objects.stuck()) == [poisoned], "an alarm mends nothing"
    services.cancel(escalation=poisoned, by=night.nurse)


@pytest.mark.django_db(transaction=True)
@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_they_are_called_as_soon_where_a_report_raises_while_a_doctor_has_minutes_left(outbox):
    """Nothing was due yet: the watch looks at it all the same, as soon as it has rested. The
    reports of one turn come together, and are no five tries."""
    night = Night(outbox, doctors=2)
    night.press()
    make_responsible(night.escalation.station.region, number=IN_CHARGE)
    with broken(night.escalation):
        with pytest.raises(Stuck):
            night.call(1, Progress.BUSY)
        with pytest.raises(Stuck):
            night.text(1, Progress.UNDELIVERED)
        night.escalation.refresh_from_db()
        assert night.escalation.faults == 1
        watch_until_somebody_in_charge_is_called(outbox)
    assert called(outbox).count(IN_CHARGE) == 1
    services.cancel(escalation=night.escalation, by=night.nurse)


@pytest.mark.django_db
@pytest.mark.logs(CANNOT_GO_ON)
def test_f34_a_report_that_all_goes_well_does_not_put_off_a_row_that_rests(night):
    with broken(night.escalation), pytest.raises(Stuck):
        night.call(1, Progress.BUSY)
    night.text(1, Progress.DELIVERED)
    night.escalation.refresh_from_db()
    row = night.escalation
    assert (row.faults, row.wake_at) == (1, row.not_before)


def watch_until_somebody_in_charge_is_called(outbox):
    watch, begun = Watch(), time.monotonic()
    while IN_CHARGE not in called(outbox) and time.monotonic() - begun < 30:
        watch.look()
        time.sleep(0.1)
    watch.stop()


def called(outbox):
    return [call.to for call in outbox.calls]


# --- A call that cannot be placed -------------------------------------------------------


class Stumbling(MemoryCarrier):
    """A carrier with a fault of its own, as a library has that changed."""

    def call(self, call):
        raise KeyError(CANARY)


@pytest.mark.logs(r"ERROR calls.tasks attempt \d+ cannot be placed: KeyError at calls/")
def test_f34_a_call_that_cannot_be_placed_makes_way_after_five_tries(make, settings, caplog):
    night = make()
    settings.CARRIER = f"{Stumbling.__module__}.{Stumbling.__qualname__}"
    tasks.carrier.cache_clear()
    services.open_escalation(**night.request())
    voice = Attempt.objects.get(channel="voice")
    for _ in range(5):
        tasks.place(voice.pk)
        Attempt.objects.filter(pk=voice.pk, state="placing").update(lease_until=clock.now())
    voice.refresh_from_db()
    assert (voice.state, voice.generation) == ("failed", 5)
    assert voice.escalation.offers.in_order()[1].state == "asking"
    assert CANARY not in caplog.text


def test_f34_a_call_whose_every_worker_dies_makes_way_after_five_tries(make):
    night = make()
    services.open_escalation(**night.request())
    voice = Attempt.objects.get(channel="voice")
    Attempt.objects.filter(pk=voice.pk).update(
        state="placing", generation=5, lease_until=clock.now()
    )
    tasks.place(voice.pk)
    voice.refresh_from_db()
    assert (voice.state, voice.generation) == ("failed", 5)
    assert voice.escalation.offers.in_order()[1].state == "asking"
