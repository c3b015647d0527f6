"""Nights in memory: nothing forbidden happens, and they are not tame."""

from io import StringIO

import pytest
from django.core.management import call_command

from calls.dispatch import orders
from calls.simulation import running
from calls.simulation.applying import Applying
from tests.dispatch.plain import NOW

NIGHTS = range(1, 2001)
HAPPENS_OFTEN = (
    "yes that won",
    "yes that won late",
    "yes late: taken",
    "yes late: over",
    "no: declined",
    "hung up",
    "call dialled in its turn",
    "callback lost",
    "callback late",
    "callback twice",
    "message lost",
    "died before the commit",
    "the worker dies before the carrier is asked",
    "the worker dies after the carrier said yes",
    "the worker is frozen after the carrier said yes",
    "no answer from the carrier, who has done it",
    "no answer from the carrier, who has not done it",
    "look-up failed",
    "doctor has a new number",
    "doctor leaves",
    "doctor of a clinic that closes",
    "nurse skips",
    "nurse puts first",
    "nurse searches once more",
    "takes charge: yours",
    "takes charge: taken",
    "takes charge: over",
    "nurse sees the doctor",
    "nurse is relieved by a colleague with a telephone of her own",
    "nurse hears from the doctor when he is there",
    "nurse has a coordinator who picks",
    "nurse has a coordinator who leaves it to the list",
    "nurse cancels",
    "nurse opens it again",
    "nurse searches for another doctor",
    "nurse is told that the doctor hands it back",
    "nurse is told that the doctor lost his link",
    "pressed twice",
    "SMS says yes",
    "SMS says no",
    "SMS that won",
    "nurse hears after advice by telephone that the doctor comes",
    "drill",
    "the carrier is down for a while",
    "it is not his number",
    "nurse does not pick up when the doctor rings",
    "SMS says what nobody understands",
    "nurse closes after the doctor was there",
)


def test_two_thousand_nights_break_no_promise_and_are_not_tame():
    total = running.nights(running.in_memory, NIGHTS)
    assert [(told.seed, told.broken) for told in total.broken] == []
    assert total.nights == 2000
    rare = {what: total.counts[what] for what in HAPPENS_OFTEN if total.counts[what] < 20}
    assert not rare


def test_the_same_seed_tells_the_same_story_and_another_seed_another():
    one, same, other = (
        running.in_memory(seed, with_story=True).story for seed in (1234, 1234, 1235)
    )
    assert len(one) > 10
    assert one == same
    assert one != other


def test_several_processes_come_to_the_same_sum_as_one():
    seeds = range(1, 121)
    alone = running.nights(running.in_memory, seeds)
    together = running.Sum()
    for part in running.spread(running.in_memory, seeds, workers=2):
        together.merge(part)
    assert (together.nights, together.events) == (120, alone.events)
    assert together.counts == alone.counts


def test_the_command_says_how_many_nights_there_were_and_what_happened_in_them():
    out = StringIO()
    call_command("simulate", nights=20, seed=5, stdout=out)
    assert out.getvalue().startswith("20 nights in ")
    assert "callback lost" in out.getvalue()


def test_an_order_that_the_simulation_does_not_know_is_not_passed_over():
    class NewOrder:
        pass

    with pytest.raises(NotImplementedError):
        Applying(store=None, escalation=None, now=NOW).apply(NewOrder())


def test_every_order_of_the_dispatch_is_known_to_the_simulation():
    known = "".join(
        Applying.apply.__code__.co_names + Applying._change_escalation.__code__.co_names
    )
    unknown = [o.__name__ for o in orders.Action.__args__ if o.__name__ not in known]
    assert not unknown
