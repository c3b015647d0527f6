"""The search: whose turn it is, who comes next, when a round is over. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from calls.dispatch import picking, turn
from calls.dispatch.orders import (
    Action,
    Ask,
    EndTurn,
    Extend,
    GiveUp,
    Hold,
    News,
    Pass,
    Pause,
    StartList,
    StartRound,
    Tell,
    Try,
    Wake,
)
from calls.dispatch.state import Offer, State
from calls.dispatch.vocabulary import OfferState, Status

# A number that is in use elsewhere is looked at again after this.
TAKEN_NUMBER_AGAIN = timedelta(seconds=2)
# The nurse is reminded of an escalation for which nobody was found.
NOBODY_AGAIN = timedelta(minutes=10)


def search(state: State, now: datetime) -> list[Action]:
    """Go on with those whose turn it is; ask the next when it is time for him."""
    actions: list[Action] = []
    used: set[str] = set()
    for offer in state.asking:
        if offer.waits_in_line and (offer.taken or (offer.deadline and now >= offer.deadline)):
            until = now + state.policy.answer_within
            actions.append(Hold(offer.offer, until))
            state = state.changed(offer.offer, deadline=until, taken=False)
        able = offer.without(used)
        if plans := turn.more(able, now, ring_again=state.policy.ring_again):
            actions.append(Try(offer.offer, plans))
            used |= turn.numbers(able, plans)
        elif (end := turn.end(offer, now)) is not None:
            actions += [EndTurn(offer.offer, end), *turn.stop(offer)]
            state = state.changed(offer.offer, state=end)
    if not state.asking:
        return actions + _go_on(state, now)
    wider = _widens_at(state)
    if wider is not None and now >= wider:
        return actions + _ask_next(state, now, used)
    times = [_first_deadline(state, now), *([wider] if wider is not None else [])]
    return [*actions, Wake(min(times))]


def taken(state: State, number: int, now: datetime) -> list[Action]:
    """His time begins now, however long the carrier took to say so."""
    until = now + state.policy.answer_within
    state = state.changed(number, deadline=until, taken=True)
    return [Extend(number, until), *search(state, now)]


def start_round(
    state: State, number: int, now: datetime, again: tuple[Offer, ...] | None = None
) -> list[Action]:
    """Ask once more; `again`: whom besides those whose turn has not come, everybody by default."""
    if again is None:
        again = tuple(o for o in state.offers if o.is_worth_asking_again or o.was_passed_over)
    for offer in again:
        state = state.changed(offer.offer, state=OfferState.WAITING, tries=())
    state = replace(state, status=Status.SEARCHING, round=number, resumes_at=None, picks_by=None)
    return [StartRound(number, tuple(o.offer for o in again)), *_go_on(state, now)]


def go_on_without(state: State, now: datetime) -> list[Action]:
    """Search on after a yes that came to nothing: first whoever stood down for it."""
    interrupted = tuple(o for o in state.offers if o.state is OfferState.WITHDRAWN)
    nobody_left = not interrupted and not state.waiting
    return start_round(state, 1, now, again=None if nobody_left else interrupted)


def start_list(state: State, now: datetime) -> list[Action]:
    """Nobody picks: the list goes on by itself."""
    return [StartList(), *_ask_next(replace(state, picks_by=None, by_list=True), now)]


def _go_on(state: State, now: datetime) -> list[Action]:
    """Nobody is being asked: ask the next, or wait for a coordinator's pick."""
    if not picking.holds(state):
        return _ask_next(state, now)
    return start_list(state, now) if picking.is_late(state, now) else picking.wait(state, now)


def _ask_next(state: State, now: datetime, used: set[str] | None = None) -> list[Action]:
    """Ask the first of the list who can be asked, or all of them; pass over those who cannot.

    `used`: numbers on which somebody is about to be asked in the same step.
    """
    actions: list[Action] = []
    used = set() if used is None else used
    until = now + state.policy.answer_within
    for offer in state.waiting:
        if offer.bar is not None:
            actions.append(Pass(offer.offer, offer.bar))
            state = state.changed(offer.offer, state=OfferState.SKIPPED)
        elif (able := offer.without(used)).free_lines:
            plans = turn.first(able)
            used |= turn.numbers(able, plans)
            actions.append(Ask(offer.offer, plans, until))
            state = state.changed(offer.offer, state=OfferState.ASKING, deadline=until)
            if not state.policy.all_at_once:
                break
    if not state.asking and not state.waiting:
        return actions + _end_of_round(state, now)
    times = [o.deadline for o in state.asking if o.deadline]
    if state.waiting and (state.policy.all_at_once or not _somebody_new(actions)):
        times.append(now + TAKEN_NUMBER_AGAIN)  # whose numbers are in use elsewhere
    elif (wider := _widens_at(state)) is not None:
        times.append(wider)
    return [*actions, Wake(min(times))]


def _somebody_new(actions: list[Action]) -> bool:
    return any(isinstance(action, Ask) for action in actions)


def _widens_at(state: State) -> datetime | None:
    """When the next is asked although somebody may still answer; None: not before.

    Counted from the beginning of the latest turn, which its deadline tells.
    """
    if not state.waiting or not state.asking or picking.is_on(state):
        return None
    after = timedelta() if state.policy.all_at_once else state.policy.widen_after
    if after is None or (not state.policy.all_at_once and _somebody_waits_in_line(state)):
        return None
    latest = max(o.deadline for o in state.asking if o.deadline)
    return latest - state.policy.answer_within + after


def _somebody_waits_in_line(state: State) -> bool:
    """One more call would only make the line longer."""
    return any(offer.waits_in_line for offer in state.asking)


def _end_of_round(state: State, now: datetime) -> list[Action]:
    """Those who did not answer are asked once more, after a pause, if any of them can be."""
    again = [o for o in state.offers if o.is_worth_asking_again]
    in_vain = state.resumes_at is None and all(o.bar is not None for o in again)
    if state.round >= state.policy.rounds or not again or in_vain:
        return [GiveUp(), Tell(None, News.NOBODY), Wake(now + NOBODY_AGAIN)]
    if state.resumes_at is None:
        until = now + state.policy.pause
        return [Pause(until), Wake(until)]
    if now < state.resumes_at:
        return [Wake(state.resumes_at)]
    return start_round(state, state.round + 1, now)


def _first_deadline(state: State, now: datetime) -> datetime:
    return min((o.deadline for o in state.asking if o.deadline), default=now)
