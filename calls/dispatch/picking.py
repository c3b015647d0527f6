"""A coordinator's queue: the request waits for his pick, and never for long. Pure."""

from datetime import datetime

from calls.dispatch import turn
from calls.dispatch.orders import Action, Ask, Pick, Queue, Wake
from calls.dispatch.state import Offer, State
from calls.dispatch.vocabulary import OfferState, Status


def is_on(state: State) -> bool:
    """Whether doctors are picked, and not asked as they stand on the list."""
    return state.policy.coordinated and not state.by_list


def holds(state: State) -> bool:
    """Whether there is somebody to wait for a pick of."""
    return is_on(state) and any(offer.bar is None for offer in state.waiting)


def is_late(state: State, now: datetime) -> bool:
    return state.picks_by is not None and now >= state.picks_by


def wait(state: State, now: datetime) -> list[Action]:
    if state.picks_by is None:
        return queue(state, now)
    return [Wake(state.picks_by)]


def queue(state: State, now: datetime) -> list[Action]:
    """The coordinator's time begins, or begins anew."""
    until = now + state.policy.picks_within
    return [Queue(until), Wake(until)]


def waits(state: State) -> bool:
    """Whether a pick is waited for at this moment."""
    searches = state.status is Status.SEARCHING and not state.asking
    return searches and state.picks_by is not None and is_on(state)


def pick(state: State, number: int, now: datetime) -> list[Action]:
    """Ask this one now. Nothing where he cannot be asked, or no pick is waited for."""
    offer = state.offer(number)
    if not waits(state) or not _can_be_picked(offer):
        return []
    until = now + state.policy.answer_within
    return [Pick(number), Ask(number, turn.first(offer), until), Wake(until)]


def _can_be_picked(offer: Offer) -> bool:
    possible = offer.state is OfferState.WAITING or offer.was_passed_over
    return (possible or offer.state.is_answerable) and offer.bar is None and bool(offer.free_lines)
