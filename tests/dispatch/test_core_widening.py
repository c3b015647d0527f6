"""More than one doctor asked at a time: widening, and all at once."""

from dataclasses import replace
from datetime import timedelta

from calls.dispatch.core import decide
from calls.dispatch.events import Accepted, Opened, Woken
from calls.dispatch.orders import Ask, Award, Pass, Plan, Tell, Try, Wake
from calls.dispatch.searching import TAKEN_NUMBER_AGAIN
from calls.dispatch.vocabulary import Bar, Channel, OfferState
from tests.dispatch.plain import LATER, MOBILE, NOW, POLICY, asking, call, offer, state

SOON = timedelta(seconds=30)
WIDENING = replace(POLICY, widen_after=SOON)
TOGETHER = replace(POLICY, all_at_once=True)
BOTH = (Plan(1, Channel.VOICE), Plan(1, Channel.TEXT))
IN_USE = replace(MOBILE, taken=True)


def asked(number, until=LATER):
    return Ask(number, BOTH, until)


def test_the_search_wakes_up_when_it_is_time_to_widen():
    now = state(offer(1), offer(2), policy=WIDENING)
    assert decide(now, Opened(), NOW) == [asked(1), Wake(NOW + SOON)]


def test_the_next_is_asked_while_the_first_may_still_answer():
    now, soon = state(asking(1), offer(2), offer(3), policy=WIDENING), NOW + SOON
    assert decide(now, Woken(), soon - timedelta(seconds=1)) == [Wake(soon)]
    assert decide(now, Woken(), soon) == [asked(2, LATER + SOON), Wake(soon + SOON)]


def test_it_is_counted_from_the_latest_turn():
    later = asking(2, deadline=LATER + SOON)
    now = state(asking(1), later, offer(3), policy=WIDENING)
    assert decide(now, Woken(), NOW + SOON) == [Wake(NOW + 2 * SOON)]


def test_with_nobody_left_to_ask_only_the_deadlines_matter():
    assert decide(state(asking(1), policy=WIDENING), Woken(), NOW + SOON) == [Wake(LATER)]


def test_all_are_asked_at_once_but_those_who_cannot():
    now = state(offer(1), offer(2, bar=Bar.UNAVAILABLE), offer(3), policy=TOGETHER)
    assert decide(now, Opened(), NOW) == [
        asked(1),
        Pass(2, Bar.UNAVAILABLE),
        asked(3),
        Wake(LATER),
    ]


def test_whose_number_is_in_use_elsewhere_is_asked_when_it_is_free():
    now = state(asking(1), offer(2, lines=(IN_USE,)), policy=TOGETHER)
    assert decide(now, Woken(), NOW + SOON) == [Wake(NOW + SOON + TAKEN_NUMBER_AGAIN)]


def test_of_two_who_share_a_telephone_one_is_asked_and_the_other_when_it_is_free():
    shared = (replace(MOBILE, number="+81550000001"),)
    now = state(offer(1, lines=shared), offer(2, lines=shared), offer(3), policy=TOGETHER)
    assert decide(now, Opened(), NOW) == [asked(1), asked(3), Wake(NOW + TAKEN_NUMBER_AGAIN)]


def test_two_whose_next_number_is_the_same_do_not_both_try_it():
    clinic = replace(MOBILE, contact=2, number="+81550000001")
    both = [asking(n, call(n * 10, "busy"), lines=(MOBILE, clinic)) for n in (1, 2)]
    actions = decide(state(*both, policy=TOGETHER), Woken(), NOW)
    assert [a.offer for a in actions if isinstance(a, Try)] == [1]


def test_the_first_yes_of_all_wins_and_the_others_are_told():
    now = state(asking(1), asking(2), asking(3), policy=TOGETHER)
    actions = decide(now, Accepted(2), NOW)
    assert actions[0] == Award(2)
    assert {a.offer for a in actions if isinstance(a, Tell)} == {1, 2, 3, None}


def test_one_no_leaves_the_others_asked():
    now = state(offer(1, OfferState.DECLINED), asking(2), policy=TOGETHER)
    assert decide(now, Woken(), NOW) == [Wake(LATER)]
