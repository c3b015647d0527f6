"""A call that waits in line: others go out before it."""

from dataclasses import replace
from datetime import timedelta

from calls.dispatch.core import decide
from calls.dispatch.events import Taken, Woken
from calls.dispatch.orders import Ask, EndTurn, Extend, Hold, Stop, Wake
from calls.dispatch.vocabulary import AttemptState, OfferState
from tests.dispatch.plain import LATER, NOW, POLICY, asking, call, offer, state, text

IN_LINE = replace(call(10, AttemptState.PLANNED), in_line=True)
FULL = timedelta(minutes=3)


def test_his_time_has_not_begun_although_an_sms_is_out():
    before = state(asking(1, IN_LINE, text(11)), offer(2))
    assert decide(before, Woken(), NOW) == [Hold(1, NOW + FULL), Wake(NOW + FULL)]


def test_an_sms_that_goes_out_does_not_begin_it():
    before = state(asking(1, IN_LINE, text(11), taken=False), offer(2))
    assert decide(before, Taken(1), NOW) == [Wake(LATER)]


def test_his_turn_goes_on_past_its_deadline():
    before = state(asking(1, IN_LINE, taken=False), offer(2))
    late = LATER + timedelta(minutes=5)
    assert decide(before, Woken(), late) == [Hold(1, late + FULL), Wake(late + FULL)]


def test_his_time_begins_when_the_carrier_has_the_call():
    placed = replace(IN_LINE, state=AttemptState.QUEUED)
    before = state(asking(1, placed, taken=False), offer(2))
    late = LATER + timedelta(minutes=5)
    assert decide(before, Taken(1), late) == [Extend(1, late + FULL), Wake(late + FULL)]


def test_nobody_else_is_asked_meanwhile_but_where_all_are_asked_at_once():
    wider = replace(POLICY, widen_after=timedelta(seconds=30))
    at_once = replace(POLICY, all_at_once=True)
    waits, soon = asking(1, IN_LINE, taken=False), NOW + timedelta(minutes=1)
    assert decide(state(waits, offer(2), policy=wider), Woken(), soon) == [Wake(LATER)]
    orders = decide(state(waits, offer(2), policy=at_once), Woken(), soon)
    assert isinstance(orders[0], Ask)


def test_a_call_that_did_not_wait_ends_with_his_time():
    planned = replace(IN_LINE, in_line=False)
    before = state(asking(1, planned), wake_at=LATER)
    orders = decide(before, Woken(), LATER)
    assert orders[:2] == [EndTurn(1, OfferState.UNREACHABLE), Stop(10)]
