"""A daily duty dies at the worst moment: nobody gets two SMS or calls, nobody none."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as configured
from django.db import connection

from calls.checking import check_contacts
from calls.models import AbsenceNotice, ContactCheck
from calls.telephony import carrier
from calls.telling import tell_absences
from tests.calls.clocks import set_clock, turn_back
from tests.faults import dying_teller
from tests.faults.dying import DIED
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_contact,
    make_doctor,
    make_region,
    mobile,
)
from tests.telephony.simulator_process import ROOT, SimulatorProcess

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
ELEVEN, A_MINUTE_LATER = "2026-11-24 11:00", "2026-11-24 11:01"


@pytest.fixture
def simulator(settings):
    """The carrier of this test, in this process and in the one that dies."""
    own = configured.TWILIO
    with SimulatorProcess(
        account_sid=own["ACCOUNT_SID"],
        auth_token=own["AUTH_TOKEN"],
        phones=[{"number": mobile(1), "name": "見本医師一"}],
    ) as simulator:
        settings.CARRIER = "calls.telephony.twilio.TwilioCarrier"
        settings.TWILIO = own | {"API_BASE_URL": simulator.url}
        carrier.cache_clear()
        yield simulator
        turn_back()


@pytest.fixture
def absence(simulator):
    region = make_region()
    make_doctor(make_clinic(region), mobile(1))
    set_clock(ELEVEN)
    return make_absence(make_attending(region))


def die(dying, simulator, command="tell_absences"):
    database = urlsplit(os.environ["DATABASE_URL"])
    name = f"/{connection.settings_dict['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(database._replace(path=name)),
        "CARRIER": f"{dying.__module__}.{dying.__qualname__}",
        "TWILIO_API_BASE_URL": simulator.url,
    }
    words = [sys.executable, "-m", dying_teller.__name__, command, ELEVEN]
    finished = subprocess.run(words, cwd=ROOT, env=environment, check=False, timeout=30)
    assert finished.returncode == DIED
    errand = AbsenceNotice if command == "tell_absences" else ContactCheck
    [row] = errand.objects.filter(state="placing")
    assert (row.generation, row.sid) == (1, None)


def test_a_run_dies_before_the_carrier_was_asked_and_the_next_sends_it(absence, simulator):
    die(dying_teller.BeforeTheCarrierIsAsked, simulator)
    set_clock(A_MINUTE_LATER)
    assert tell_absences().sent == 1
    [text] = simulator.messages_to(mobile(1))
    assert AbsenceNotice.objects.get().sid == text["sid"]


def test_a_run_dies_after_the_carrier_took_it_and_the_next_finds_it_there(absence, simulator):
    die(dying_teller.AfterTheCarrierTookTheText, simulator)
    set_clock(A_MINUTE_LATER)
    assert tell_absences().sent == 1
    [text] = simulator.messages_to(mobile(1))
    assert AbsenceNotice.objects.get().sid == text["sid"]


def test_a_look_that_fails_sends_nothing_twice(absence, simulator):
    die(dying_teller.AfterTheCarrierTookTheText, simulator)
    simulator.fault("500", on="list", count=1)
    set_clock(A_MINUTE_LATER)
    assert tell_absences().sent == 0
    assert len(simulator.messages_to(mobile(1))) == 1
    assert AbsenceNotice.objects.get().state == "placing"


# --- The same when a number is checked by a call ------------------------------------------------


@pytest.fixture
def new(simulator):
    """A number that takes calls alone, and was never heard."""
    doctor = make_doctor(make_clinic(make_region()))
    make_contact(doctor, mobile(1), voice_proven_at=None, can_text=False)
    set_clock(ELEVEN)


@pytest.mark.parametrize(
    "dying", [dying_teller.BeforeTheCarrierIsAsked, dying_teller.AfterTheCarrierTookTheCall]
)
def test_a_check_that_dies_rings_once(new, simulator, dying):
    die(dying, simulator, "check_contacts")
    set_clock(A_MINUTE_LATER)
    assert check_contacts().sent == 1
    [call] = [one for one in simulator.record()["calls"] if one["to"] == mobile(1)]
    assert ContactCheck.objects.get().sid == call["sid"]
