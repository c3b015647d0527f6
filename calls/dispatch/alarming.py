"""Alarms: which person in charge is alarmed when, until somebody takes care of it. Pure.

The search decides first; `beside` looks at what it decided. An alarm has a time of its own
beside the search's, and neither waits for the other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from calls.dispatch import picking
from calls.dispatch.events import AlarmRaised, Event, Restarted, TakenCharge
from calls.dispatch.orders import (
    Action,
    Alarm,
    AlarmAt,
    AlarmOver,
    Ask,
    Award,
    Become,
    GiveUp,
    News,
    Pause,
    Queue,
    Remind,
    Reopen,
    StandDown,
    StartList,
    StartRound,
    Stop,
    TakeCharge,
    Tell,
)
from calls.dispatch.state import Person, State, Trouble
from calls.dispatch.vocabulary import AttemptState, Channel, Status, Why

# Whoever took charge has so long; what then still holds is alarmed about anew.
CHARGE_LASTS = timedelta(minutes=30)
HOLDS_WHILE = {
    Why.NOBODY: {Status.UNANSWERED},
    Why.NOT_SPOKEN: {Status.ACCEPTED},
    Why.FAILING: {status for status in Status if status.is_open},
    Why.WAITS: {Status.SEARCHING},
}
GRAVEST_FIRST = tuple(Why)


def beside(state: State, event: Event, actions: list[Action], now: datetime) -> list[Action]:
    """`actions`, and after them whatever the people in charge are ordered.

    Nobody is alarmed twice within the policy's time; whose telephone came to nothing is
    followed by the next at once.
    """
    trouble = state.trouble
    orders = list(actions)
    new = _begins(state, event, actions)
    if trouble is not None and not _still_holds(trouble.why, state, event, actions):
        orders += [*(_stand_down(trouble) if new in (None, Why.WAITS) else ()), *_over(trouble)]
        trouble = None
    if new is not None and _is_news(new, trouble):
        if trouble is not None:
            orders += _over(trouble)
        return orders + _begin(state, new, now)
    if trouble is None:
        return orders
    return orders + _go_on(state, trouble, now)


def take_charge(state: State, event: TakenCharge, now: datetime) -> list[Action]:
    """Nobody else is alarmed; the first who takes charge has it.

    The nurse is told when it was by telephone or link: a colleague who signed in sees her. A
    coordinator's time to pick begins anew; nobody else takes that from him.
    """
    trouble = state.trouble
    if event.picks != (trouble is not None and trouble.why is Why.WAITS):
        return []
    needed = trouble is not None or state.status is Status.UNANSWERED
    if not state.status.is_open or not needed or (trouble is not None and trouble.in_charge):
        return []
    why = Why.NOBODY if trouble is None else trouble.why
    actions: list[Action] = [
        TakeCharge(event.alarm),
        *_stop(trouble),
        AlarmAt(now + CHARGE_LASTS, why),
    ]
    if why is Why.WAITS:
        return actions + (picking.queue(state, now) if picking.waits(state) else [])
    if event.alarm is not None:
        actions.append(Tell(None, News.IN_CHARGE))
    return actions


# --- When it begins, and how long it holds ------------------------------------------------


def _begins(state: State, event: Event, actions: Sequence[Action]) -> Why | None:
    """The trouble of which this step is the beginning, or a sign that it goes on."""
    if isinstance(event, AlarmRaised) and state.status.is_open and event.why is not Why.WAITS:
        return event.why
    if not actions:
        return None
    if Tell(None, News.NOBODY) in actions:
        return Why.NOBODY
    if state.reminded and any(isinstance(action, Remind) for action in actions):
        return Why.NOT_SPOKEN
    if any(isinstance(action, Queue) for action in actions):
        return Why.WAITS
    return None


def _is_news(why: Why, trouble: Trouble | None) -> bool:
    """Beside something graver that is alarmed about already it is none."""
    weight = GRAVEST_FIRST.index
    return trouble is None or weight(why) < weight(trouble.why)


def _still_holds(why: Why, state: State, event: Event, actions: Sequence[Action]) -> bool:
    end = Award | Become if why is not Why.WAITS else Ask | StartList | Pause
    moved_on = any(isinstance(action, end) for action in actions)
    status = _status_after(state.status, actions)
    # A restart in which nobody can be asked changes nothing: whoever has it is not called again.
    anew = isinstance(event, Restarted) and status is Status.SEARCHING
    return not moved_on and not anew and status in HOLDS_WHILE[why]


def _status_after(status: Status, actions: Sequence[Action]) -> Status:
    for action in actions:
        match action:
            case Award():
                status = Status.ACCEPTED
            case GiveUp():
                status = Status.UNANSWERED
            case StartRound():
                status = Status.SEARCHING
            case Become(to) | Reopen(to):
                status = to
    return status


# --- Whom ---------------------------------------------------------------------------------


def _begin(state: State, why: Why, now: datetime) -> list[Action]:
    """Nothing where nobody is entered: the nurse's next reminder looks once more."""
    people = _whom(state, why)
    if not people:
        return []
    return _alarm_next(people, Trouble(why, now), state.policy.alarm_again, now)


def _whom(state: State, why: Why) -> Sequence[Person]:
    """For a pick the coordinators alone, for everything else all, in the region's order."""
    if why is not Why.WAITS:
        return state.people
    return [person for person in state.people if person.picks]


def _go_on(state: State, trouble: Trouble, now: datetime) -> list[Action]:
    again, people = state.policy.alarm_again, _whom(state, trouble.why)
    due = now >= trouble.look_at
    if trouble.in_charge:
        if not due:
            return []
        return [AlarmOver(), *_begin(state, trouble.why, now)]
    if due:
        return _alarm_next(people, trouble, again, now)
    whom = _next(people, trouble)
    # Nobody yet: whoever might be alarmed was out of his hours when it began.
    nobody_has_it = not trouble.alarmed or trouble.alarmed[-1].came_to_nothing
    if whom is None or not nobody_has_it:
        return []
    at = _free_at(whom, trouble, again, now)
    if at <= now:
        return _alarm_next(people, trouble, again, now)
    return [AlarmAt(at, trouble.why)] if at < trouble.look_at else []


def _alarm_next(
    people: Sequence[Person], trouble: Trouble, again: timedelta, now: datetime
) -> list[Action]:
    whom = _next(people, trouble)
    at = now + again if whom is None else _free_at(whom, trouble, again, now)
    if whom is None or at > now:
        return [AlarmAt(at, trouble.why)]
    return [Alarm(whom.person, trouble.why, whom.channels), AlarmAt(now + again, trouble.why)]


def _next(people: Sequence[Person], trouble: Trouble) -> Person | None:
    """Who was not alarmed yet, in order; then who was not for the longest time.

    None where nobody may be alarmed at this hour.
    """
    last = {alarmed.person: alarmed.at for alarmed in trouble.alarmed}
    may = [person for person in people if person.in_hours]
    fresh = next((person for person in may if person.person not in last), None)
    return fresh or min(may, key=lambda person: last[person.person], default=None)


def _free_at(whom: Person, trouble: Trouble, again: timedelta, now: datetime) -> datetime:
    """From when on he may be alarmed: at once, or some time after the last time."""
    times = [alarmed.at for alarmed in trouble.alarmed if alarmed.person == whom.person]
    return max(times) + again if times else now


def _stand_down(trouble: Trouble) -> list[Action]:
    """He is at it elsewhere, and would go on; a coordinator has picked, and knows. Where he is
    alarmed again in the same step, he is told nothing; a pick is a coordinator's affair."""
    return [StandDown()] if trouble.in_charge and trouble.why is not Why.WAITS else []


def _over(trouble: Trouble) -> list[Action]:
    return [*_stop(trouble), AlarmOver()]


def _stop(trouble: Trouble | None) -> list[Action]:
    """No telephone goes on ringing; a call that somebody listens to may finish."""
    alarmed = () if trouble is None else trouble.alarmed
    return [
        Stop(t.attempt)
        for one in alarmed
        for t in one.tries
        if t.state.is_live and t.state is not AttemptState.ANSWERED
        if t.channel is Channel.VOICE or t.state is AttemptState.PLANNED
    ]
