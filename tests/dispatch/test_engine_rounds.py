"""Who cannot be asked, round after round, and nobody found."""

import pytest

from calls import services
from calls.models import Via
from calls.services import Answer
from calls.telephony.base import Progress
from teams.models import Unavailability
from tests.make import make_unavailable

pytestmark = pytest.mark.django_db


# --- Who cannot be asked ----------------------------------------------------------------


def test_an_unavailable_doctor_is_passed_over_and_the_timeline_says_why(make):
    night = make()
    make_unavailable(doctor=night.doctors[0])
    night.press()
    assert night.rung == [2]
    assert (night.states[0], night.bars) == ("skipped", ["unavailable"])


def test_a_doctor_who_left_and_one_without_a_number_are_passed_over(make):
    night = make(doctors=4)
    night.doctors[1].contacts.all().delete()
    night.press()
    night.doctors[2].is_active = False
    night.doctors[2].save()
    night.call(1, Progress.BUSY)
    assert (night.rung, night.bars) == ([1, 4], ["left"])
    night.call(4, Progress.BUSY)
    assert night.bars == ["left", "no_contact"]


def test_a_doctor_who_becomes_unavailable_while_others_are_asked_is_passed_over(night):
    make_unavailable(doctor=night.doctors[1])
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 3]


def test_when_a_whole_clinic_is_unavailable_the_nurse_is_told_at_once(make):
    night = make()
    make_unavailable(clinic=night.doctors[0].clinic)
    night.press()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])
    assert night.bars == ["clinic_unavailable"] * 3
    assert night.texted == [901]


def test_an_empty_roster_tells_the_nurse_at_once(make):
    night = make(doctors=0)
    night.press()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])


def test_who_was_passed_over_by_a_rule_is_looked_at_again_in_the_next_round(make):
    night = make(doctors=2, rounds=2)
    make_unavailable(doctor=night.doctors[1])
    night.press()
    night.call(1, Progress.BUSY)
    Unavailability.objects.all().delete()
    night.later(seconds=60)
    assert night.states == ["asking", "waiting"]


# --- Rounds, and nobody -----------------------------------------------------------------


def test_after_a_pause_everybody_is_asked_once_more(make):
    night = make(doctors=2, ring_again=False)
    night.press()
    night.rings_out(1)
    night.rings_out(2)
    assert night.rung == [1, 2]
    night.later(seconds=59)
    assert night.rung == [1, 2]
    night.later(seconds=1)
    assert night.rung == [1, 2, 1]


def test_who_said_no_is_not_asked_in_the_next_round(make):
    night = make(doctors=2, ring_again=False)
    night.press()
    night.decline(1)
    night.rings_out(2)
    night.later(seconds=60)
    assert night.rung == [1, 2, 2]


def test_when_everybody_was_asked_the_nurse_is_told_and_reminded(night):
    night.nobody_answers()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])
    night.later(minutes=10)
    assert night.told == [(None, "nobody")] * 2


def test_a_late_yes_counts_while_nobody_was_found(night):
    night.nobody_answers()
    assert night.accept(2, Via.LINK) is Answer.YOURS
    assert night.status == "accepted"
    assert night.told[1:] == [(1, "taken"), (3, "taken"), (None, "accepted")]


def test_a_late_yes_counts_although_a_rule_passed_him_over_in_the_second_round(make):
    night = make(doctors=1, ring_again=False)
    night.press()
    night.rings_out(1)
    make_unavailable(doctor=night.doctors[0])
    night.later(seconds=60)
    assert (night.status, night.states) == ("unanswered", ["skipped"])
    assert night.accept(1, Via.LINK) is Answer.YOURS


def test_a_restart_asks_again_whoever_did_not_say_no(make):
    night = make(doctors=2, ring_again=False, rounds=1)
    night.press()
    night.decline(1)
    night.rings_out(2)
    assert night.status == "unanswered"
    services.restart(escalation=night.escalation, by=night.nurse)
    night.work()
    assert (night.status, night.states) == ("searching", ["declined", "asking"])


def test_whoever_is_put_first_in_the_pause_is_not_rung_again_without_another_pause(make):
    night = make(doctors=1, rounds=2, ring_again=False, pause_between_rounds=60)
    night.press()
    night.call(1, Progress.BUSY)
    services.ask_first(offer=night.offer(1), by=night.nurse)
    night.turn_the_clock(seconds=61)
    night.work()
    assert night.rung == [1, 1]
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 1]
    night.later(seconds=61)
    assert night.rung == [1, 1, 1]


def test_whoever_still_listened_when_his_turn_came_again_is_asked_as_soon_as_he_hangs_up(make):
    night = make(doctors=1, rounds=2, ring_again=False, pause_between_rounds=5, answer_within=30)
    night.press()
    night.call(1, Progress.ANSWERED)
    night.turn_the_clock(seconds=31)
    night.work()
    night.turn_the_clock(seconds=6)
    night.work()
    assert (night.states, night.rung) == (["waiting"], [1])
    night.call(1, Progress.COMPLETED)
    assert (night.states, night.rung) == (["asking"], [1, 1])
