"""Answers, and what the nurse does."""

from dataclasses import replace

import pytest

from calls.dispatch.aftercare import CONFIRM_AGAIN
from calls.dispatch.core import decide
from calls.dispatch.events import (
    Accepted,
    Cancelled,
    Closed,
    Declined,
    LinkLost,
    PutFirst,
    Skipped,
    Spoke,
    Woken,
)
from calls.dispatch.orders import (
    Ask,
    Award,
    Become,
    EndTurn,
    MoveFirst,
    News,
    Pass,
    Plan,
    Remind,
    RenewLink,
    StartRound,
    Stop,
    Tell,
    TooLate,
    Wake,
    Withdraw,
)
from calls.dispatch.vocabulary import Bar, Channel, OfferState, Status
from tests.dispatch.plain import LATER, NOW, POLICY, asking, call, offer, state, text

ACCEPTED, DECLINED, SILENT = OfferState.ACCEPTED, OfferState.DECLINED, OfferState.SILENT
UNREACHABLE, SKIPPED, WAITING = OfferState.UNREACHABLE, OfferState.SKIPPED, OfferState.WAITING
WITHDRAWN = OfferState.WITHDRAWN
BOTH = (Plan(1, Channel.VOICE), Plan(1, Channel.TEXT))
ASKS_2 = [Ask(2, BOTH, LATER), Wake(LATER)]
THEN = [Tell(None, News.ACCEPTED), Wake(NOW + POLICY.confirm_within)]
LINK = Tell(1, News.YOURS)


def yes(number=1, *, on_page=False):
    return Accepted(number, on_page)


# --- Yes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offers", "actions"),
    [
        pytest.param(
            [asking(1, call(10, "answered"))],
            [Award(1), LINK, *THEN],
            id="by key: he hears the end of it, and gets the link",
        ),
        pytest.param(
            [asking(1, call(10), text(11, "planned"))],
            [Award(1), Stop(10), Stop(11), LINK, *THEN],
            id="by reply while it rings: the ringing stops",
        ),
        pytest.param(
            [offer(1, SILENT), asking(2)],
            [Award(1), Stop(20), Withdraw(2), Tell(2, News.TAKEN), LINK, *THEN],
            id="after his time: it counts, and the phone that rings now is hung up",
        ),
        pytest.param(
            [offer(1, UNREACHABLE), offer(2, SILENT), offer(3, DECLINED), offer(4)],
            [Award(1), Withdraw(2), Tell(2, News.TAKEN), LINK, *THEN],
            id="whoever may still think about it is told; who said no, or was never asked, is not",
        ),
        pytest.param(
            [offer(1, WAITING, asked=True), asking(2)],
            [Award(1), Stop(20), Withdraw(2), Tell(2, News.TAKEN), LINK, *THEN],
            id="before his second turn",
        ),
        pytest.param(
            [offer(1, SKIPPED, asked=True)],
            [Award(1), LINK, *THEN],
            id="passed over by a rule in the second round: help is help",
        ),
    ],
)
def test_the_first_yes_wins(offers, actions):
    assert decide(state(*offers), yes(), NOW) == actions


def test_a_late_yes_wins_when_nobody_was_found():
    unanswered = state(offer(1, SILENT), offer(2, UNREACHABLE), status=Status.UNANSWERED)
    assert decide(unanswered, yes(2), NOW) == [
        Award(2),
        Withdraw(1),
        Tell(1, News.TAKEN),
        Tell(2, News.YOURS),
        *THEN,
    ]


def test_who_says_it_on_his_page_needs_no_link_to_it():
    assert decide(state(asking(1, text(10))), yes(on_page=True), NOW) == [Award(1), *THEN]


def test_the_same_yes_again_changes_nothing():
    assert decide(state(offer(1, ACCEPTED), status=Status.ACCEPTED), yes(), NOW) == []


@pytest.mark.parametrize(
    ("offers", "status"),
    [
        pytest.param([offer(1, WITHDRAWN), offer(2, ACCEPTED)], Status.ACCEPTED, id="taken"),
        pytest.param([offer(1, WITHDRAWN), offer(2, ACCEPTED)], Status.CONTACTED, id="spoken"),
        pytest.param([offer(1, WITHDRAWN)], Status.CANCELLED, id="called off"),
        pytest.param([offer(1, WITHDRAWN)], Status.CLOSED, id="closed"),
        pytest.param([offer(1, DECLINED)], Status.SEARCHING, id="he had said no"),
        pytest.param([offer(1)], Status.SEARCHING, id="he was never asked"),
        pytest.param(
            [offer(1, SKIPPED, asked=True, by_nurse=True)],
            Status.SEARCHING,
            id="the nurse passed him over, and he was told",
        ),
    ],
)
def test_a_yes_that_comes_too_late_stands_on_the_timeline(offers, status):
    assert decide(state(*offers, status=status), yes(), NOW) == [TooLate(1)]


# --- No ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offers", "actions"),
    [
        pytest.param(
            [asking(1, call(10, "answered")), offer(2)],
            [EndTurn(1, DECLINED), *ASKS_2],
            id="the next doctor at once",
        ),
        pytest.param(
            [asking(1, call(10)), offer(2)],
            [EndTurn(1, DECLINED), Stop(10), *ASKS_2],
            id="by link: the ringing stops",
        ),
        pytest.param(
            [offer(1, SILENT), asking(2)],
            [EndTurn(1, DECLINED), Wake(LATER)],
            id="after his time: he is not asked again, and nobody is disturbed",
        ),
        pytest.param([offer(1, DECLINED), asking(2)], [], id="the same no again"),
        pytest.param([offer(1), asking(2)], [TooLate(1)], id="he was never asked"),
    ],
)
def test_a_no_needs_no_reason(offers, actions):
    assert decide(state(*offers), Declined(1), NOW) == actions


def test_a_no_after_everybody_was_asked_is_noted():
    unanswered = state(offer(1, SILENT), status=Status.UNANSWERED)
    assert decide(unanswered, Declined(1), NOW) == [EndTurn(1, DECLINED)]


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.CONTACTED])
def test_a_no_after_his_own_yes_takes_nothing_back(status):
    assert decide(state(offer(1, ACCEPTED), status=status), Declined(1), NOW) == [TooLate(1)]


# --- Skip, put first --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offers", "actions"),
    [
        pytest.param(
            [asking(1, call(10)), offer(2)],
            [Pass(1, Bar.BY_NURSE), Stop(10), Tell(1, News.OVER), *ASKS_2],
            id="who is asked: the next at once",
        ),
        pytest.param(
            [offer(1), asking(2)],
            [Pass(1, Bar.BY_NURSE), Wake(LATER)],
            id="who waits: he is never disturbed",
        ),
        pytest.param(
            [offer(1, SILENT), asking(2)],
            [Pass(1, Bar.BY_NURSE), Tell(1, News.OVER), Wake(LATER)],
            id="who was silent: not again",
        ),
        pytest.param([offer(1, DECLINED), asking(2)], [], id="who said no"),
        pytest.param([offer(1, SKIPPED), asking(2)], [], id="who was passed over already"),
    ],
)
def test_the_nurse_passes_a_doctor_over(offers, actions):
    assert decide(state(*offers), Skipped(1), NOW) == actions


@pytest.mark.parametrize(
    ("offers", "actions"),
    [
        pytest.param([offer(1), asking(2)], [MoveFirst(1), Wake(LATER)], id="he comes next"),
        pytest.param(
            [offer(1, SKIPPED, by_nurse=True), asking(2)],
            [MoveFirst(1), Wake(LATER)],
            id="also whom she had passed over",
        ),
        pytest.param(
            [offer(1, SILENT), asking(2)],
            [MoveFirst(1), Wake(LATER)],
            id="also who did not answer before",
        ),
        pytest.param(
            [offer(1, SILENT), offer(2, SILENT)],
            [MoveFirst(1), Ask(1, BOTH, LATER), Wake(LATER)],
            id="between two rounds: at once",
        ),
        pytest.param(
            [offer(1, bar=Bar.UNAVAILABLE), offer(2, SILENT), offer(3)],
            [MoveFirst(1), Pass(1, Bar.UNAVAILABLE), Ask(3, BOTH, LATER), Wake(LATER)],
            id="who cannot be asked is not, and the reason is shown",
        ),
        pytest.param([asking(1)], [], id="whose turn it is already"),
        pytest.param([offer(1, DECLINED), asking(2)], [], id="a no is a no"),
    ],
)
def test_the_nurse_puts_a_doctor_first(offers, actions):
    assert decide(state(*offers), PutFirst(1), NOW) == actions


def test_who_is_put_first_comes_before_whoever_waits():
    first, second = offer(1), offer(2, SILENT)
    [_, ask, _] = decide(state(first, second), PutFirst(2), NOW)
    assert ask == Ask(2, BOTH, LATER)


@pytest.mark.parametrize("event", [Skipped(1), PutFirst(1)])
@pytest.mark.parametrize("status", [s for s in Status if s is not Status.SEARCHING])
def test_the_list_can_be_changed_while_it_is_gone_through(event, status):
    if (event, status) != (PutFirst(1), Status.UNANSWERED):
        assert decide(state(offer(1), status=status), event, NOW) == []


@pytest.mark.parametrize(
    "once", [SILENT, OfferState.SKIPPED, OfferState.RELEASED, OfferState.UNREACHABLE]
)
def test_when_nobody_was_found_one_doctor_alone_can_be_asked_again(once):
    now = state(offer(1, once), offer(2, SILENT), offer(3, DECLINED), status=Status.UNANSWERED)
    assert decide(now, PutFirst(1), NOW) == [
        MoveFirst(1),
        StartRound(POLICY.rounds, ()),
        Ask(1, BOTH, LATER),
        Wake(LATER),
    ]


# --- The end ----------------------------------------------------------------------------

EVERYBODY = [asking(1), offer(2, SILENT), offer(3, DECLINED), offer(4)]
STOOD_DOWN = [
    Stop(10),
    *(Withdraw(1), Tell(1, News.OVER)),
    *(Withdraw(2), Tell(2, News.OVER)),
]


@pytest.mark.parametrize(
    ("event", "status"), [(Cancelled(), Status.CANCELLED), (Closed(), Status.CLOSED)]
)
def test_the_end_stops_the_ringing_and_tells_who_was_asked(event, status):
    assert decide(state(*EVERYBODY), event, NOW) == [Become(status), *STOOD_DOWN]


@pytest.mark.parametrize("event", [Cancelled(), Closed()])
@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
def test_what_has_ended_does_not_end_again(event, status):
    assert decide(state(*EVERYBODY, status=status), event, NOW) == []


def test_a_cancel_after_the_yes_stands_the_doctor_down():
    accepted = state(offer(1, ACCEPTED), offer(2, WITHDRAWN), status=Status.ACCEPTED)
    assert decide(accepted, Cancelled(), NOW) == [
        Become(Status.CANCELLED),
        Withdraw(1),
        Tell(1, News.OVER),
    ]


def test_closing_after_the_yes_leaves_it_to_the_doctor_who_went():
    accepted = state(offer(1, ACCEPTED), status=Status.CONTACTED)
    assert decide(accepted, Closed(), NOW) == [Become(Status.CLOSED)]


# --- After the yes ----------------------------------------------------------------------


def test_both_are_reminded_once_and_then_the_nurse_again_and_again():
    accepted = state(offer(1, ACCEPTED), status=Status.ACCEPTED)
    again = NOW + CONFIRM_AGAIN
    first = [Remind(again), Tell(None, News.CONFIRM), Tell(1, News.CONFIRM), Wake(again)]
    assert decide(accepted, Woken(), NOW) == first
    second = [Remind(again), Tell(None, News.CONFIRM), Wake(again)]
    assert decide(replace(accepted, reminded=1), Woken(), NOW) == second


def test_they_have_spoken_and_nobody_is_reminded_until_the_morning():
    accepted = state(offer(1, ACCEPTED), status=Status.ACCEPTED)
    [become, wake] = decide(accepted, Spoke(), NOW)
    assert become == Become(Status.CONTACTED)
    assert (wake.at - NOW).total_seconds() == 6 * 3600


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ACCEPTED])
def test_they_can_only_have_spoken_after_a_yes(status):
    assert decide(state(offer(1), status=status), Spoke(), NOW) == []


def test_a_lost_link_is_replaced_for_the_doctor_who_accepted():
    accepted = state(offer(1, ACCEPTED), status=Status.CONTACTED)
    assert decide(accepted, LinkLost(1), NOW) == [RenewLink(1), Tell(1, News.YOURS)]


@pytest.mark.parametrize(
    ("his", "status"),
    [(SILENT, Status.SEARCHING), (WITHDRAWN, Status.ACCEPTED), (ACCEPTED, Status.CLOSED)],
)
def test_nobody_else_gets_a_new_link(his, status):
    assert decide(state(offer(1, his), status=status), LinkLost(1), NOW) == []
