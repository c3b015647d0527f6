"""The nurse calls doctors herself and notes what they said, on real rows."""

import pytest

from calls import services
from calls.models import Happening, Offer
from calls.services import Answer

pytestmark = pytest.mark.django_db


def test_a_doctor_whom_she_reached_herself_has_it_and_gets_his_page(night):
    answer = services.reached(offer=night.offer(3), comes=True, minutes=20, by=night.nurse)
    night.work()
    assert answer is Answer.YOURS
    assert (night.status, night.states) == ("contacted", ["withdrawn", "waiting", "accepted"])
    assert night.told == [(1, "taken"), (3, "yours")]
    his = night.offer(3)
    assert his.asked_at == his.answered_at
    assert (his.arrives_at - his.answered_at).total_seconds() == 20 * 60
    assert Offer.objects.by_token(his.token).get() == his
    [accepted] = night.escalation.timeline.filter(happening=Happening.ACCEPTED)
    assert (accepted.by, accepted.details["via"]) == (night.nurse, "nurse")


def test_recorded_twice_it_is_one_yes(night):
    for _ in range(2):
        assert services.reached(offer=night.offer(2), comes=True, by=night.nurse) is Answer.YOURS
    assert night.happened.count("accepted") == 1


def test_a_doctor_who_told_her_no_is_passed_by(night):
    services.reached(offer=night.offer(2), comes=False, by=night.nurse)
    night.decline(1)
    assert night.states == ["declined", "declined", "asking"]
    assert night.rung == [1, 3]


def test_that_he_did_not_answer_her_stands_on_the_timeline_and_decides_nothing(night):
    services.not_reached(offer=night.offer(2), by=night.nurse)
    assert night.states == ["asking", "waiting", "waiting"]
    [called] = night.escalation.timeline.filter(happening=Happening.CALLED)
    assert (called.by, called.offer) == (night.nurse, night.offer(2))


def test_whom_she_let_go_hears_that_a_colleague_goes_and_no_more(night):
    night.accept(1)
    services.search_on(offer=night.offer(1), by=night.nurse)
    night.accept(2)
    assert (1, "taken") in night.told
    services.search_on(offer=night.offer(2), by=night.nurse)
    night.accept(3)
    assert night.told.count((1, "taken")) == 1
    assert night.told.count((2, "taken")) == 1
