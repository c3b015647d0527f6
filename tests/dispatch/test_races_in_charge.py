"""Two real connections in the same moment, about the people in charge: one of them has it."""

from functools import partial
from itertools import cycle

import pytest
from django.test import Client
from django.urls import reverse

from calls import services
from calls.dispatch import clock, engine
from calls.dispatch.events import Woken
from calls.models import Alarm, Attempt, Escalation, Via
from calls.services import Answer, Charge
from calls.telephony.base import Progress
from stations.models import Duty
from tests.calls.nurses import page
from tests.calls.twilio_client import press_key, said
from tests.dispatch.racing import racers
from tests.make import make_nurse, make_responsible, mobile

pytestmark = pytest.mark.django_db(transaction=True)

MANAGER, COORDINATOR = mobile(911), mobile(912)
NAMES = {MANAGER: "管理 ゆかり", COORDINATOR: "調整 たくみ"}
PAIRS = [
    *(("key", "key"), ("key", "link"), ("link", "key")),
    *(("link", "link"), ("key", "page"), ("link", "page")),
]
NURSES_NUMBER, SOMEBODY_ELSE = "090-0000-0901", "ほかのかたが"
THANKS = "ご対応ありがとうございます"


@pytest.fixture
def night(make):
    """One doctor; a station's manager, and after her a coordinator."""
    night = make(doctors=1, rounds=1)
    station = night.nurse.stations.get()
    make_responsible(
        station.region, MANAGER, name=NAMES[MANAGER], duty=Duty.MANAGER, station=station
    )
    make_responsible(station.region, COORDINATOR, name=NAMES[COORDINATOR], duty=Duty.COORDINATOR)
    return night


def nobody_found(night):
    """The doctor let it ring, and may still say yes; the manager's telephone rings."""
    night.press()
    night.rings_out(1)
    night.rings_out(1)
    assert night.alarmed == [NAMES[MANAGER]]


def nothing_rings(night):
    """The end of a round: whatever still rings is over, and every number is free again."""
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    calls = Attempt.objects.filter(escalation=night.escalation, channel="voice")
    for call in calls.filter(ended_at__isnull=True):
        night.report(call, Progress.COMPLETED)


def alarm_of(night, number):
    alarms = Alarm.objects.select_related("person", "escalation__station__region")
    return alarms.get(escalation=night.escalation, person__number=number)


def never_rang(night, number):
    calls = Attempt.objects.filter(escalation=night.escalation, number=number, channel="voice")
    return not calls.exclude(sid=None).exists()


def row(night):
    return Escalation.objects.get(pk=night.escalation.pk)


# --- Two who take charge ----------------------------------------------------------------


class ByKey:
    """Hears it in the call."""

    def __init__(self, night, number):
        self.name = NAMES[number]
        self._call = night.alarm_call(number)

    def take_charge(self):
        self._answer = press_key(self._call, "1")

    def has_it(self, other):
        heard = "".join(said(self._answer))
        assert (NURSES_NUMBER in heard) != (SOMEBODY_ELSE in heard)
        return NURSES_NUMBER in heard


class ByLink:
    """Reads it on the page behind the link of the SMS."""

    def __init__(self, night, number):
        self.name = NAMES[number]
        self._path = f"/c/{alarm_of(night, number).token}"

    def take_charge(self):
        assert Client().post(self._path, {"answer": "charge"}).status_code == 303

    def has_it(self, other):
        shown = Client().get(self._path).content.decode()
        assert (THANKS in shown) != (SOMEBODY_ELSE in shown)
        return THANKS in shown


class OnThePage:
    """A colleague who signed in reads on the nurse's page who has it."""

    def __init__(self, night, number):
        nurse = make_nurse(night.nurse.stations.get(), display_name="下書 あおい")
        self.name = nurse.display_name
        self._night, self._client = night, Client()
        self._client.force_login(nurse)

    def take_charge(self):
        answer = self._client.post(reverse("take_charge", args=[self._night.escalation.pk]))
        assert answer.status_code == 303

    def has_it(self, other):
        shown = page(self._client, "live", self._night.escalation.pk)
        mine, theirs = (f"対応中：{name}" in shown for name in (self.name, other.name))
        assert mine != theirs
        return mine


WAYS = {"key": ByKey, "link": ByLink, "page": OnThePage}


def test_of_two_who_take_charge_at_once_one_has_it_and_the_other_hears_so(night, rounds):
    winners = set()
    with racers() as two:
        for _, ways in zip(rounds(12), cycle(PAIRS), strict=False):
            nobody_found(night)
            night.alarm_call(MANAGER, Progress.BUSY)
            assert night.alarmed == list(NAMES.values())
            one, other = (WAYS[way](night, who) for way, who in zip(ways, NAMES, strict=True))
            two.closely(one.take_charge, other.take_charge)
            night.work()
            has_it = [one.has_it(other), other.has_it(one)]
            assert sorted(has_it) == [False, True]
            assert night.happened.count("took_charge") == 1
            assert night.alarmed == list(NAMES.values()), "nobody else is called"
            winner = [one, other][has_it.index(True)]
            by_telephone = not isinstance(winner, OnThePage)
            assert night.told.count((None, "in_charge")) == by_telephone
            assert winner.name in str(row(night).in_charge_person or row(night).in_charge_user)
            winners.add(has_it.index(True))
            nothing_rings(night)
    assert winners == {0, 1}, "one side always won: this was no race"


# --- Taking charge and the next alarm ----------------------------------------------------


def test_whoever_takes_charge_while_the_next_is_alarmed_is_the_last_who_is_called(night, rounds):
    alarmed = set()
    with racers() as two:
        for _ in rounds(10):
            nobody_found(night)
            call = night.alarm_call(MANAGER)
            by_link = partial(services.take_charge_by, alarm=alarm_of(night, MANAGER))
            charge, _ = two.closely(by_link, partial(is_busy, call))
            night.work()
            assert charge is Charge.YOURS
            assert night.happened.count("took_charge") == 1
            assert never_rang(night, COORDINATOR)
            assert not Alarm.objects.running().exists()
            assert row(night).in_charge_person.number == MANAGER
            alarmed.add(len(night.alarmed))
            nothing_rings(night)
    assert alarmed == {1, 2}, "one side always won: this was no race"


def test_two_processes_that_find_an_alarm_due_at_once_alarm_the_next_once(night, rounds):
    with racers() as two:
        for _ in rounds(10):
            nobody_found(night)
            Escalation.objects.filter(pk=night.escalation.pk).update(alarm_at=clock.now())
            look = partial(engine.step, night.escalation.pk, Woken())
            two.race(look, look)
            night.work()
            assert night.alarmed == list(NAMES.values())
            assert night.outbox.calls[-1].to == COORDINATOR
            assert night.rung.count(912) == night.happened.count("alarmed") - 1
            night.outbox.calls.clear()
            nothing_rings(night)


# --- A doctor's yes -----------------------------------------------------------------------


def test_a_yes_and_taking_charge_at_once_and_nobody_in_charge_is_called_any_more(night, rounds):
    charges = set()
    with racers() as two:
        for _ in rounds(10):
            nobody_found(night)
            answer, charge = two.closely(
                partial(services.accept, offer=night.offer(1), via=Via.LINK),
                partial(services.take_charge_by, alarm=alarm_of(night, MANAGER)),
            )
            night.work()
            assert (answer, night.status) == (Answer.YOURS, "accepted")
            assert charge in (Charge.YOURS, Charge.OVER)
            assert night.happened.count("took_charge") == (charge is Charge.YOURS)
            assert_no_alarm_is_left(night)
            charges.add(charge)
            nothing_rings(night)
    assert charges == {Charge.YOURS, Charge.OVER}, "one side always won: this was no race"


def test_a_yes_while_the_next_is_alarmed_and_his_telephone_does_not_ring(night, rounds):
    alarmed = set()
    with racers() as two:
        for _ in rounds(10):
            nobody_found(night)
            answer, _ = two.closely(
                partial(services.accept, offer=night.offer(1), via=Via.KEY),
                partial(is_busy, night.alarm_call(MANAGER)),
            )
            night.work()
            assert (answer, night.status) == (Answer.YOURS, "accepted")
            assert never_rang(night, COORDINATOR)
            assert_no_alarm_is_left(night)
            alarmed.add(len(night.alarmed))
            nothing_rings(night)
    assert alarmed == {1, 2}, "one side always won: this was no race"


def is_busy(call):
    services.carrier_reported(key=call.key, sid=call.sid, progress=Progress.BUSY, code=None)


def assert_no_alarm_is_left(night):
    """Each doctor's yes ends it: no time of an alarm, nobody in charge, no telephone."""
    after = row(night)
    assert (after.alarm_why, after.alarm_at, after.in_charge_since) == ("", None, None)
    assert not Alarm.objects.running().exists()
    calls = Attempt.objects.filter(escalation=after, channel="voice", alarm__isnull=False)
    assert not calls.filter(ended_at__isnull=True, stop_wanted=False).exists()
