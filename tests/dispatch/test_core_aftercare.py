"""A yes that comes to nothing, and an end that was an error."""

import pytest

from calls.dispatch.aftercare import next_morning
from calls.dispatch.core import decide
from calls.dispatch.orders import (
    Accepted,
    Ask,
    Award,
    Declined,
    EndTurn,
    HandedBack,
    News,
    Plan,
    Release,
    Reopen,
    Reopened,
    SearchedOn,
    StartRound,
    Tell,
    TooLate,
    Wake,
)
from calls.dispatch.searching import NOBODY_AGAIN
from calls.dispatch.state import Channel, OfferState, Status
from tests.dispatch.plain import LATER, NOW, POLICY, offer, state

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


def test_the_policy_of_these_cases_is_the_list():
    assert POLICY.widen_after is None
    assert not POLICY.all_at_once
