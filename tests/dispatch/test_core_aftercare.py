"""A yes that comes to nothing, and an end that was an error."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calls.dispatch.aftercare import next_morning
from calls.dispatch.core import decide
from calls.dispatch.events import (
    Accepted,
    ArrivalGiven,
    Arrived,
    Closed,
    Declined,
    HandedBack,
    Reopened,
    SearchedOn,
    Spoke,
    TookOver,
)
from calls.dispatch.orders import (
    Arrive,
    Ask,
    Award,
    Become,
    EndTurn,
    Expect,
    News,
    Plan,
    Release,
    Reopen,
    StartRound,
    TakeOver,
    Tell,
    TooLate,
    Wake,
)
from calls.dispatch.searching import NOBODY_AGAIN
from calls.dispatch.vocabulary import Channel, OfferState, Status
from tests.dispatch.plain import LATER, NOW, POLICY, asking, offer, state

ACCEPTED, DECLINED, SILENT = OfferState.ACCEPTED, OfferState.DECLINED, OfferState.SILENT
RELEASED, WITHDRAWN, WAITING = OfferState.RELEASED, OfferState.WITHDRAWN, OfferState.WAITING
BOTH = (Plan(1, Channel.VOICE), Plan(1, Channel.TEXT))


def asks(number):
    return [Ask(number, BOTH, LATER), Wake(LATER)]


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.CONTACTED])
@pytest.mark.parametrize(
    ("others", "again", "asked"),
    [
        pytest.param([offer(2), offer(3)], (), 2, id="the next of the list"),
        pytest.param(
            [offer(2, WITHDRAWN), offer(3)], (2,), 2, id="first who stood down for the yes"
        ),
        pytest.param([offer(2, SILENT), offer(3)], (), 3, id="the silent one not before the next"),
        pytest.param([offer(2, SILENT)], (2,), 2, id="the silent one when nobody else is left"),
        pytest.param([offer(2, DECLINED), offer(3)], (), 3, id="never who said no"),
    ],
)
def test_the_nurse_searches_on_and_the_doctor_is_told(status, others, again, asked):
    now = state(offer(1, ACCEPTED), *others, status=status, round=2)
    assert decide(now, SearchedOn(1), NOW) == [
        Release(1, by_doctor=False),
        Tell(1, News.RELEASED),
        StartRound(1, again),
        *asks(asked),
    ]


def test_a_doctor_hands_it_back_and_the_nurse_is_told():
    now = state(offer(1, ACCEPTED), offer(2), status=Status.CONTACTED)
    assert decide(now, HandedBack(1), NOW) == [
        Release(1, by_doctor=True),
        Tell(None, News.HANDED_BACK),
        StartRound(1, ()),
        *asks(2),
    ]


def test_when_nobody_else_can_be_asked_the_nurse_knows_at_once():
    now = state(offer(1, ACCEPTED), offer(2, DECLINED), status=Status.ACCEPTED)
    assert decide(now, HandedBack(1), NOW)[-2:] == [
        Tell(None, News.NOBODY),
        Wake(NOW + NOBODY_AGAIN),
    ]


@pytest.mark.parametrize("status", [Status.SEARCHING, Status.UNANSWERED])
def test_his_later_yes_counts_again(status):
    now = state(offer(1, RELEASED), offer(2, SILENT), status=status)
    assert decide(now, Accepted(1, on_page=True), NOW)[0] == Award(1)


def test_he_may_say_no_for_good():
    now = state(offer(1, RELEASED), status=Status.UNANSWERED)
    assert decide(now, Declined(1), NOW) == [EndTurn(1, DECLINED)]


@pytest.mark.parametrize(
    ("event", "now"),
    [
        pytest.param(HandedBack(2), state(offer(1, ACCEPTED), offer(2)), id="not his"),
        pytest.param(HandedBack(1), state(offer(1, RELEASED)), id="twice"),
        pytest.param(
            SearchedOn(1),
            state(offer(1, RELEASED), offer(2, ACCEPTED), status=Status.ACCEPTED),
            id="a page out of date: meanwhile a colleague has it",
        ),
        pytest.param(SearchedOn(1), state(offer(1)), id="nobody has it"),
        pytest.param(
            SearchedOn(1), state(offer(1, ACCEPTED), status=Status.CLOSED), id="it has ended"
        ),
        pytest.param(
            HandedBack(1), state(offer(1, ACCEPTED), status=Status.CLOSED), id="back, after the end"
        ),
        pytest.param(Reopened(), state(offer(1)), id="open, and opened again"),
    ],
)
def test_what_changes_nothing(event, now):
    assert decide(now, event, NOW) == []


def test_a_colleague_who_took_it_meanwhile_is_not_disturbed_by_his_second_yes():
    now = state(offer(1, RELEASED), offer(2, ACCEPTED), status=Status.ACCEPTED)
    assert decide(now, Accepted(1), NOW) == [TooLate(1)]


@pytest.mark.parametrize("ended", [Status.CLOSED, Status.CANCELLED])
def test_opened_again_without_a_doctor_nobody_is_phoned_by_that_alone(ended):
    now = state(offer(1, SILENT), offer(2, WITHDRAWN), status=ended)
    assert decide(now, Reopened(), NOW) == [
        Reopen(Status.UNANSWERED),
        Wake(NOW + NOBODY_AGAIN),
    ]


def test_opened_again_the_doctor_who_had_it_has_it():
    now = state(offer(1, ACCEPTED), status=Status.CLOSED)
    assert decide(now, Reopened(), NOW) == [Reopen(Status.CONTACTED), Wake(next_morning(NOW))]


# --- Until the doctor is there ------------------------------------------------------------

MORNING = next_morning(NOW)
AT_HALF_PAST = NOW + timedelta(minutes=30)


def accepted(status=Status.ACCEPTED, **fields):
    return state(offer(1, ACCEPTED, **fields), offer(2, WITHDRAWN), status=status)


@pytest.mark.parametrize("number", [None, 1])
def test_either_of_them_confirms_that_they_have_spoken(number):
    assert decide(accepted(), Spoke(number), NOW) == [Become(Status.CONTACTED), Wake(MORNING)]


@pytest.mark.parametrize(
    ("by_doctor", "told"),
    [
        pytest.param(True, [Tell(None, News.ARRIVAL)], id="he says it, and she is told"),
        pytest.param(False, [], id="she enters it, and it stands on his page"),
    ],
)
@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.CONTACTED])
def test_the_time_of_arrival_is_given_or_changed(status, by_doctor, told):
    now = accepted(status, arrives_at=NOW + timedelta(minutes=15))
    given = ArrivalGiven(1, 30, by_doctor)
    assert decide(now, given, NOW) == [Expect(1, AT_HALF_PAST), *told]


def test_whoever_is_there_has_spoken_with_the_nurse():
    assert decide(accepted(), Arrived(1), NOW) == [
        Become(Status.CONTACTED),
        Wake(MORNING),
        Arrive(1),
    ]
    assert decide(accepted(Status.CONTACTED), Arrived(1), NOW) == [Arrive(1)]


def test_an_arrival_never_stands_in_the_way_of_the_end():
    for now in (accepted(), accepted(Status.CONTACTED, arrived=True)):
        assert decide(now, Closed(), NOW)[0] == Become(Status.CLOSED)


@pytest.mark.parametrize(
    ("event", "now"),
    [
        pytest.param(Spoke(2), accepted(), id="of a colleague who stood down"),
        pytest.param(Spoke(1), accepted(Status.CONTACTED), id="they have spoken already"),
        pytest.param(Spoke(), state(offer(1)), id="with nobody"),
        pytest.param(ArrivalGiven(2, 30, True), accepted(), id="a time, of a colleague"),
        pytest.param(ArrivalGiven(1, 30, True), accepted(arrived=True), id="a time, and is there"),
        pytest.param(
            ArrivalGiven(1, 30, True),
            accepted(arrives_at=AT_HALF_PAST - timedelta(seconds=5)),
            id="the same time, tapped twice",
        ),
        pytest.param(ArrivalGiven(1, 30, True), accepted(Status.CLOSED), id="a time, after it all"),
        pytest.param(Arrived(2), accepted(), id="a colleague arrives"),
        pytest.param(Arrived(1), accepted(Status.CONTACTED, arrived=True), id="there already"),
        pytest.param(Arrived(1), accepted(Status.CLOSED), id="there, after the end"),
        pytest.param(
            Arrived(1), state(offer(1, RELEASED), offer(2)), id="there, and relieved before"
        ),
    ],
)
def test_what_changes_nothing_on_the_way(event, now):
    assert decide(now, event, NOW) == []


# --- Another nurse --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "orders"),
    [
        pytest.param(TookOver(8), [TakeOver(8, "")], id="with the same number"),
        pytest.param(TookOver(8, "A"), [TakeOver(8, "A")], id="with the number that holds"),
        pytest.param(TookOver(7), [], id="from herself"),
        pytest.param(TookOver(7, "A"), [], id="from herself, with the number that holds"),
        pytest.param(
            TookOver(8, "B"), [TakeOver(8, "B"), Tell(1, News.NEW_NUMBER)], id="with another number"
        ),
        pytest.param(
            TookOver(7, "B"), [TakeOver(7, "B"), Tell(1, News.NEW_NUMBER)], id="she changes it"
        ),
    ],
)
def test_a_colleague_takes_it_over(event, orders):
    now = replace(accepted(), nurse=7, call_back_number="A")
    assert decide(now, event, NOW) == orders


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param(accepted(Status.CONTACTED), True, id="on his way"),
        pytest.param(accepted(Status.CONTACTED, arrived=True), False, id="there"),
        pytest.param(state(asking(1)), False, id="nobody has accepted"),
        pytest.param(state(offer(1, SILENT), status=Status.UNANSWERED), False, id="nobody found"),
    ],
)
def test_only_a_doctor_on_his_way_is_told_of_another_number(now, told):
    actions = decide(now, TookOver(8, "B"), NOW)
    assert actions[0] == TakeOver(8, "B")
    assert (Tell(1, News.NEW_NUMBER) in actions) is told


@pytest.mark.parametrize("ended", [Status.CLOSED, Status.CANCELLED])
def test_what_is_over_is_not_taken_over(ended):
    assert decide(accepted(ended), TookOver(8, "B"), NOW) == []


def test_the_policy_of_these_cases_is_the_list():
    assert POLICY.widen_after is None
    assert not POLICY.all_at_once
