"""Whether the carrier takes anything: by tables, and on real rows with a carrier that fails."""

from datetime import timedelta

import pytest

from calls.dispatch import circuit, clock
from calls.dispatch.circuit import ENOUGH, IN_A_ROW, PROBE_EVERY, Circuit
from calls.dispatch.vocabulary import Channel
from calls.live import live_state
from calls.models import Attempt, CarrierCircuit
from calls.telephony.base import CarrierError
from calls.telephony.twilio_errors import ERRORS, verdict
from tests.dispatch.plain import NOW

DOWN = CarrierError("HTTP 503", code=20500, ambiguous=True, down=True)
UNREACHABLE = CarrierError("no connection", down=True)
CLOSED = CarrierError("HTTP 401", code=20003, ours=True, closed=True)
OF_ONE_NUMBER = CarrierError("invalid", code=21211, permanent=True)
PATIENCE = CarrierError("too many", code=20429, retry_after=1.0)
SENDER = CarrierError("no SMS from here", code=21606, ours=True)
TAKES_NOTHING = pytest.mark.logs("The carrier takes nothing")
ANSWERS_AGAIN = pytest.mark.logs("The carrier answers again")


def after(*seconds, closed=False):
    """A circuit after failures at these seconds."""
    found = Circuit()
    for at in seconds:
        found = found.failed(NOW + timedelta(seconds=at), closed=closed)
    return found


# --- By tables ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "is_open"),
    [
        pytest.param((0,), False, id="one"),
        pytest.param((0, 1), False, id="two"),
        pytest.param((0, 1, 2), True, id="three in a row"),
        pytest.param((0, 100, 200), True, id="three, each soon after the one before"),
        pytest.param((0, 1, 200), False, id="the third long after"),
    ],
)
def test_it_opens_after_a_few_failures_in_a_row(failures, is_open):
    assert (after(*failures).open_since is not None) is is_open
    assert ENOUGH == 3
    assert timedelta(seconds=100) < IN_A_ROW < timedelta(seconds=190)


def test_it_opens_at_once_where_the_account_is_closed():
    assert after(0, closed=True).open_since == NOW


def test_it_has_been_open_since_it_was_and_each_failure_puts_the_probe_off():
    opened = after(0, 1, 2)
    again = opened.failed(NOW + timedelta(seconds=9), closed=False)
    assert again.open_since == opened.open_since
    assert again.probe_at == NOW + timedelta(seconds=9) + PROBE_EVERY


def test_it_is_asked_about_every_few_seconds():
    opened = after(0, 1, 2)
    at = NOW + timedelta(seconds=2) + PROBE_EVERY
    assert not opened.may_be_probed(at - timedelta(seconds=1))
    assert opened.may_be_probed(at)
    assert not Circuit().may_be_probed(at)


@pytest.mark.parametrize(
    ("error", "down"),
    [
        pytest.param(DOWN, True, id="5xx"),
        pytest.param(UNREACHABLE, True, id="no connection"),
        pytest.param(CLOSED, True, id="the account is closed"),
        pytest.param(OF_ONE_NUMBER, False, id="one number"),
        pytest.param(PATIENCE, False, id="too many at once"),
        pytest.param(SENDER, False, id="our sender cannot text: calls go out"),
    ],
)
def test_what_is_an_outage(error, down):
    assert error.down is down


def test_what_closes_the_account_is_ours_to_mend():
    closing = {code for code in ERRORS if verdict(code).closed}
    assert closing == {10001, 20003, 20005, 20404, 90010}
    assert all(verdict(code).ours for code in closing)


# --- On rows ------------------------------------------------------------------------------


@pytest.fixture
def night(make):
    return make(doctors=4)


@pytest.mark.django_db
@TAKES_NOTHING
@ANSWERS_AGAIN
def test_the_carrier_is_down_for_five_minutes_and_nobody_is_passed_over_for_it(night, outbox):
    outbox.outage = DOWN
    night.press()
    for _ in range(30):
        night.later(seconds=10)

    # Two at the most were gone through before it was clear; the others wait to be asked.
    assert night.status == "searching"
    assert night.states.count("waiting") >= 2
    assert outbox.calls == []
    assert live_state(night.escalation, clock.now()).failing

    # It is back. Within seconds the next doctor's telephone rings, and the page says so.
    outbox.outage = None
    night.later(seconds=10)
    assert len(outbox.calls) == 1
    assert not live_state(night.escalation, clock.now()).failing
    assert CarrierCircuit.objects.get().open_since is None
    waiting = night.states.count("waiting")
    night.rings_out(night.states.index("asking") + 1)
    night.rings_out(night.states.index("asking") + 1)
    night.later(seconds=1)
    assert night.states.count("waiting") < waiting, "the search goes on with the next"


@pytest.mark.django_db
@TAKES_NOTHING
def test_a_closed_account_is_found_out_by_the_first_request(night, outbox):
    outbox.outage = CLOSED
    night.press()
    night.later(seconds=4)
    assert live_state(night.escalation, clock.now()).failing
    assert night.states.count("waiting") >= 2
    night.later(minutes=2)
    assert night.states.count("waiting") >= 2


@pytest.mark.django_db
@TAKES_NOTHING
def test_while_it_takes_nothing_one_attempt_asks_every_few_seconds(night, outbox):
    outbox.outage = CLOSED
    night.press()
    before = outbox.refused
    for _ in range(60):
        night.later(seconds=1)
    asked = outbox.refused - before
    assert 8 <= asked <= 16, f"{asked} requests in a minute"


@pytest.mark.django_db
def test_one_number_that_fails_again_and_again_is_no_outage(night, outbox):
    night.press()
    for _ in range(5):
        outbox.fail_next(DOWN)
        night.later(seconds=3)
    assert circuit.of_now(clock.now()).open_since is None


@pytest.mark.django_db
def test_numbers_that_do_not_exist_are_no_outage(make, outbox):
    night = make(doctors=4)
    for _ in range(3):
        outbox.fail_next(OF_ONE_NUMBER)
    night.press()
    night.later(seconds=30)
    assert circuit.of_now(clock.now()).open_since is None
    assert outbox.calls, "the search came to one who could be called"


@pytest.mark.django_db
@TAKES_NOTHING
def test_what_another_process_found_out_is_known_here_a_second_later(night, outbox):
    for _ in range(ENOUGH):
        circuit.failed(DOWN)
    circuit.forget()  # as in another process
    night.press()
    assert outbox.calls == outbox.texts == []
    call = Attempt.objects.get(channel=Channel.VOICE)
    assert (call.state, call.in_line) == ("planned", True)
