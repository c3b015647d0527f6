"""After the yes: have they spoken, does he really go, was the end an error? Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calls.dispatch import searching
from calls.dispatch.orders import (
    Action,
    Arrive,
    Become,
    Expect,
    News,
    Release,
    Remind,
    RenewLink,
    Reopen,
    TakeOver,
    Tell,
    Wake,
)
from calls.dispatch.state import State
from calls.dispatch.vocabulary import OfferState, Status

# After the first reminder that they have not spoken.
CONFIRM_AGAIN = timedelta(minutes=5)
MORNING = time(9, tzinfo=ZoneInfo("Asia/Tokyo"))
# A tap that is repeated a moment later names the same time of arrival.
SAME_TIME = timedelta(minutes=1)


def spoke(state: State, number: int | None, now: datetime) -> list[Action]:
    meant = number is None or _has_it(state, number)
    if state.status is not Status.ACCEPTED or not meant:
        return []
    return [Become(Status.CONTACTED), Wake(next_morning(now))]


def not_connected(state: State, number: int) -> list[Action]:
    """He rang her in vain, and waits for her call."""
    return [Tell(None, News.RANG_YOU)] if _has_it(state, number) else []


def give_arrival(
    state: State, number: int, minutes: int, now: datetime, *, by_doctor: bool
) -> list[Action]:
    """When he is there. The nurse hears it from the doctor; his page shows what she enters."""
    if not _has_it(state, number) or state.offer(number).arrived:
        return []
    at, known = now + timedelta(minutes=minutes), state.offer(number).arrives_at
    if known is not None and abs(at - known) < SAME_TIME:
        return []
    told: list[Action] = [Tell(None, News.ARRIVAL)] if by_doctor else []
    return [Expect(number, at), *told]


def arrive(state: State, number: int, now: datetime) -> list[Action]:
    """He is there, so they have spoken."""
    if not _has_it(state, number) or state.offer(number).arrived:
        return []
    return [*spoke(state, number, now), Arrive(number)]


def take_over(state: State, nurse: int, number: str) -> list[Action]:
    """The last one who takes it has it. A doctor on his way hears of another number."""
    new_number = number not in ("", state.call_back_number)
    if not state.status.is_open or (nurse == state.nurse and not new_number):
        return []
    actions: list[Action] = [TakeOver(nurse, number)]
    if new_number and state.accepted is not None and not state.accepted.arrived:
        actions.append(Tell(state.accepted.offer, News.NEW_NUMBER))
    return actions


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
    if not _has_it(state, number):
        return []
    state = state.changed(number, state=OfferState.RELEASED)
    return [Release(number, by_doctor), told, *searching.go_on_without(state, now)]


def _has_it(state: State, number: int) -> bool:
    has_it = state.accepted is not None and state.accepted.offer == number
    return has_it and state.status.is_open


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
