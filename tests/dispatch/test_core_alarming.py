"""Whom of the people in charge is alarmed when, and when it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calls.dispatch.alarming import CHARGE_LASTS
from calls.dispatch.core import decide
from calls.dispatch.events import (
    Accepted,
    AlarmRaised,
    Cancelled,
    Declined,
    HandedBack,
    Opened,
    Picked,
    Restarted,
    Spoke,
    TakenCharge,
    Woken,
)
from calls.dispatch.orders import (
    Alarm,
    AlarmAt,
    AlarmOver,
    Award,
    GiveUp,
    News,
    Queue,
    Remind,
    StandDown,
    Stop,
    TakeCharge,
    Tell,
    Wake,
)
from calls.dispatch.searching import NOBODY_AGAIN
from calls.dispatch.state import Alarmed, Trouble
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status, Why
from tests.dispatch.plain import (
    CLERK,
    COORDINATOR,
    MANAGER,
    NOW,
    POLICY,
    call,
    offer,
    state,
    text,
)

AGAIN = timedelta(minutes=5)
JUST_NOW = NOW - timedelta(seconds=30)
SILENT, ACCEPTED = OfferState.SILENT, OfferState.ACCEPTED
BOTH = (Channel.VOICE, Channel.TEXT)
PEOPLE = (MANAGER, COORDINATOR, CLERK)
THE_MANAGER, THE_COORDINATOR = 1, 2


def alarms(actions):
    of_alarms = Alarm | AlarmAt | AlarmOver | StandDown | TakeCharge | Stop
    return [a for a in actions if isinstance(a, of_alarms)]


def unanswered(*alarmed, look_at=NOW + AGAIN, people=PEOPLE, **fields):
    trouble = Trouble(Why.NOBODY, look_at, alarmed=alarmed, **fields)
    return state(
        offer(1, SILENT),
        status=Status.UNANSWERED,
        people=people,
        trouble=trouble,
        wake_at=NOW + NOBODY_AGAIN,
    )


def alarmed(person, *tries, at=JUST_NOW):
    return Alarmed(person, at, tries or (call(person * 100),))


def missed(person, at=JUST_NOW):
    return alarmed(person, call(person * 100, AttemptState.NO_ANSWER), text(person), at=at)


# --- It begins ----------------------------------------------------------------------------


def test_when_nobody_is_left_to_ask_the_first_in_charge_is_alarmed_in_the_same_step():
    now = state(offer(1, SILENT), round=2, people=PEOPLE)
    actions = decide(replace(now, policy=replace(now.policy, rounds=2)), Woken(), NOW)
    assert actions == [
        GiveUp(),
        Tell(None, News.NOBODY),
        Wake(NOW + NOBODY_AGAIN),
        Alarm(THE_MANAGER, Why.NOBODY, BOTH),
        AlarmAt(NOW + AGAIN, Why.NOBODY),
    ]


def test_a_press_that_finds_nobody_to_ask_alarms_at_once():
    assert alarms(decide(state(people=PEOPLE), Opened(), NOW))[0].person == THE_MANAGER


@pytest.mark.parametrize(
    ("reminded", "expected"),
    [
        pytest.param(0, [], id="ten minutes after the yes both are reminded, nobody alarmed"),
        pytest.param(
            1,
            [Alarm(THE_MANAGER, Why.NOT_SPOKEN, BOTH), AlarmAt(NOW + AGAIN, Why.NOT_SPOKEN)],
            id="five minutes later somebody in charge is",
        ),
    ],
)
def test_nurse_and_doctor_have_not_spoken(reminded, expected):
    now = state(offer(1, ACCEPTED), status=Status.ACCEPTED, reminded=reminded, people=PEOPLE)
    actions = decide(now, Woken(), NOW)
    assert any(isinstance(action, Remind) for action in actions)
    assert alarms(actions) == expected


def test_what_cannot_go_on_is_an_alarm_and_the_search_is_left_alone():
    now = state(offer(1, SILENT), offer(2), people=PEOPLE)
    assert decide(now, AlarmRaised(Why.FAILING), NOW) == [
        Alarm(THE_MANAGER, Why.FAILING, BOTH),
        AlarmAt(NOW + AGAIN, Why.FAILING),
    ]


def test_nobody_found_weighs_more_than_a_fault_that_was_alarmed_about():
    now = replace(state(people=PEOPLE), trouble=Trouble(Why.FAILING, NOW + AGAIN, in_charge=True))
    assert alarms(decide(now, Opened(), NOW)) == [
        AlarmOver(),
        Alarm(THE_MANAGER, Why.NOBODY, BOTH),
        AlarmAt(NOW + AGAIN, Why.NOBODY),
    ]


def test_where_nobody_is_entered_nothing_is_ordered():
    assert alarms(decide(state(), Opened(), NOW)) == []


def test_at_an_hour_at_which_nobody_may_be_alarmed_it_looks_again_later():
    assert alarms(decide(state(people=(CLERK,)), Opened(), NOW)) == [
        AlarmAt(NOW + AGAIN, Why.NOBODY)
    ]


def test_whoever_comes_into_his_hours_meanwhile_is_alarmed_at_the_next_step():
    clerk = replace(CLERK, in_hours=True)
    actions = decide(unanswered(people=(clerk,)), Woken(), NOW)
    assert alarms(actions) == [
        Alarm(clerk.person, Why.NOBODY, clerk.channels),
        AlarmAt(NOW + AGAIN, Why.NOBODY),
    ]


# --- It goes on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(unanswered(alarmed(1)), [], id="while his telephone rings"),
        pytest.param(
            unanswered(alarmed(1, text(1))), [], id="while he may read the SMS, who takes no call"
        ),
        pytest.param(
            unanswered(missed(1)),
            [Alarm(2, Why.NOBODY, (Channel.VOICE,)), AlarmAt(NOW + AGAIN, Why.NOBODY)],
            id="his telephone came to nothing: the next at once",
        ),
        pytest.param(
            unanswered(alarmed(1, text(1, AttemptState.FAILED))),
            [Alarm(2, Why.NOBODY, (Channel.VOICE,)), AlarmAt(NOW + AGAIN, Why.NOBODY)],
            id="his SMS failed: the next at once",
        ),
        pytest.param(
            unanswered(alarmed(1), look_at=NOW),
            [Alarm(2, Why.NOBODY, (Channel.VOICE,)), AlarmAt(NOW + AGAIN, Why.NOBODY)],
            id="his time is up: the next",
        ),
        pytest.param(
            unanswered(missed(1, at=NOW - AGAIN), alarmed(2), look_at=NOW),
            [Alarm(1, Why.NOBODY, BOTH), AlarmAt(NOW + AGAIN, Why.NOBODY)],
            id="after the last the first again",
        ),
        pytest.param(
            unanswered(missed(1, at=NOW - timedelta(minutes=2)), missed(2)),
            [AlarmAt(NOW + timedelta(minutes=3), Why.NOBODY)],
            id="but nobody twice within the time",
        ),
        pytest.param(
            unanswered(missed(1), people=(replace(CLERK, in_hours=True), MANAGER)),
            [Alarm(3, Why.NOBODY, (Channel.VOICE,)), AlarmAt(NOW + AGAIN, Why.NOBODY)],
            id="the office has opened: its clerk comes first",
        ),
        pytest.param(
            unanswered(look_at=NOW, people=()),
            [AlarmAt(NOW + AGAIN, Why.NOBODY)],
            id="nobody takes part any more",
        ),
    ],
)
def test_one_after_another(now, expected):
    assert decide(now, Woken(), NOW) == expected


# --- Somebody takes charge ----------------------------------------------------------------


def test_who_takes_charge_by_telephone_stops_the_others_and_the_nurse_knows():
    now = unanswered(missed(1), alarmed(2))
    assert decide(now, TakenCharge(alarm=7), NOW) == [
        TakeCharge(7),
        Stop(200),
        AlarmAt(NOW + CHARGE_LASTS, Why.NOBODY),
        Tell(None, News.IN_CHARGE),
    ]


def test_a_colleague_who_signed_in_takes_charge_and_no_sms_goes_out():
    assert decide(unanswered(missed(1)), TakenCharge(None), NOW) == [
        TakeCharge(None),
        AlarmAt(NOW + CHARGE_LASTS, Why.NOBODY),
    ]


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(unanswered(in_charge=True), id="somebody has it"),
        pytest.param(state(offer(1)), id="the search runs, and nobody is alarmed"),
        pytest.param(state(status=Status.CLOSED), id="it is over"),
        pytest.param(state(offer(1, ACCEPTED), status=Status.CONTACTED), id="a doctor is there"),
    ],
)
def test_what_nobody_can_take_charge_of(now):
    assert decide(now, TakenCharge(None), NOW) == []


def test_while_somebody_is_in_charge_nobody_is_alarmed_nor_is_the_nurse_reminded():
    now = replace(unanswered(missed(1), in_charge=True, look_at=NOW + AGAIN), wake_at=NOW)
    assert decide(now, Woken(), NOW) == [Wake(NOW + NOBODY_AGAIN)]


def test_what_still_holds_half_an_hour_later_is_alarmed_about_anew():
    now = unanswered(missed(1), in_charge=True, look_at=NOW)
    assert decide(now, Woken(), NOW) == [
        AlarmOver(),
        Alarm(THE_MANAGER, Why.NOBODY, BOTH),
        AlarmAt(NOW + AGAIN, Why.NOBODY),
    ]


# --- It is over ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "first"),
    [
        pytest.param(Accepted(1), Award, id="a late yes"),
        pytest.param(Cancelled(), None, id="called off"),
        pytest.param(Restarted(), None, id="the nurse asks everyone once more"),
    ],
)
def test_it_is_over_and_no_telephone_goes_on_ringing(event, first):
    actions = decide(unanswered(alarmed(1)), event, NOW)
    assert first is None or isinstance(actions[0], first)
    assert alarms(actions)[-2:] == [Stop(100), AlarmOver()]


@pytest.mark.parametrize("in_charge", [True, False])
def test_a_restart_in_which_nobody_can_be_asked_alarms_nobody_again(in_charge):
    now = replace(unanswered(alarmed(1), in_charge=in_charge), offers=())
    actions = decide(now, Restarted(), NOW)
    assert GiveUp() in actions
    assert alarms(actions) == []


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(Accepted(1), id="a late yes"),
        pytest.param(Cancelled(), id="called off"),
        pytest.param(Restarted(), id="the nurse asks everyone once more"),
    ],
)
def test_whoever_took_charge_is_told_that_it_needs_him_no_longer(event):
    actions = decide(unanswered(alarmed(1), in_charge=True), event, NOW)
    assert actions.index(StandDown()) < actions.index(AlarmOver())


def test_whoever_took_charge_of_two_who_have_not_spoken_is_told_that_they_have():
    trouble = Trouble(Why.NOT_SPOKEN, NOW + AGAIN, in_charge=True)
    now = state(offer(1, ACCEPTED), status=Status.ACCEPTED, people=PEOPLE, trouble=trouble)
    assert alarms(decide(now, Spoke(), NOW)) == [StandDown(), AlarmOver()]


def test_whoever_took_charge_is_told_nothing_where_another_alarm_follows():
    """They had not spoken; now he hands it back, and nobody else can be asked."""
    trouble = Trouble(Why.NOT_SPOKEN, NOW + AGAIN, in_charge=True)
    now = state(offer(1, ACCEPTED), status=Status.ACCEPTED, people=PEOPLE, trouble=trouble)
    actions = decide(replace(now, round=now.policy.rounds), HandedBack(1), NOW)
    assert GiveUp() in actions
    assert StandDown() not in actions
    assert AlarmOver() in actions


def test_whoever_took_charge_is_told_when_a_coordinator_is_to_pick_again():
    """The pick is not his affair, so nobody else would tell him."""
    policy = replace(POLICY, coordinated=True)
    now = replace(unanswered(alarmed(1), in_charge=True, people=(MANAGER,)), policy=policy)
    actions = decide(now, Restarted(), NOW)
    assert any(isinstance(action, Queue) for action in actions)
    assert StandDown() in actions


def test_a_coordinator_who_picked_is_told_nothing():
    trouble = Trouble(Why.WAITS, NOW + AGAIN, in_charge=True)
    policy = replace(POLICY, coordinated=True)
    now = state(offer(1), policy=policy, people=PEOPLE, trouble=trouble, picks_by=NOW + AGAIN)
    assert StandDown() not in decide(now, Picked(1), NOW)


def test_they_have_spoken_and_the_alarm_is_over():
    trouble = Trouble(Why.NOT_SPOKEN, NOW + AGAIN, alarmed=(alarmed(1),))
    now = state(offer(1, ACCEPTED), status=Status.ACCEPTED, people=PEOPLE, trouble=trouble)
    assert alarms(decide(now, Spoke(), NOW)) == [Stop(100), AlarmOver()]


def test_a_call_that_somebody_listens_to_may_finish():
    listens = alarmed(1, call(100, AttemptState.ANSWERED))
    assert alarms(decide(unanswered(listens), Cancelled(), NOW)) == [AlarmOver()]


def test_a_no_that_changes_nothing_leaves_the_alarm_as_it_is():
    assert alarms(decide(unanswered(alarmed(1)), Declined(1), NOW)) == []
