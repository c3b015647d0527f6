"""Doctors and nurses with habits."""

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random


class Habit(StrEnum):
    """How a doctor is at night. Nobody is always so: now and then he is another."""

    WILLING = "willing"
    REFUSES = "refuses"
    ASLEEP = "asleep"
    ON_THE_PHONE = "on the phone"
    MACHINE = "answering machine"
    LATE = "answers late"
    WAVERS = "says yes and no"
    UNREACHABLE = "unreachable"


class Ring(StrEnum):
    """What becomes of one call."""

    YES = "yes"
    NO = "no"
    NO_KEY = "no key"
    STRANGER = "it is not his number"
    BUSY = "busy"
    RINGS_OUT = "no answer"
    FAILS = "failed"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to an SMS, so many seconds after it came; None says neither yes nor no."""

    yes: bool | None
    after: float
    on_page: bool


_RINGS: dict[Habit, tuple[Ring, ...]] = {
    Habit.WILLING: (Ring.YES, Ring.YES, Ring.YES, Ring.RINGS_OUT),
    Habit.REFUSES: (Ring.NO, Ring.NO, Ring.RINGS_OUT, Ring.BUSY),
    Habit.ASLEEP: (Ring.RINGS_OUT,),
    Habit.ON_THE_PHONE: (Ring.BUSY, Ring.BUSY, Ring.YES),
    Habit.MACHINE: (Ring.NO_KEY,),
    Habit.LATE: (Ring.RINGS_OUT, Ring.NO_KEY),
    Habit.WAVERS: (Ring.YES, Ring.NO),
    Habit.UNREACHABLE: (Ring.FAILS, Ring.FAILS, Ring.RINGS_OUT),
}


def habit(rng: Random) -> Habit:
    return rng.choice(
        (
            Habit.WILLING,
            Habit.REFUSES,
            Habit.REFUSES,
            Habit.ASLEEP,
            Habit.ASLEEP,
            Habit.ON_THE_PHONE,
            Habit.MACHINE,
            Habit.LATE,
            Habit.LATE,
            Habit.WAVERS,
            Habit.UNREACHABLE,
        )
    )


def ring(rng: Random, of: Habit) -> Ring:
    return Ring.STRANGER if rng.random() < 0.02 else rng.choice(_RINGS[of])


def ring_of_somebody_in_charge(rng: Random) -> Ring:
    return rng.choice((Ring.YES, Ring.YES, Ring.NO_KEY, Ring.RINGS_OUT, Ring.BUSY))


def replies(rng: Random, of: Habit) -> list[Reply]:
    """What comes back to an SMS that asks: nothing, one answer, or several."""
    answers = _answers(rng, of, on_page=rng.random() < 0.5)
    if rng.random() < 0.15:  # a question first; words on a page are never unclear
        asks = Reply(None, rng.uniform(3, 120), on_page=False)
        answers += [asks] if rng.random() < 0.7 else [asks, replace(asks, after=asks.after + 20)]
    return answers


def _answers(rng: Random, of: Habit, *, on_page: bool) -> list[Reply]:
    match of:
        case Habit.WILLING if rng.random() < 0.4:
            return [Reply(True, rng.uniform(5, 150), on_page)]
        case Habit.REFUSES if rng.random() < 0.3:
            return [Reply(False, rng.uniform(5, 150), on_page)]
        case Habit.LATE:
            answers = [Reply(rng.random() < 0.85, rng.uniform(120, 2400), on_page)]
            return answers * 2 if rng.random() < 0.3 else answers
        case Habit.WAVERS:
            yes = rng.random() < 0.5
            first = rng.uniform(5, 200)
            second = first + rng.uniform(1, 300)
            return [Reply(yes, first, on_page), Reply(not yes, second, on_page)]
    return []
