"""The one decision: every rule of the search is here, and nowhere else.

Pure: the standard library only, no clock, no database. `now` is an argument.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calls.dispatch import turn
from calls.dispatch.orders import (
    Accepted,
    Action,
    Ask,
    Award,
    Become,
    Cancelled,
    Closed,
    Declined,
    EndTurn,
    Event,
    Extend,
    GiveUp,
    LinkLost,
    MoveFirst,
    News,
    Opened,
    Pass,
    Pause,
    PutFirst,
    Remind,
    RenewLink,
    Restarted,
    Skipped,
    Spoke,
    StartRound,
    Stop,
    Taken,
    Tell,
    TooLate,
    Try,
    Wake,
    Withdraw,
    Woken,
)
from calls.dispatch.state import AttemptState, Bar, Channel, Offer, OfferState, State, Status

# A number that is in use elsewhere is looked at again after this.
TAKEN_NUMBER_AGAIN = timedelta(seconds=2)
# The nurse is reminded of an escalation for which nobody was found.
NOBODY_AGAIN = timedelta(minutes=10)
# After the first reminder that they have not spoken.
CONFIRM_AGAIN = timedelta(minutes=5)
MORNING = time(9, tzinfo=ZoneInfo("Asia/Tokyo"))


def decide(state: State, event: Event, now: datetime) -> list[Action]:
    """Return what has to happen next, in order; an empty list means nothing changes.

    An escalation that stays open always gets a `Wake`, unless nothing else happens.
    """
    match event:
        case Accepted(offer, on_page):
            return _accept(state, offer, on_page, now)
        case Declined(offer):
            return _decline(state, offer, now)
        case Skipped(offer):
            return _skip(state, offer, now)
        case PutFirst(offer):
            return _put_first(state, offer, now)
        case Spoke():
            return _spoke(state, now)
        case LinkLost(offer):
            return _renew_link(state, offer)
        case Restarted():
            return _restart(state, now)
        case Cancelled():
            return _end(state, Status.CANCELLED)
        case Closed():
            return _end(state, Status.CLOSED)
        case Taken(offer):
            return _taken(state, offer, now)
        case Opened() | Woken():
            return _go_on(state, now)


def _go_on(state: State, now: datetime) -> list[Action]:
    if state.status is Status.SEARCHING:
        return _search(state, now)
    if state.wake_at is not None and now < state.wake_at:
        return []
    match state.status:
        case Status.UNANSWERED:
            return [Tell(None, News.NOBODY), Wake(now + NOBODY_AGAIN)]
        case Status.ACCEPTED:
            return _remind(state, now)
        case Status.CONTACTED:
            return [Tell(None, News.STILL_OPEN), Wake(_next_morning(now))]
        case _:
            return []


# --- The search -------------------------------------------------------------------------


def _search(state: State, now: datetime) -> list[Action]:
    """Go on with whose turn it is; when that is over, ask the next."""
    actions: list[Action] = []
    for offer in state.asking:
        if plans := turn.more(offer, now, ring_again=state.policy.ring_again):
            actions.append(Try(offer.offer, plans))
        elif (end := turn.end(offer, now)) is not None:
            actions += [EndTurn(offer.offer, end), *_stop(offer)]
            state = state.changed(offer.offer, state=end)
    if not state.asking:
        return actions + _ask_next(state, now)
    return [*actions, Wake(_first_deadline(state, now))]


def _taken(state: State, number: int, now: datetime) -> list[Action]:
    """His time begins now, however long the carrier took to say so."""
    offer = state.offer(number)
    if offer.state is not OfferState.ASKING or offer.taken or state.status is not Status.SEARCHING:
        return _go_on(state, now)
    until = now + state.policy.answer_within
    state = state.changed(number, deadline=until, taken=True)
    return [Extend(number, until), *_search(state, now)]


def _ask_next(state: State, now: datetime) -> list[Action]:
    """Ask the first of the list who can be asked; pass over those who cannot."""
    actions: list[Action] = []
    for offer in state.waiting:
        if offer.bar is not None:
            actions.append(Pass(offer.offer, offer.bar))
            state = state.changed(offer.offer, state=OfferState.SKIPPED)
        elif offer.free_lines:
            until = now + state.policy.answer_within
            return [*actions, Ask(offer.offer, turn.first(offer), until), Wake(until)]
    if state.waiting:
        return [*actions, Wake(now + TAKEN_NUMBER_AGAIN)]
    return actions + _end_of_round(state, now)


def _end_of_round(state: State, now: datetime) -> list[Action]:
    """Those who did not answer are asked once more, after a pause."""
    if state.round >= state.policy.rounds or not any(
        _is_worth_asking_again(o) for o in state.offers
    ):
        return [GiveUp(), Tell(None, News.NOBODY), Wake(now + NOBODY_AGAIN)]
    if state.resumes_at is None:
        until = now + state.policy.pause
        return [Pause(until), Wake(until)]
    if now < state.resumes_at:
        return [Wake(state.resumes_at)]
    return _start_round(state, state.round + 1, now)


def _start_round(state: State, number: int, now: datetime) -> list[Action]:
    again = tuple(o.offer for o in state.offers if _is_worth_asking_again(o) or _was_passed_over(o))
    for offer in again:
        state = state.changed(offer, state=OfferState.WAITING, tries=())
    state = replace(state, status=Status.SEARCHING, round=number, resumes_at=None)
    return [StartRound(number, again), *_ask_next(state, now)]


def _is_worth_asking_again(offer: Offer) -> bool:
    return offer.state in (OfferState.SILENT, OfferState.UNREACHABLE)


def _was_passed_over(offer: Offer) -> bool:
    """By a rule, which may no longer hold; what the nurse skipped stays skipped."""
    return offer.state is OfferState.SKIPPED and not offer.skipped_by_nurse


def _first_deadline(state: State, now: datetime) -> datetime:
    return min((o.deadline for o in state.asking if o.deadline), default=now)


# --- Answers ----------------------------------------------------------------------------


def _accept(state: State, number: int, on_page: bool, now: datetime) -> list[Action]:
    """The first yes wins, however late, as long as nobody else has said it."""
    offer = state.offer(number)
    if offer.state is OfferState.ACCEPTED:
        return []
    searching = state.status in (Status.SEARCHING, Status.UNANSWERED)
    if not searching or not _still_hopes(offer):
        return [TooLate(number)]
    others = [o for o in state.offers if o.offer != number and _still_hopes(o)]
    actions: list[Action] = [Award(number), *_stop(offer)]
    for other in others:
        actions += [*_stop(other), Withdraw(other.offer), Tell(other.offer, News.TAKEN)]
    if not on_page:
        actions.append(Tell(number, News.YOURS))
    return [*actions, Tell(None, News.ACCEPTED), Wake(now + state.policy.confirm_within)]


def _decline(state: State, number: int, now: datetime) -> list[Action]:
    offer = state.offer(number)
    if not state.status.is_open or not _still_hopes(offer):
        return [] if offer.state is OfferState.DECLINED else [TooLate(number)]
    actions: list[Action] = [EndTurn(number, OfferState.DECLINED), *_stop(offer)]
    state = state.changed(number, state=OfferState.DECLINED)
    return actions + (_search(state, now) if state.status is Status.SEARCHING else [])


def _still_hopes(offer: Offer) -> bool:
    """Somebody who was asked and may still be thinking about it.

    Also when his turn for another round has not come, or a rule passed him over in it.
    """
    asked_before = offer.asked and (offer.state is OfferState.WAITING or _was_passed_over(offer))
    return offer.state.is_answerable or asked_before


# --- What the nurse does ----------------------------------------------------------------


def _skip(state: State, number: int, now: datetime) -> list[Action]:
    offer = state.offer(number)
    done = offer.state in (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.SKIPPED)
    if state.status is not Status.SEARCHING or done:
        return []
    actions: list[Action] = [Pass(number, Bar.BY_NURSE), *_stop(offer)]
    if offer.asked:
        actions.append(Tell(number, News.OVER))
    return actions + _search(
        state.changed(number, state=OfferState.SKIPPED, skipped_by_nurse=True), now
    )


def _put_first(state: State, number: int, now: datetime) -> list[Action]:
    offer = state.offer(number)
    possible = offer.state in (OfferState.WAITING, OfferState.SKIPPED) or offer.state.is_answerable
    if state.status is not Status.SEARCHING or offer.state is OfferState.ASKING or not possible:
        return []
    first = min((o.position for o in state.offers), default=0) - 1
    state = state.changed(
        number, state=OfferState.WAITING, position=first, tries=(), skipped_by_nurse=False
    )
    return [MoveFirst(number), *_search(state, now)]


def _spoke(state: State, now: datetime) -> list[Action]:
    if state.status is not Status.ACCEPTED:
        return []
    return [Become(Status.CONTACTED), Wake(_next_morning(now))]


def _renew_link(state: State, number: int) -> list[Action]:
    accepted = state.offer(number).state is OfferState.ACCEPTED
    if not accepted or not state.status.is_open:
        return []
    return [RenewLink(number), Tell(number, News.YOURS)]


def _restart(state: State, now: datetime) -> list[Action]:
    return _start_round(state, 1, now) if state.status is Status.UNANSWERED else []


def _end(state: State, status: Status) -> list[Action]:
    if not state.status.is_open:
        return []
    actions: list[Action] = [Become(status)]
    for offer in state.offers:
        stood_down = offer.state is OfferState.ACCEPTED and status is Status.CANCELLED
        if stood_down or _still_hopes(offer):
            actions += [*_stop(offer), Withdraw(offer.offer), Tell(offer.offer, News.OVER)]
    return actions


# --- After the yes ----------------------------------------------------------------------


def _remind(state: State, now: datetime) -> list[Action]:
    """They have not spoken: ask both, and the nurse again, until one of them confirms."""
    by = now + CONFIRM_AGAIN
    actions: list[Action] = [Remind(by), Tell(None, News.CONFIRM)]
    if state.reminded == 0 and state.accepted is not None:
        actions.append(Tell(state.accepted.offer, News.CONFIRM))
    return [*actions, Wake(by)]


def _next_morning(now: datetime) -> datetime:
    morning = datetime.combine(now.astimezone(MORNING.tzinfo).date(), MORNING)
    return morning if morning > now else morning + timedelta(days=1)


def _stop(offer: Offer) -> list[Action]:
    """End what is under way for an offer; a call that somebody listens to may finish."""
    return [
        Stop(t.attempt)
        for t in offer.tries
        if t.state.is_live and t.state is not AttemptState.ANSWERED
        if t.channel is Channel.VOICE or t.state is AttemptState.PLANNED
    ]
