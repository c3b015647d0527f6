"""After the yes: have they spoken, does he really go, was the end an error? Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calls.dispatch import searching
from calls.dispatch.orders import (
    Action,
    Become,
    News,
    Release,
    Remind,
    RenewLink,
    Reopen,
    Tell,
    Wake,
)
from calls.dispatch.state import OfferState, State, Status

# After the first reminder that they have not spoken.
CONFIRM_AGAIN = timedelta(minutes=5)
MORNING = time(9, tzinfo=ZoneInfo("Asia/Tokyo"))


def spoke(state: State, now: datetime) -> list[Action]:
    if state.status is not Status.ACCEPTED:
        return []
    return [Become(Status.CONTACTED), Wake(next_morning(now))]


def remind(state: State, now: datetime) -> list[Action]:
    """They have not spoken: ask both, and the nurse again, until one of them confirms."""
    by = now + CONFIRM_AGAIN
    actions: list[Action] = [Remind(by), Tell(None, News.CONFIRM)]
    if state.reminded == 0 and state.accepted is not None:
        actions.append(Tell(state.accepted.offer, News.CONFIRM))
    return [*actions, Wake(by)]


def renew_link(state: State, number: int) -> list[Action]:
    accepted = state.offer(number).state is OfferState.ACCEPTED
    if not accepted or not state.status.is_open:
        return []
    return [RenewLink(number), Tell(number, News.YOURS)]


def hand_back(state: State, number: int, now: datetime) -> list[Action]:
    """He cannot go after all: the nurse knows at once, and the search goes on."""
    return _release(state, number, now, by_doctor=True, told=Tell(None, News.HANDED_BACK))


def search_on(state: State, number: int, now: datetime) -> list[Action]:
    """The nurse needs another doctor. The one who had said yes is told, and may say it again."""
    return _release(state, number, now, by_doctor=False, told=Tell(number, News.RELEASED))


def _release(
    state: State, number: int, now: datetime, *, by_doctor: bool, told: Tell
) -> list[Action]:
    has_it = state.accepted is not None and state.accepted.offer == number
    if not has_it or not state.status.is_open:
        return []
    state = state.changed(number, state=OfferState.RELEASED)
    return [Release(number, by_doctor), told, *searching.go_on_without(state, now)]


def reopen(state: State, now: datetime) -> list[Action]:
    """It was ended in error. Nobody is phoned by that alone: the nurse decides what follows."""
    if state.status.is_open:
        return []
    if state.accepted is not None:
        return [Reopen(Status.CONTACTED), Wake(next_morning(now))]
    return [Reopen(Status.UNANSWERED), Wake(now + searching.NOBODY_AGAIN)]


def next_morning(now: datetime) -> datetime:
    morning = datetime.combine(now.astimezone(MORNING.tzinfo).date(), MORNING)
    return morning if morning > now else morning + timedelta(days=1)
