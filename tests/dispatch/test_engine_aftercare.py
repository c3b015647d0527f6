"""A yes that comes to nothing, an end in error, and several doctors at once, on real rows."""

import pytest

from calls import services
from calls.models import Outcome, Via
from calls.services import Answer
from calls.telephony.base import Progress
from teams.models import Order
from tests.make import make_contact, mobile

pytestmark = pytest.mark.django_db


def test_the_nurse_searches_on_and_the_next_doctor_rings(night):
    night.accept(1)
    services.search_on(offer=night.offer(1), by=night.nurse)
    night.work()
    assert (night.status, night.states) == ("searching", ["released", "asking", "waiting"])
    assert night.rung == [1, 2]
    assert night.told[-1] == (1, "released")
    assert night.happened[-3:] == ["told", "round", "asked"]


def test_a_doctor_who_handed_it_back_may_have_it_again(night):
    night.accept(1)
    services.hand_back(offer=night.offer(1))
    night.work()
    assert night.told[-1] == (None, "handed_back")
    assert night.accept(1, Via.LINK) is Answer.YOURS
    assert (night.status, night.states) == ("accepted", ["accepted", "withdrawn", "waiting"])


def test_handing_back_twice_asks_the_next_doctor_once(night):
    night.accept(1)
    for _ in range(2):
        services.hand_back(offer=night.offer(1))
        night.work()
    assert night.rung == [1, 2]


def test_who_stood_down_for_the_yes_is_asked_first(night):
    night.call(1, Progress.BUSY)
    night.call(2, Progress.RINGING)
    night.accept(1, Via.LINK)
    night.call(2, Progress.CANCELED)
    services.search_on(offer=night.offer(1), by=night.nurse)
    night.work()
    assert night.rung == [1, 2, 2]
    assert night.states == ["released", "asking", "waiting"]


def test_the_reminders_begin_anew_with_the_next_doctor(night):
    night.accept(1)
    night.later(minutes=11)
    services.search_on(offer=night.offer(1), by=night.nurse)
    night.accept(2)
    night.later(minutes=9)
    assert night.told[-1] == (None, "accepted")
    night.later(minutes=2)
    assert night.told[-2:] == [(None, "confirm"), (2, "confirm")]


def test_closed_in_error_and_opened_again_it_is_asked_about_in_the_morning(night):
    night.accept(1)
    services.close(escalation=night.escalation, outcome=Outcome.ERROR, by=night.nurse)
    services.reopen(escalation=night.escalation, by=night.nurse)
    assert night.status == "contacted"
    assert (night.escalation.outcome, night.escalation.ended_at) == ("", None)
    night.later(hours=24)
    assert night.told[-1] == (None, "still_open")


def test_called_off_in_error_everybody_can_be_asked_once_more(night):
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    services.reopen(escalation=night.escalation, by=night.nurse)
    assert night.status == "unanswered"
    night.call(1, Progress.CANCELED)
    services.restart(escalation=night.escalation, by=night.nurse)
    night.work()
    assert night.rung == [1, 1]
    assert night.happened[-3:] == ["reopened", "round", "asked"]


def test_a_yes_that_was_called_off_and_opened_again_is_nobody_s(night):
    night.accept(1)
    night.call(1, Progress.COMPLETED)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    services.reopen(escalation=night.escalation, by=night.nurse)
    night.later(minutes=1)
    services.restart(escalation=night.escalation, by=night.nurse)
    night.work()
    assert night.states == ["asking", "waiting", "waiting"]
    night.decline(1)
    night.accept(2)
    assert night.status == "accepted"


def test_all_at_once_every_telephone_rings_and_the_others_stop_at_the_yes(make, outbox):
    night = make(order=Order.ALL_AT_ONCE)
    night.press()
    assert night.rung == [1, 2, 3]
    night.call(3, Progress.RINGING)
    night.accept(2)
    assert night.states == ["withdrawn", "accepted", "withdrawn"]
    assert sorted(outbox.hung_up) == sorted(night.attempt(n, "voice").sid for n in (1, 2, 3))


def test_all_at_once_two_who_share_a_telephone_are_asked_one_after_the_other(make):
    night = make(doctors=2, order=Order.ALL_AT_ONCE)
    night.doctors[1].contacts.all().delete()
    for doctor in night.doctors:
        doctor.contacts.filter(number=mobile(1)).delete()
        make_contact(doctor, mobile(7), is_shared=True)
    night.press()
    assert night.rung == [7]
    night.call(7, Progress.RINGING, Progress.BUSY)
    night.later(seconds=3)
    assert night.rung == [7, 7]
    assert night.states == ["unreachable", "asking"]


def test_the_next_is_asked_as_well_when_the_region_says_so(make):
    night = make(widen_after=20)
    night.press()
    night.call(1, Progress.RINGING)
    night.later(seconds=19)
    assert night.rung == [1]
    night.later(seconds=2)
    assert (night.rung, night.states) == ([1, 2], ["asking", "asking", "waiting"])


def test_a_change_of_the_order_holds_for_the_next_press(make):
    night = make()
    region = night.nurse.stations.get().region
    region.order = Order.ALL_AT_ONCE
    region.save()
    night.press()
    assert night.rung == [1, 2, 3]
