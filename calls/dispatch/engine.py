"""The shell around the decision: lock, load, decide, write, commit, wake.

`locked` holds the only lock that the product ever takes on an escalation. No lock is
ever held over a network request: a worker claims an attempt, asks the carrier with
nothing locked, and reports what came of it in a transaction of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import Error, IntegrityError, connection, transaction

from calls.dispatch import clock, core, trouble, wake
from calls.dispatch.events import AlarmRaised, Event, Opened
from calls.dispatch.loading import Loaded
from calls.dispatch.orders import Action
from calls.dispatch.state import State
from calls.dispatch.writing import Writer
from calls.models import Escalation, Happening, Offer
from calls.models.joined import Joined

T = TypeVar("T")

# Another escalation took a number between our look and our write: look again.
TRIES = 8


@dataclass(frozen=True)
class Step:
    """What was found, and what was decided."""

    state: State
    actions: tuple[Action, ...]
    now: datetime
    escalation: int


def step(escalation: int, event: Event, *, skip_locked: bool = False, **answer: Any) -> Step | None:
    """Take one step of an escalation's search, and commit it.

    `answer` goes to the `Writer`: `by`, `via`, `minutes`, `words`. Returns None when the
    row is locked by somebody else and `skip_locked` is set, or is not there.
    """
    return under_lock(
        escalation, lambda held: held.decide(event, **answer), skip_locked=skip_locked
    )


def begin(escalation: Escalation, offers: list[Offer], **answer: Any) -> None:
    """Take the first step of an escalation that this transaction has made, with its `offers`.

    Nobody else can see it yet: there is nothing to lock, and nothing to read again. Raises
    `IntegrityError` when another escalation took the first doctor's number meanwhile; made
    once more, it comes out right.
    """
    held = Held(escalation, escalation.opened_at)
    held.decide(Opened(), just_made=offers, **answer)


class Held:
    """An escalation under its lock, with the time at which the lock was got."""

    def __init__(self, escalation: Escalation, now: datetime) -> None:
        self.escalation = escalation
        self.now = now

    def decide(self, event: Event, *, just_made: list[Offer] | None = None, **answer: Any) -> Step:
        """Load, decide, write; the wake-ups follow the commit."""
        writer = Writer(Loaded(self.escalation, self.now, just_made), **answer)
        if isinstance(event, Opened):
            details = {"drill": True} if self.escalation.is_drill else {}
            writer.note(Happening.OPENED, by=writer.by, details=details)
        return self.carry_out(writer, event)

    def carry_out(self, writer: Writer, event: Event) -> Step:
        """Decide on what the writer has already changed, and write everything."""
        state = writer.loaded.state()
        actions = core.decide(state, event, self.now)
        writer.write(actions)
        if not isinstance(event, AlarmRaised):  # to alarm somebody mends nothing
            self.escalation.faults, self.escalation.not_before = 0, None
        self.finish(writer)
        return Step(state, tuple(actions), self.now, self.escalation.pk)

    def finish(self, writer: Writer) -> None:
        """Save what the writer changed; wake whoever has something to do or to show."""
        writer.flush()
        if writer.entries or writer.out:
            wake.after_commit(
                escalation=self.escalation.pk,
                sequence=self.escalation.sequence,
                dial=[attempt.pk for attempt in writer.out.planned if attempt.rings_a_doctor],
                send=[attempt.pk for attempt in writer.out.planned if not attempt.rings_a_doctor],
                hang_up=[attempt.pk for attempt in writer.out.to_hang_up],
            )


def note(escalation: int, happening: Happening, **entry: Any) -> None:
    """Put something on the timeline that decides nothing."""

    def write(held: Held) -> None:
        writer = Writer(Loaded(held.escalation, held.now))
        writer.note(happening, **entry)
        held.finish(writer)

    under_lock(escalation, write)


def under_lock(
    escalation: int,
    work: Callable[[Held], T],
    *,
    skip_locked: bool = False,
    with_region: bool = True,
) -> T | None:
    """Run `work` with the escalation locked, and commit; None when the row was not got.

    `work` has to be safe to repeat. It is done once more, on fresh rows, when another
    escalation took a number between the look and the write, and when the connection died, so
    that nobody knows whether it was committed. Whatever else it raises is noted on the row,
    and comes out as `trouble.Stuck`; so does the last `IntegrityError`.
    """
    lost = False
    for attempt in range(1, TRIES + 1):
        try:
            with locked(escalation, skip_locked=skip_locked, with_region=with_region) as held:
                return None if held is None else work(held)
        except IntegrityError as error:
            if attempt == TRIES:
                raise trouble.note(error, pk=escalation) from None
        except Error as error:
            if lost or connection.in_atomic_block or not trouble.connection_was_lost(error):
                raise
            lost = True
            connection.close()
    return None


_LOCK, _LOCK_OR_PASS_BY = 'FOR UPDATE OF "own"', 'FOR UPDATE OF "own" SKIP LOCKED'
_FOUND_BY = {
    "pk": '"own"."id" = %s',
    "attempts": '"own"."id" = (SELECT "escalation_id" FROM "calls_attempt" WHERE "id" = %s)',
}


@cache
def _rows(found_by: str, *, with_region: bool) -> Joined[Escalation]:
    paths = ("station", "station__region") if with_region else ()
    return Joined(Escalation, *paths, condition=_FOUND_BY[found_by])


@contextmanager
def locked(
    escalation: int | None = None,
    *,
    of_attempt: int | None = None,
    skip_locked: bool = False,
    with_region: bool = True,
) -> Iterator[Held | None]:
    """A transaction in which nobody else steps this escalation, or the one of an attempt.

    `with_region`: station and region come in the same statement; without it, when somebody
    looks at them. Raises `trouble.Stuck` for what is the row's own fault, and has noted it there.
    """
    found_by, number = ("attempts", of_attempt) if escalation is None else ("pk", escalation)
    lock = _LOCK_OR_PASS_BY if skip_locked else _LOCK
    try:
        with transaction.atomic():
            row = _rows(found_by, with_region=with_region).get(number, suffix=lock)
            yield None if row is None else Held(row, clock.now())
    except IntegrityError:  # the caller's to repeat
        raise
    except Exception as error:
        if not trouble.is_a_rows_fault(error):
            raise
        raise trouble.note(error, **{found_by: number}) from None
