"""F35: somebody holds a row locked: an admin page, a person at a prompt, a long transaction."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from backup_dispatch.embedded.waiting import until
from calls import services, tasks
from calls.dispatch import clock
from calls.management.commands.watch import LATE, Watch
from calls.models import Attempt, Escalation, Via
from tests.calls.twilio_client import report
from tests.dispatch.night import Night
from tests.make import make_nurse, make_station
from tests.make import press as pressed

pytestmark = pytest.mark.django_db(transaction=True)
LOCK_TIMEOUT = 2.0


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=3)


@contextmanager
def held(escalation):
    """Somebody else's transaction has the row, until the block is left."""
    got, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Escalation.objects.select_for_update().get(pk=escalation.pk)
            got.set()
            done.wait(30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    got.wait(5)
    try:
        yield
    finally:
        done.set()
        holder.join()


def watch_until(condition):
    """A watch looks again and again, as it does in life, until `condition` holds."""
    watch = Watch()

    def met():
        watch.look()
        return condition()

    until(met, 20)
    watch.stop()


def overdue_by(seconds, *escalations):
    at = clock.now() - seconds
    Escalation.objects.filter(pk__in=[one.pk for one in escalations]).update(wake_at=at)


def test_f35_the_watch_passes_by_and_steps_and_calls_for_everybody_else(night, outbox):
    nurses = [night.nurse, *(make_nurse(make_station(night.nurse.stations.get().region)),) * 2]
    locked, *others = [pressed(nurse) for nurse in nurses]
    calls = Attempt.objects.filter(sid__isnull=False, channel="voice")
    with held(locked):
        watch_until(lambda: calls.count() == len(others))
        rung = set(calls.values_list("escalation", flat=True))
    assert rung == {one.pk for one in others}, "and whoever waited for the lock has said so"


def test_f35_locked_ones_at_the_head_of_the_line_hold_up_nobody(night, outbox, settings):
    """At one call a second there are two slots, and as many that cannot use them."""
    settings.CALLS_PER_SECOND = 1
    region = night.nurse.stations.get().region
    one, other, third = [pressed(make_nurse(make_station(region))) for _ in range(3)]
    with held(one), held(other):
        watch_until(lambda: outbox.calls)
    rung = Attempt.objects.filter(sid__isnull=False, channel="voice")
    assert [call.escalation_id for call in rung] == [third.pk]


@pytest.mark.logs(
    r"ERROR calls.management.commands.watch Escalation \d+ is locked, and [67] seconds"
)
def test_f35_a_lock_that_makes_a_search_late_is_reported_once(night, caplog):
    locked = pressed(night.nurse)
    Attempt.objects.filter(escalation=locked).update(due_at=clock.now() + LATE * 10)
    overdue_by(LATE * 1.2, locked)
    watch = Watch()
    with held(locked):
        for _ in range(3):
            watch.look()
            time.sleep(0.1)
        watch.stop()
    assert caplog.text.count("is locked") == 1


def test_f35_a_worker_leaves_a_locked_call_to_the_watch(night, outbox):
    locked = pressed(night.nurse)
    call = Attempt.objects.get(escalation=locked, channel="voice")
    with held(locked):
        tasks.place(call.pk)
    assert outbox.calls == []
    tasks.place(call.pk)
    assert len(outbox.calls) == 1


@pytest.mark.logs(r"ERROR django.request Service Unavailable: /twilio/voice/")
def test_f35_the_carrier_hears_that_it_shall_come_again(night, client):
    locked = night.press()
    attempt = night.attempt(1, "voice")
    client.raise_request_exception = False
    with held(locked):
        begun = time.monotonic()
        answer = report(attempt, "ringing", client=client)
        took = time.monotonic() - begun
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert took >= LOCK_TIMEOUT
    assert report(attempt, "ringing", client=client).status_code == 204


def test_f35_a_report_that_adds_nothing_waits_for_nobodys_lock(night, client):
    locked = night.press()
    attempt = night.attempt(1, "voice")
    assert report(attempt, "ringing", client=client).status_code == 204
    with held(locked):
        for _ in range(2):
            assert report(attempt, "initiated", client=client).status_code == 204
    assert [one.status for one in attempt.callbacks.all()] == ["ringing", "initiated"]
    attempt.refresh_from_db()
    assert attempt.state == "ringing"


@pytest.mark.logs(r"ERROR django.request Service Unavailable: /escalations/")
def test_f35_a_button_says_so_and_works_when_the_lock_is_gone(night, client):
    locked = night.press()
    client.force_login(night.nurse)
    client.raise_request_exception = False
    skip = f"/escalations/{locked.pk}/offers/{night.offer(1).pk}/skip/"
    with held(locked):
        answer = client.post(skip)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert night.states[0] == "asking"
    assert client.post(skip).status_code == 303
    assert night.states[0] == "skipped"


def test_f35_a_press_needs_nobodys_lock(night):
    """Another escalation that is locked does not hold up a new one."""
    locked = night.press()
    another = make_nurse(make_station(night.nurse.stations.get().region))
    with held(locked):
        pressed(another)
    assert services.accept(offer=night.offer(1), via=Via.KEY) is services.Answer.YOURS
