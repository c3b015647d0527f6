"""The search: who is asked next, and when nobody is left."""

from datetime import timedelta

import pytest

from calls.dispatch.aftercare import MORNING
from calls.dispatch.core import decide
from calls.dispatch.events import Opened, Restarted, Taken, Woken
from calls.dispatch.orders import (
    Ask,
    EndTurn,
    Extend,
    GiveUp,
    News,
    Pass,
    Pause,
    Plan,
    StartRound,
    Stop,
    Tell,
    Try,
    Wake,
)
from calls.dispatch.searching import NOBODY_AGAIN, TAKEN_NUMBER_AGAIN
from calls.dispatch.state import Line
from calls.dispatch.vocabulary import Bar, Channel, OfferState, Status
from tests.dispatch.plain import (
    LATER,
    MOBILE,
    NOW,
    POLICY,
    READS,
    READS_TOO,
    SECOND,
    asking,
    call,
    offer,
    state,
    text,
)

IN_USE = Line(contact=1, voice=True, text=True, taken=True)
BOTH = (Plan(1, Channel.VOICE), Plan(1, Channel.TEXT))
SILENT, UNREACHABLE = OfferState.SILENT, OfferState.UNREACHABLE
DECLINED, SKIPPED = OfferState.DECLINED, OfferState.SKIPPED
NOBODY = [GiveUp(), Tell(None, News.NOBODY), Wake(NOW + NOBODY_AGAIN)]
LAST_ROUND = {"round": 2}
RESUMES = NOW + POLICY.pause


def asks(number):
    return [Ask(number, BOTH, LATER), Wake(LATER)]


@pytest.mark.parametrize(
    ("offers", "actions"),
    [
        pytest.param([offer(1), offer(2)], asks(1), id="the first of the list"),
        pytest.param([offer(2, position=1), offer(1, position=2)], asks(2), id="by position"),
        pytest.param([offer(2, position=1), offer(1, position=1)], asks(1), id="then by number"),
        pytest.param(
            [offer(1, bar=Bar.UNAVAILABLE), offer(2)],
            [Pass(1, Bar.UNAVAILABLE), *asks(2)],
            id="who cannot be asked is passed over, with the reason",
        ),
        pytest.param(
            [offer(1, lines=(IN_USE,)), offer(2)],
            asks(2),
            id="whose phone is in use elsewhere is passed by, and stays on the list",
        ),
        pytest.param(
            [offer(1, lines=(IN_USE,))],
            [Wake(NOW + TAKEN_NUMBER_AGAIN)],
            id="when he is the last, his phone is waited for",
        ),
        pytest.param(
            [offer(1, lines=(IN_USE, SECOND))],
            [Ask(1, (Plan(2, Channel.VOICE), Plan(2, Channel.TEXT)), LATER), Wake(LATER)],
            id="by his other number where one is in use",
        ),
        pytest.param([], NOBODY, id="nobody on the list: a human is told at once"),
        pytest.param(
            [offer(1, bar=Bar.LEFT), offer(2, bar=Bar.NO_CONTACT)],
            [Pass(1, Bar.LEFT), Pass(2, Bar.NO_CONTACT), *NOBODY],
            id="nobody who can be asked: a human is told at once",
        ),
    ],
)
def test_when_the_nurse_presses(offers, actions):
    assert decide(state(*offers), Opened(), NOW) == actions


@pytest.mark.parametrize(
    ("first", "actions"),
    [
        pytest.param(asking(1), [Wake(LATER)], id="ringing: wait until his time is up"),
        pytest.param(
            asking(1, call(10, "busy"), text(11)),
            [EndTurn(1, SILENT), *asks(2)],
            id="busy: the next doctor at once",
        ),
        pytest.param(
            asking(1, call(10, "failed"), text(11, "failed")),
            [EndTurn(1, UNREACHABLE), *asks(2)],
            id="nothing got through: the next doctor at once",
        ),
        pytest.param(
            asking(1, call(10, "no_answer")),
            [Try(1, (Plan(1, Channel.VOICE),)), Wake(LATER)],
            id="rang out: once more",
        ),
        pytest.param(
            asking(1, call(10, "busy"), lines=(MOBILE, SECOND)),
            [Try(1, (Plan(2, Channel.VOICE),)), Wake(LATER)],
            id="busy: his next number",
        ),
        pytest.param(
            asking(1, text(10, "undelivered", 4), lines=(READS, READS_TOO)),
            [Try(1, (Plan(5, Channel.TEXT),)), Wake(LATER)],
            id="not delivered: his next number",
        ),
        pytest.param(
            asking(1, call(10), deadline=NOW),
            [EndTurn(1, UNREACHABLE), Stop(10), *asks(2)],
            id="his time is up: his phone stops ringing, the next is asked",
        ),
        pytest.param(
            asking(1, call(10, "answered"), deadline=NOW),
            [EndTurn(1, SILENT), *asks(2)],
            id="his time is up while he listens: he may listen to the end",
        ),
        pytest.param(
            asking(1, call(10, "planned"), text(11, "planned"), deadline=NOW),
            [EndTurn(1, UNREACHABLE), Stop(10), Stop(11), *asks(2)],
            id="his time is up before anything went out: nothing goes out any more",
        ),
        pytest.param(
            asking(1, call(10, "no_answer"), deadline=NOW),
            [EndTurn(1, UNREACHABLE), *asks(2)],
            id="rang out when his time is up: not once more",
        ),
    ],
)
def test_while_a_doctor_is_asked(first, actions):
    assert decide(state(first, offer(2)), Woken(), NOW) == actions


def test_his_time_begins_when_the_carrier_has_taken_his_first_attempt():
    late = NOW + timedelta(seconds=40)
    until = late + POLICY.answer_within
    before = state(asking(1, taken=False))
    assert decide(before, Taken(1), late) == [Extend(1, until), Wake(until)]


def test_his_second_attempt_gives_him_no_more_time():
    assert decide(state(asking(1)), Taken(1), NOW) == [Wake(LATER)]


def test_an_attempt_that_was_taken_after_his_turn_changes_nothing():
    after = state(offer(1, SILENT), asking(2))
    assert decide(after, Taken(1), NOW) == [Wake(LATER)]


@pytest.mark.parametrize(
    ("offers", "fields", "actions"),
    [
        pytest.param(
            [offer(1, SILENT), offer(2, DECLINED)],
            {},
            [Pause(RESUMES), Wake(RESUMES)],
            id="somebody did not answer: a pause",
        ),
        pytest.param(
            [offer(1, SILENT)], {"resumes_at": RESUMES}, [Wake(RESUMES)], id="the pause goes on"
        ),
        pytest.param(
            [offer(1, SILENT), offer(2, UNREACHABLE), offer(3, DECLINED)],
            {"resumes_at": NOW},
            [StartRound(2, (1, 2)), *asks(1)],
            id="after the pause, whoever did not answer once more; a no is a no",
        ),
        pytest.param(
            [offer(1, SKIPPED), offer(2, SKIPPED, by_nurse=True), offer(3, SILENT)],
            {"resumes_at": NOW},
            [StartRound(2, (1, 3)), *asks(1)],
            id="a rule's reason may be gone; the nurse's holds",
        ),
        pytest.param(
            [offer(1, SILENT, bar=Bar.UNAVAILABLE)],
            {"resumes_at": NOW},
            [StartRound(2, (1,)), Pass(1, Bar.UNAVAILABLE), *NOBODY],
            id="the only one left became unavailable",
        ),
        pytest.param(
            [offer(1, SILENT, bar=Bar.UNAVAILABLE), offer(2, DECLINED)],
            {},
            NOBODY,
            id="nobody could be asked in another round: it is not waited for",
        ),
        pytest.param([offer(1, SILENT)], LAST_ROUND, NOBODY, id="the last round is over"),
        pytest.param([offer(1, DECLINED)], {}, NOBODY, id="everybody said no: no second round"),
    ],
)
def test_when_everybody_was_asked(offers, fields, actions):
    assert decide(state(*offers, **fields), Woken(), NOW) == actions


def test_a_restart_begins_with_the_first_round():
    unanswered = state(offer(1, SILENT), offer(2, DECLINED), status=Status.UNANSWERED, round=2)
    assert decide(unanswered, Restarted(), NOW) == [StartRound(1, (1,)), *asks(1)]


def test_a_restart_without_anybody_to_ask_says_so():
    unanswered = state(offer(1, DECLINED), status=Status.UNANSWERED)
    assert decide(unanswered, Restarted(), NOW) == [StartRound(1, ()), *NOBODY]


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.UNANSWERED])
def test_a_restart_is_for_searches_that_found_nobody(status):
    assert decide(state(offer(1, SILENT), status=status), Restarted(), NOW) == []


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        (Status.UNANSWERED, [Tell(None, News.NOBODY), Wake(NOW + NOBODY_AGAIN)]),
        (Status.CLOSED, []),
        (Status.CANCELLED, []),
    ],
)
def test_the_nurse_is_reminded_of_a_search_that_found_nobody(status, actions):
    assert decide(state(offer(1, SILENT), status=status), Woken(), NOW) == actions


def test_nothing_is_said_before_its_time():
    unanswered = state(offer(1, SILENT), status=Status.UNANSWERED, wake_at=LATER)
    assert decide(unanswered, Woken(), NOW) == []


@pytest.mark.parametrize(("hour", "days"), [(3, 0), (8, 0), (9, 1), (23, 1)])
def test_a_case_that_stays_open_is_asked_about_at_nine(hour, days):
    at = NOW.astimezone(MORNING.tzinfo).replace(hour=hour)
    morning = at.replace(hour=9) + timedelta(days=days)
    contacted = state(offer(1, OfferState.ACCEPTED), status=Status.CONTACTED, wake_at=at)
    assert decide(contacted, Woken(), at) == [Tell(None, News.STILL_OPEN), Wake(morning)]
