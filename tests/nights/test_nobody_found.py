"""Nobody is found, a manager takes charge, and a doctor goes in the end. Told as it was."""

import pytest

from calls import services
from calls.telephony.base import Progress
from stations.models import Duty
from tests.calls.twilio_client import press_key, said
from tests.make import make_responsible, mobile

pytestmark = pytest.mark.django_db

MANAGER, COORDINATOR = mobile(911), mobile(912)


def test_nobody_is_found_the_manager_takes_charge_and_the_second_round_brings_a_doctor(make):
    night = make(doctors=2, rounds=1)
    station = night.nurse.stations.get()
    make_responsible(
        station.region, MANAGER, name="管理 ゆかり", duty=Duty.MANAGER, station=station
    )
    make_responsible(station.region, COORDINATOR, name="調整 たくみ", duty=Duty.COORDINATOR)

    # At three in the morning the nurse presses; neither doctor picks up.
    night.press()
    for doctor in (1, 2):
        night.rings_out(doctor)
        night.rings_out(doctor)
    assert night.status == "unanswered"

    # She is told, and in the same moment her manager's telephone rings.
    assert night.told[-1] == (None, "nobody")
    assert night.alarmed == ["管理 ゆかり"]

    # The manager is asleep. The coordinator is called at once, and is on the telephone.
    night.alarm_call(MANAGER, Progress.RINGING, Progress.NO_ANSWER)
    night.alarm_call(COORDINATOR, Progress.BUSY)
    assert night.alarmed == ["管理 ゆかり", "調整 たくみ"]

    # Five minutes after the first call the manager's telephone rings again. She picks up, hears
    # which station waits, and presses 1.
    night.later(minutes=5)
    call = night.alarm_call(MANAGER, Progress.RINGING, Progress.ANSWERED)
    assert "090-0000-0901" in said(press_key(call, "1"))[0]
    night.work()

    # Nobody else is called, and the nurse knows who will call her.
    assert night.told[-1] == (None, "in_charge")
    assert "管理 ゆかり" in night.outbox.texts[-1].body
    night.later(minutes=10)
    assert night.alarmed == ["管理 ゆかり", "調整 たくみ", "管理 ゆかり"]

    # The nurse asks everyone once more. The manager, who is on the telephone for her, is told.
    services.restart(escalation=night.escalation, by=night.nurse)
    night.work()
    assert ("管理 ゆかり", "solved") in night.told
    told = [sms.body for sms in night.outbox.texts if sms.to == MANAGER]
    assert "もう一度" in told[-1]

    # The first doctor is awake by now, and says yes.
    night.call(1, Progress.ANSWERED)
    night.accept(1)
    assert (night.status, night.states[0]) == ("accepted", "accepted")

    # Nobody in charge is alarmed any more.
    night.later(minutes=5)
    assert len(night.alarmed) == 3
    assert night.happened.count("took_charge") == 1
