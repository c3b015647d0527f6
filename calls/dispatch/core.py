"""The one decision: every rule of the search is here and beside it, and nowhere else.

`core` takes the event; `searching` asks doctors, `turn` goes through one doctor's numbers,
`aftercare` follows a yes, `picking` waits for a coordinator, `alarming` calls the people in
charge. All are pure: the standard library only, no clock, no database. `now` is an argument.
"""

from datetime import datetime

from calls.dispatch import aftercare, alarming, picking, searching, turn
from calls.dispatch.events import (
    Accepted,
    ArrivalGiven,
    Arrived,
    Cancelled,
    Closed,
    Declined,
    Event,
    GaveWay,
    HandedBack,
    LinkLost,
    ListWanted,
    NotConnected,
    NotHim,
    Opened,
    Picked,
    PutFirst,
    Reopened,
    Restarted,
    SearchedOn,
    Skipped,
    Spoke,
    Taken,
    TakenCharge,
    TookOver,
    Woken,
)
from calls.dispatch.orders import (
    Action,
    Award,
    Become,
    Dismiss,
    EndTurn,
    MoveFirst,
    News,
    Pass,
    Tell,
    TooLate,
    Wake,
    Withdraw,
)
from calls.dispatch.state import Offer, State
from calls.dispatch.vocabulary import Bar, OfferState, Status


def decide(state: State, event: Event, now: datetime) -> list[Action]:
    """Return what has to happen next, in order; an empty list means nothing changes.

    An escalation that stays open gets a `Wake`, or keeps the one it has. An alarm has a time of
    its own beside it, and changes nothing of the search.
    """
    if state.is_drill:  # nobody in charge is woken for practice
        return [] if isinstance(event, TakenCharge) else _decide(state, event, now)
    if isinstance(event, TakenCharge):
        return alarming.take_charge(state, event, now)
    return alarming.beside(state, event, _decide(state, event, now), now)


def _decide(state: State, event: Event, now: datetime) -> list[Action]:
    match event:
        case Accepted():
            return _accept(state, event, now)
        case Declined():
            return _decline(state, event, now)
        case HandedBack(offer):
            return aftercare.hand_back(state, offer, now)
        case GaveWay(offer):
            return _pass_over(state, offer, Bar.REAL_FIRST, now)
        case NotHim(offer):
            return _pass_over(state, offer, Bar.NOT_HIM, now)
        case NotConnected(offer):
            return aftercare.not_connected(state, offer)
        case LinkLost(offer):
            return aftercare.renew_link(state, offer)
        case Spoke(offer):
            return aftercare.spoke(state, offer, now)
        case ArrivalGiven(offer, minutes, by_doctor):
            return aftercare.give_arrival(state, offer, minutes, now, by_doctor=by_doctor)
        case Arrived(offer):
            return aftercare.arrive(state, offer, now)
        case Taken(offer):
            return _taken(state, offer, now)
        case Opened() | Woken():
            return _go_on(state, now)
        case Picked(offer):
            return picking.pick(state, offer, now)
        case ListWanted():
            return searching.start_list(state, now) if picking.waits(state) else []
        case _:
            return _steer(state, event, now)


def _steer(state: State, event: Event, now: datetime) -> list[Action]:
    """What the nurse does."""
    match event:
        case Skipped(offer):
            return _skip(state, offer, now)
        case PutFirst(offer):
            return _put_first(state, offer, now)
        case Restarted() if state.status is Status.UNANSWERED:
            return searching.start_round(state, 1, now)
        case SearchedOn(offer):
            return aftercare.search_on(state, offer, now)
        case TookOver(nurse, number):
            return aftercare.take_over(state, nurse, number)
        case Reopened():
            return aftercare.reopen(state, now)
        case Cancelled():
            return _end(state, Status.CANCELLED)
        case Closed():
            return _end(state, Status.CLOSED)
    return []


def _go_on(state: State, now: datetime) -> list[Action]:
    if state.status is Status.SEARCHING:
        return searching.search(state, now)
    if state.wake_at is not None and now < state.wake_at:
        return []
    in_charge = state.trouble is not None and state.trouble.in_charge
    match state.status:
        case Status.UNANSWERED | Status.ACCEPTED if in_charge:
            return [Wake(now + searching.NOBODY_AGAIN)]  # whoever has it has it
        case Status.UNANSWERED:
            return [Tell(None, News.NOBODY), Wake(now + searching.NOBODY_AGAIN)]
        case Status.ACCEPTED:
            return aftercare.remind(state, now)
        case Status.CONTACTED:
            return [Tell(None, News.STILL_OPEN), Wake(aftercare.next_morning(now))]
        case _:
            return []


def _taken(state: State, number: int, now: datetime) -> list[Action]:
    if state.status is not Status.SEARCHING:
        return _go_on(state, now)
    offer = state.offer(number)
    begun = offer.taken or offer.waits_in_line  # an SMS that is out does not begin his time
    if offer.state is not OfferState.ASKING or begun:
        return _go_on(state, now)
    return searching.taken(state, number, now)


# --- Answers ----------------------------------------------------------------------------


def _accept(state: State, said: Accepted, now: datetime) -> list[Action]:
    """The first yes wins, however late, as long as nobody else has said it."""
    number = said.offer
    offer = state.offer(number)
    if offer.state is OfferState.ACCEPTED:
        return aftercare.spoke(state, number, now) if said.to_nurse else []
    searched = state.status in (Status.SEARCHING, Status.UNANSWERED)
    if not searched or not _may_be_his(offer, said):
        return [TooLate(number)]
    actions: list[Action] = [Award(number), *turn.stop(offer), *_let_go(state, number, News.TAKEN)]
    if not said.on_page:
        actions.append(Tell(number, News.YOURS))
    if said.to_nurse:  # they have spoken
        return [*actions, Become(Status.CONTACTED), Wake(aftercare.next_morning(now))]
    return [*actions, Tell(None, News.ACCEPTED), Wake(now + state.policy.confirm_within)]


def _may_be_his(offer: Offer, said: Accepted) -> bool:
    if said.to_nurse:
        return True
    return offer.may_say_yes or (said.at_a_colleagues and offer.may_be_asked)


def _let_go(state: State, number: int, news: News) -> list[Action]:
    """All who may still think that they are needed, but one."""
    actions: list[Action] = []
    for other in state.offers:
        if other.offer == number:
            continue
        if other.is_hoping:
            actions += [*turn.stop(other), Withdraw(other.offer), Tell(other.offer, news)]
        elif other.hears_the_end:
            actions += [Dismiss(other.offer), Tell(other.offer, news)]
    return actions


def _decline(state: State, said: Declined, now: datetime) -> list[Action]:
    number, offer = said.offer, state.offer(said.offer)
    if offer.state is OfferState.DECLINED:
        return []
    may = offer.state is not OfferState.ACCEPTED if said.to_nurse else offer.may_say_yes
    if not state.status.is_open or not may:
        return [TooLate(number)]
    actions: list[Action] = [EndTurn(number, OfferState.DECLINED), *turn.stop(offer)]
    state = state.changed(number, state=OfferState.DECLINED)
    return actions + (searching.search(state, now) if state.status is Status.SEARCHING else [])


def _pass_over(state: State, number: int, bar: Bar, now: datetime) -> list[Action]:
    """His turn is over without a word of his; the search goes on with the next."""
    offer = state.offer(number)
    if state.status is not Status.SEARCHING or offer.state is not OfferState.ASKING:
        return []
    actions: list[Action] = [Pass(number, bar), *turn.stop(offer)]
    return actions + searching.search(state.changed(number, state=OfferState.SKIPPED), now)


# --- What the nurse does ----------------------------------------------------------------


def _skip(state: State, number: int, now: datetime) -> list[Action]:
    offer = state.offer(number)
    if state.status is not Status.SEARCHING or offer.state in _DONE:
        return []
    actions: list[Action] = [Pass(number, Bar.BY_NURSE), *turn.stop(offer)]
    if offer.asked:
        actions.append(Tell(number, News.OVER))
    return actions + searching.search(
        state.changed(number, state=OfferState.SKIPPED, by_nurse=True), now
    )


_DONE = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.SKIPPED, OfferState.RELEASED)


def _put_first(state: State, number: int, now: datetime) -> list[Action]:
    offer = state.offer(number)
    possible = offer.state in (OfferState.WAITING, OfferState.SKIPPED) or offer.state.is_answerable
    listed = state.status in (Status.SEARCHING, Status.UNANSWERED)
    if not listed or offer.state is OfferState.ASKING or not possible:
        return []
    first = min((o.position for o in state.offers), default=0) - 1
    state = state.changed(
        number, state=OfferState.WAITING, position=first, tries=(), by_nurse=False
    )
    if state.status is Status.UNANSWERED:  # him, and nobody else once more
        alone = searching.start_round(state, state.policy.rounds, now, again=())
        return [MoveFirst(number), *alone]
    return [MoveFirst(number), *searching.search(state, now)]


def _end(state: State, status: Status) -> list[Action]:
    if not state.status.is_open:
        return []
    actions: list[Action] = [Become(status)]
    accepted = state.accepted
    if accepted is not None and status is Status.CANCELLED:
        number = accepted.offer
        actions += [*turn.stop(accepted), Withdraw(number), Tell(number, News.OVER)]
    return actions + _let_go(state, 0, News.OVER)
