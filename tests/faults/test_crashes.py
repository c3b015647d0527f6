"""Workers that die at the worst moment: os._exit in a process of their own."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as configured
from django.db import connection

from calls import services, tasks
from calls.dispatch.claiming import LEASE
from calls.models import Attempt
from calls.telephony import carrier
from calls.telephony.base import Progress
from tests.faults.dying import DIED, AfterTheCarrierSaidYes
from tests.make import mobile, press
from tests.telephony.simulator_process import ROOT, SimulatorProcess

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]

LEASE_IS_OVER = {"seconds": LEASE.total_seconds() + 1}


@pytest.fixture(scope="module")
def running_simulator():
    own = configured.TWILIO
    with SimulatorProcess(
        account_sid=own["ACCOUNT_SID"],
        auth_token=own["AUTH_TOKEN"],
        phones=[{"number": mobile(1), "name": "見本医師一"}],
    ) as simulator:
        yield simulator


@pytest.fixture
def simulator(running_simulator, settings):
    """The carrier of this test, in this process and in those that die."""
    running_simulator.reset()
    settings.CARRIER = "calls.telephony.twilio.TwilioCarrier"
    settings.TWILIO = configured.TWILIO | {"API_BASE_URL": running_simulator.url}
    carrier.cache_clear()
    return running_simulator


@pytest.fixture
def attempt(make, simulator):
    """A call that was planned, and that no worker has taken yet."""
    night = make(doctors=1)
    night.escalation = press(night.nurse)
    attempt = Attempt.objects.get(channel="voice")
    attempt.night = night
    return attempt


def die(point, attempt, simulator):
    """A worker takes the attempt, and dies."""
    database = urlsplit(os.environ["DATABASE_URL"])
    name = f"/{connection.settings_dict['NAME']}"
    dying = f"{AfterTheCarrierSaidYes.__module__}.{AfterTheCarrierSaidYes.__qualname__}"
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(database._replace(path=name)),
        "CARRIER": dying,
        "TWILIO_API_BASE_URL": simulator.url,
    }
    command = [sys.executable, "-m", "tests.faults.dying", point, str(attempt.pk)]
    finished = subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=30)
    assert finished.returncode == DIED
    attempt.refresh_from_db()
    assert (attempt.state, attempt.generation, attempt.sid) == ("placing", 1, None)


def test_f01_worker_dies_before_the_carrier_was_asked(attempt, simulator):
    die("before the carrier was asked", attempt, simulator)
    assert simulator.calls_to(mobile(1)) == []
    tasks.place(attempt.pk)
    assert simulator.calls_to(mobile(1)) == [], "its lease was not over"
    attempt.night.turn_the_clock(**LEASE_IS_OVER)
    tasks.place(attempt.pk)
    [call] = simulator.calls_to(mobile(1))
    attempt.refresh_from_db()
    assert (attempt.sid, attempt.generation) == (call["sid"], 2)
    assert Attempt.objects.filter(channel="voice").count() == 1


def test_f02_worker_dies_after_the_carrier_said_yes_and_the_first_report_binds(attempt, simulator):
    die("after the carrier said yes", attempt, simulator)
    [call] = simulator.calls_to(mobile(1))
    services.carrier_reported(
        key=attempt.key, sid=call["sid"], progress=Progress.RINGING, code=None
    )
    attempt.refresh_from_db()
    assert (attempt.sid, attempt.state) == (call["sid"], "ringing")
    attempt.night.turn_the_clock(**LEASE_IS_OVER)
    tasks.place(attempt.pk)
    assert len(simulator.calls_to(mobile(1))) == 1


def test_f02_without_a_report_the_calls_are_listed_before_one_is_made_again(attempt, simulator):
    die("after the carrier said yes", attempt, simulator)
    attempt.night.turn_the_clock(**LEASE_IS_OVER)
    tasks.place(attempt.pk)
    [call] = simulator.calls_to(mobile(1))
    attempt.refresh_from_db()
    assert (attempt.sid, attempt.generation) == (call["sid"], 2)


def test_f02_a_call_nobody_knew_of_is_hung_up_when_it_is_no_longer_wanted(attempt, simulator):
    die("after the carrier said yes", attempt, simulator)
    services.cancel(escalation=attempt.escalation, by=attempt.night.nurse)
    attempt.night.turn_the_clock(**LEASE_IS_OVER)
    tasks.place(attempt.pk)
    tasks.hang_up(attempt.pk)
    simulator.until(lambda: statuses_of_calls(simulator) == ["canceled"])


def statuses_of_calls(simulator):
    return [call["status"] for call in simulator.calls_to(mobile(1))]


def test_a_lookup_that_fails_sends_nothing_twice(attempt, simulator):
    die("after the carrier said yes", attempt, simulator)
    attempt.night.turn_the_clock(**LEASE_IS_OVER)
    simulator.fault("500", on="list", count=1)
    tasks.place(attempt.pk)
    attempt.refresh_from_db()
    assert attempt.state == "placing"
    assert len(simulator.calls_to(mobile(1))) == 1
    simulator.clear_faults()
