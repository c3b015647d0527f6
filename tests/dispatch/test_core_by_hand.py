"""What a doctor tells the nurse, who called him herself; and whom she let go."""

import pytest

from calls.dispatch.aftercare import next_morning
from calls.dispatch.core import decide
from calls.dispatch.events import Accepted, Cancelled, Closed, Declined
from calls.dispatch.orders import (
    Ask,
    Award,
    Become,
    Dismiss,
    EndTurn,
    News,
    Plan,
    Stop,
    Tell,
    TooLate,
    Wake,
    Withdraw,
)
from calls.dispatch.vocabulary import Bar, Channel, OfferState, Status
from tests.dispatch.plain import LATER, NOW, asking, offer, state

BOTH = (Plan(1, Channel.VOICE), Plan(1, Channel.TEXT))
HERS = [Become(Status.CONTACTED), Wake(next_morning(NOW))]
DECLINED, RELEASED, SKIPPED = OfferState.DECLINED, OfferState.RELEASED, OfferState.SKIPPED


@pytest.mark.parametrize(
    ("offers", "status"),
    [
        pytest.param([offer(1)], Status.SEARCHING, id="who was never asked"),
        pytest.param([offer(1, DECLINED)], Status.SEARCHING, id="who said no before"),
        pytest.param([offer(1, RELEASED)], Status.UNANSWERED, id="who had handed it back"),
        pytest.param([offer(1, SKIPPED, by_nurse=True)], Status.SEARCHING, id="whom she skipped"),
        pytest.param([offer(1, bar=Bar.UNAVAILABLE)], Status.UNANSWERED, id="who is on leave"),
    ],
)
def test_whoever_tells_her_that_he_comes_has_it_and_they_have_spoken(offers, status):
    actions = decide(state(*offers, status=status), Accepted(1, to_nurse=True), NOW)
    assert actions == [Award(1), Tell(1, News.YOURS), *HERS]


def test_a_colleague_whose_telephone_rings_meanwhile_is_hung_up_and_told():
    actions = decide(state(asking(1), offer(2)), Accepted(2, to_nurse=True), NOW)
    stood_down = [Stop(10), Withdraw(1), Tell(1, News.TAKEN)]
    assert actions == [Award(2), *stood_down, Tell(2, News.YOURS), *HERS]


def test_when_a_colleague_has_it_his_word_to_her_comes_too_late():
    offers = [offer(1, OfferState.ACCEPTED), offer(2)]
    given = state(*offers, status=Status.ACCEPTED)
    assert decide(given, Accepted(2, to_nurse=True), NOW) == [TooLate(2)]


def test_from_whoever_has_it_already_it_says_that_they_have_spoken():
    given = state(offer(1, OfferState.ACCEPTED), status=Status.ACCEPTED)
    assert decide(given, Accepted(1, to_nurse=True), NOW) == HERS


def test_whoever_tells_her_no_before_he_was_asked_is_not_asked():
    given = state(asking(1), offer(2))
    assert decide(given, Declined(2, to_nurse=True), NOW) == [
        EndTurn(2, DECLINED),
        Wake(LATER),
    ]


def test_his_no_to_her_while_it_rings_brings_the_next():
    given = state(asking(1), offer(2))
    assert decide(given, Declined(1, to_nurse=True), NOW) == [
        EndTurn(1, DECLINED),
        Stop(10),
        Ask(2, BOTH, LATER),
        Wake(LATER),
    ]


@pytest.mark.parametrize("his", [OfferState.ACCEPTED, DECLINED])
def test_a_no_to_her_relieves_nobody_and_does_not_count_twice(his):
    status = Status.ACCEPTED if his is OfferState.ACCEPTED else Status.SEARCHING
    actions = decide(state(offer(1, his), status=status), Declined(1, to_nurse=True), NOW)
    assert actions == ([TooLate(1)] if his is OfferState.ACCEPTED else [])


def test_whom_she_let_go_hears_once_that_a_colleague_goes():
    released, other = offer(1, RELEASED, by_nurse=True), offer(2, OfferState.SILENT)
    actions = decide(state(released, other), Accepted(2, on_page=True), NOW)
    assert [Dismiss(1), Tell(1, News.TAKEN)] == actions[1:3]
    told = decide(state(offer(1, RELEASED), other), Accepted(2, on_page=True), NOW)
    assert Tell(1, News.TAKEN) not in told


@pytest.mark.parametrize("end", [Cancelled(), Closed()])
def test_whom_she_let_go_hears_that_it_has_ended(end):
    given = state(offer(1, RELEASED, by_nurse=True), status=Status.UNANSWERED)
    assert decide(given, end, NOW)[1:] == [Dismiss(1), Tell(1, News.OVER)]


def test_whoever_handed_it_back_himself_hears_no_more_of_it():
    given = state(offer(1, RELEASED), status=Status.UNANSWERED)
    assert decide(given, Cancelled(), NOW) == [Become(Status.CANCELLED)]
