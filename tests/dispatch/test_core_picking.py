"""A coordinator's queue: what is waited for, for how long, and what a pick brings."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calls.dispatch.core import decide
from calls.dispatch.events import (
    Accepted,
    AlarmRaised,
    Declined,
    ListWanted,
    Opened,
    Picked,
    TakenCharge,
    Woken,
)
from calls.dispatch.orders import (
    Alarm,
    AlarmAt,
    AlarmOver,
    Ask,
    Award,
    EndTurn,
    News,
    Pick,
    Plan,
    Queue,
    StartList,
    TakeCharge,
    Tell,
    Wake,
)
from calls.dispatch.state import Trouble
from calls.dispatch.vocabulary import Bar, Channel, OfferState, Status, Why
from tests.dispatch.plain import (
    COORDINATOR,
    LATER,
    MANAGER,
    MOBILE,
    NOW,
    POLICY,
    asking,
    offer,
    state,
)

PICKS = replace(COORDINATOR, picks=True)
POLICY = replace(POLICY, coordinated=True, picks_within=timedelta(minutes=2))
UNTIL = NOW + timedelta(minutes=2)
SOON = NOW + timedelta(seconds=40)
BOTH = (Plan(1, Channel.VOICE), Plan(1, Channel.TEXT))
SILENT = OfferState.SILENT


def queued(*offers, picks_by=SOON, **fields):
    return state(*offers, policy=POLICY, picks_by=picks_by, **fields)


def of_search(actions):
    return [a for a in actions if not isinstance(a, Alarm | AlarmAt | AlarmOver)]


def test_a_press_asks_nobody_and_calls_the_coordinator():
    now = state(offer(1), offer(2), policy=POLICY, people=(MANAGER, PICKS))
    assert decide(now, Opened(), NOW) == [
        Queue(UNTIL),
        Wake(UNTIL),
        Alarm(PICKS.person, Why.WAITS, PICKS.channels),
        AlarmAt(NOW + POLICY.alarm_again, Why.WAITS),
    ]


def test_where_no_coordinator_is_entered_it_waits_all_the_same_and_not_for_long():
    now = state(offer(1), policy=POLICY, people=(MANAGER,))
    assert decide(now, Opened(), NOW) == [Queue(UNTIL), Wake(UNTIL)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(queued(offer(1), offer(2)), [Wake(SOON)], id="his time is not up"),
        pytest.param(
            queued(offer(1), offer(2), picks_by=NOW),
            [StartList(), Ask(1, BOTH, LATER), Wake(LATER)],
            id="his time is up: the list starts by itself",
        ),
        pytest.param(
            state(offer(1, OfferState.DECLINED), offer(2), policy=POLICY, by_list=True),
            [Ask(2, BOTH, LATER), Wake(LATER)],
            id="and goes on without him",
        ),
        pytest.param(
            state(asking(1, deadline=NOW), offer(2), policy=POLICY),
            [EndTurn(1, OfferState.UNREACHABLE), Queue(UNTIL), Wake(UNTIL)],
            id="whom he picked is silent: he picks again",
        ),
        pytest.param(
            state(asking(1), offer(2), policy=replace(POLICY, widen_after=timedelta())),
            [Wake(LATER)],
            id="while his pick is asked nobody else is",
        ),
    ],
)
def test_time_passes(now, expected):
    actions = decide(now, Woken(), NOW)
    assert [a for a in of_search(actions) if not hasattr(a, "attempt")] == expected


def test_a_pick_is_asked_at_once_and_the_others_who_were_called_hear_no_more():
    trouble = Trouble(Why.WAITS, NOW + POLICY.alarm_again)
    now = queued(offer(1), offer(2), people=(PICKS,), trouble=trouble)
    assert decide(now, Picked(2), NOW) == [
        Pick(2),
        Ask(2, BOTH, LATER),
        Wake(LATER),
        AlarmOver(),
    ]


def test_a_no_of_whom_he_picked_brings_it_back_before_him_with_a_new_call():
    now = state(asking(1), offer(2), policy=POLICY, people=(PICKS,))
    actions = decide(now, Declined(1), NOW)
    assert Queue(UNTIL) in actions
    assert Alarm(PICKS.person, Why.WAITS, PICKS.channels) in actions


@pytest.mark.parametrize(
    ("now", "number"),
    [
        pytest.param(queued(offer(1, bar=Bar.UNAVAILABLE)), 1, id="unavailable"),
        pytest.param(queued(offer(1, OfferState.DECLINED), offer(2)), 1, id="said no"),
        pytest.param(
            queued(offer(1, OfferState.SKIPPED, by_nurse=True), offer(2)),
            1,
            id="the nurse does not want him",
        ),
        pytest.param(
            queued(offer(1, lines=(replace(MOBILE, taken=True),))), 1, id="his telephone is in use"
        ),
        pytest.param(
            state(asking(1), offer(2), policy=POLICY), 2, id="somebody else is asked already"
        ),
        pytest.param(
            state(offer(1), offer(2), policy=POLICY, by_list=True), 2, id="the list goes on"
        ),
        pytest.param(queued(offer(1), status=Status.CANCELLED, picks_by=None), 1, id="it is over"),
        pytest.param(state(offer(1)), 1, id="a region in which nobody picks"),
    ],
)
def test_what_cannot_be_picked(now, number):
    assert decide(now, Picked(number), NOW) == []


def test_who_did_not_answer_may_be_picked_again():
    assert decide(queued(offer(1, SILENT), offer(2)), Picked(1), NOW)[0] == Pick(1)


def test_he_leaves_it_to_the_list():
    now = queued(offer(1), offer(2))
    assert decide(now, ListWanted(), NOW) == [StartList(), Ask(1, BOTH, LATER), Wake(LATER)]
    assert decide(state(asking(1), policy=POLICY), ListWanted(), NOW) == []


def test_on_the_telephone_he_holds_it_and_his_time_begins_anew():
    trouble = Trouble(Why.WAITS, NOW + POLICY.alarm_again)
    now = queued(offer(1), people=(PICKS,), trouble=trouble)
    held = decide(now, TakenCharge(7, picks=True), NOW)
    assert held[0] == TakeCharge(7)
    assert held[-2:] == [Queue(UNTIL), Wake(UNTIL)]
    assert Tell(None, News.IN_CHARGE) not in held


@pytest.mark.parametrize(
    ("why", "event"),
    [
        pytest.param(Why.WAITS, TakenCharge(None), id="a nurse takes no pick from him"),
        pytest.param(Why.WAITS, TakenCharge(7), id="an earlier alarm about something else"),
        pytest.param(Why.NOBODY, TakenCharge(7, picks=True), id="called to pick, and too late"),
    ],
)
def test_charge_is_taken_of_what_one_was_called_for(why, event):
    now = queued(offer(1), trouble=Trouble(why, LATER))
    assert decide(now, event, NOW) == []


def test_the_alarm_of_the_queue_is_raised_by_the_queue_alone():
    assert decide(queued(offer(1), people=(PICKS,)), AlarmRaised(Why.WAITS), NOW) == []


def test_a_late_yes_wins_while_a_pick_is_waited_for():
    now = queued(offer(1, SILENT), offer(2))
    assert decide(now, Accepted(1), NOW)[0] == Award(1)


def test_when_nobody_is_left_to_pick_the_round_ends_as_everywhere():
    now = state(offer(1, OfferState.DECLINED), offer(2, bar=Bar.LEFT), policy=POLICY)
    assert Tell(None, News.NOBODY) in decide(now, Woken(), NOW)
