"""A decision broken on purpose is found: the simulation can see what it looks for."""

from dataclasses import replace
from functools import partial

import pytest

from calls.dispatch import core, orders
from calls.dispatch.orders import News
from calls.dispatch.state import AttemptState, Bar, OfferState, Status
from calls.simulation import running


def gives_it_to_the_second_yes_too(state, event, now):
    if isinstance(event, orders.Accepted) and state.status is Status.ACCEPTED:
        return [orders.Award(event.offer), orders.Tell(None, News.ACCEPTED)]
    return core.decide(state, event, now)


def never_wakes_again(state, event, now):
    return [a for a in core.decide(state, event, now) if not isinstance(a, orders.Wake)]


def sleeps_when_a_doctor_is_silent(state, event, now):
    if isinstance(event, orders.Woken) and state.asking:
        return []
    return core.decide(state, event, now)


def asks_whoever_is_barred(state, event, now):
    barred = (Bar.UNAVAILABLE, Bar.LEFT)
    offers = tuple(replace(o, bar=None if o.bar in barred else o.bar) for o in state.offers)
    return core.decide(replace(state, offers=offers), event, now)


def asks_on_a_number_in_use(state, event, now):
    offers = tuple(
        replace(o, lines=tuple(replace(line, taken=False) for line in o.lines))
        for o in state.offers
    )
    return core.decide(replace(state, offers=offers), event, now)


def asks_again_who_said_no(state, event, now):
    actions = core.decide(state, event, now)
    no = tuple(o.offer for o in state.offers if o.state is OfferState.DECLINED)
    return [
        replace(a, again=(*a.again, *no)) if isinstance(a, orders.StartRound) else a
        for a in actions
    ]


def gives_up_before_everybody_was_asked(state, event, now):
    actions = core.decide(state, event, now)
    if any(isinstance(a, orders.Ask) for a in actions) and state.round > 1:
        return [orders.GiveUp(), orders.Tell(None, News.NOBODY), actions[-1]]
    return actions


def tells_the_nurse_nothing(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if a != orders.Tell(None, News.NOBODY)]


def lets_the_others_ring_after_a_yes(state, event, now):
    actions = core.decide(state, event, now)
    accepted = isinstance(event, orders.Accepted)
    return [a for a in actions if not (accepted and isinstance(a, orders.Stop))]


def goes_on_asking_after_the_end(state, event, now):
    if state.status is Status.CANCELLED and isinstance(event, orders.Taken):
        number = event.offer
        live = [t for t in state.offer(number).tries if t.state is AttemptState.QUEUED]
        plans = tuple(orders.Plan(t.contact, t.channel) for t in live if t.contact)
        return [orders.Try(number, plans)]
    return core.decide(state, event, now)


def spins(state, event, now):
    actions = core.decide(state, event, now)
    return [replace(a, at=now) if isinstance(a, orders.Wake) else a for a in actions]


def tells_whoever_was_never_asked(state, event, now):
    actions = core.decide(state, event, now)
    if isinstance(event, orders.Cancelled) and state.status.is_open and state.offers:
        return [*actions, *(orders.Tell(o.offer, News.OVER) for o in state.offers)]
    return actions


@pytest.mark.parametrize(
    ("decide", "found"),
    [
        (gives_it_to_the_second_yes_too, "I2"),
        (never_wakes_again, "G1"),
        (sleeps_when_a_doctor_is_silent, "G1"),
        (asks_whoever_is_barred, "was asked although"),
        (asks_on_a_number_in_use, "I6"),
        (asks_again_who_said_no, "said no"),
        (gives_up_before_everybody_was_asked, "never asked"),
        (tells_the_nurse_nothing, "G7"),
        (lets_the_others_ring_after_a_yes, "G3"),
        (goes_on_asking_after_the_end, "I3"),
        (spins, "woken for ever"),
        (tells_whoever_was_never_asked, "was never asked"),
    ],
)
def test_a_broken_decision_is_found_within_three_hundred_nights(decide, found):
    play = partial(running.in_memory, decide=decide)
    nights = map(play, range(1, 301))
    assert any(told.broken and found in told.broken for told in nights), "nobody noticed"
