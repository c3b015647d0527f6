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
from calls.dispatch.vocabulary import Why
from calls.models import Alarm, Attempt
from calls.services import Charge
from calls.telephony import carrier
from calls.telephony.base import Progress
from stations.models import Duty
from tests.faults.dying import DIED, AfterTheCarrierSaidYes
from tests.make import make_responsible, mobile, press
from tests.telephony.simulator_process import ROOT, SimulatorProcess

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]

MANAGER, COORDINATOR = mobile(911), mobile(912)
LEASE_IS_OVER = {"seconds": LEASE.total_seconds() + 1}


@pytest.fixture(scope="module")
def running_simulator():
    own = configured.TWILIO
    with SimulatorProcess(
        account_sid=own["ACCOUNT_SID"],
        auth_token=own["AUTH_TOKEN"],
        phones=[
            {"number": mobile(1), "name": "見本医師一"},
            {"number": MANAGER, "name": "管理 ゆかり"},
            {"number": COORDINATOR, "name": "調整 たくみ"},
        ],
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


def dies(point, row, simulator):
    """A process of its own begins what `point` says, and dies."""
    database = urlsplit(os.environ["DATABASE_URL"])
    name = f"/{connection.settings_dict['NAME']}"
    dying = f"{AfterTheCarrierSaidYes.__module__}.{AfterTheCarrierSaidYes.__qualname__}"
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(database._replace(path=name)),
        "CARRIER": dying,
        "TWILIO_API_BASE_URL": simulator.url,
    }
    command = [sys.executable, "-m", "tests.faults.dying", point, str(row.pk)]
    finished = subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=60)
    assert finished.returncode == DIED


def die(point, attempt, simulator):
    """A worker takes the attempt, and dies."""
    dies(point, attempt, simulator)
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


# --- Alarms, and whoever takes charge ----------------------------------------------------


@pytest.fixture
def night(make, simulator):
    """The nurse has pressed; there are a manager and a coordinator whom nobody has alarmed yet."""
    night = make(doctors=1)
    station = night.nurse.stations.get()
    make_responsible(station.region, MANAGER, duty=Duty.MANAGER, station=station)
    make_responsible(station.region, COORDINATOR, name="調整 たくみ", duty=Duty.COORDINATOR)
    night.escalation = press(night.nurse)
    return night


def alarm_for(night):
    """The manager's, whom nobody has called yet."""
    services.alarm_office(escalation=night.escalation.pk, why=Why.FAILING)
    return Alarm.objects.select_related("person").get()


def of_alarm(channel, number=MANAGER):
    return Attempt.objects.get(alarm__person__number=number, channel=channel)


def reached(simulator, number=MANAGER):
    """How many calls and SMS the carrier made to this telephone."""
    return len(simulator.calls_to(number)), len(simulator.messages_to(number))


@pytest.mark.parametrize("channel", ["voice", "text"])
@pytest.mark.parametrize("point", ["before the carrier was asked", "after the carrier said yes"])
def test_f01_f02_worker_dies_with_an_alarm_in_its_hand(night, simulator, point, channel):
    """Whichever of the two it was: the person in charge is called once, and gets one SMS."""
    alarm_for(night)
    die(point, of_alarm(channel), simulator)
    night.turn_the_clock(**LEASE_IS_OVER)
    night.work()
    assert reached(simulator) == (1, 1)
    assert of_alarm(channel).generation == 2
    assert night.alarmed == ["管理 ゆかり"]
    assert reached(simulator, COORDINATOR) == (0, 0), "the manager's telephone rings"


def test_f02_the_call_of_an_alarm_that_nobody_knew_of_is_hung_up_once_somebody_has_it(
    night, simulator
):
    alarm = alarm_for(night)
    die("after the carrier said yes", of_alarm("voice"), simulator)
    services.take_charge(escalation=night.escalation, by=night.nurse)
    night.turn_the_clock(**LEASE_IS_OVER)
    tasks.place(of_alarm("voice").pk)
    tasks.hang_up(of_alarm("voice").pk)
    simulator.until(lambda: [c["status"] for c in simulator.calls_to(MANAGER)] == ["canceled"])
    assert services.take_charge_by(alarm=alarm) is Charge.TAKEN


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_dies_at_the_commit_of_an_alarm_and_it_is_raised_once(night, simulator, when):
    """Whoever found the fault finds it again; nobody in charge is called for each finding."""
    dies(f"{when} the commit of an alarm", night.escalation, simulator)
    assert Alarm.objects.count() == (when == "after")
    night.work()
    services.alarm_office(escalation=night.escalation.pk, why=Why.FAILING)
    night.work()
    assert night.alarmed == ["管理 ゆかり"]
    assert reached(simulator) == (1, 1)


def test_a_process_dies_before_somebody_has_taken_charge_and_all_are_called_as_if_he_had_not(
    night, simulator
):
    """His key was lost with it: his next one counts, and without one the coordinator is called."""
    alarm = alarm_for(night)
    night.work()
    dies("before the commit of taking charge", alarm, simulator)
    assert "took_charge" not in night.happened
    night.later(minutes=5)
    assert night.alarmed == ["管理 ゆかり", "調整 たくみ"]
    assert reached(simulator, COORDINATOR) == (1, 1)
    assert services.take_charge_by(alarm=alarm) is Charge.YOURS


def test_a_process_dies_after_somebody_has_taken_charge_and_the_nurse_hears_of_it_all_the_same(
    night, simulator
):
    alarm = alarm_for(night)
    night.work()
    dies("after the commit of taking charge", alarm, simulator)
    assert services.take_charge_by(alarm=alarm) is Charge.YOURS, "the carrier sends his key again"
    night.later(minutes=5)
    assert night.happened.count("took_charge") == 1
    assert night.alarmed == ["管理 ゆかり"]
    [told] = simulator.messages_to(night.escalation.call_back_number)
    assert "管理 ゆかり" in told["body"]
