"""I2 to I7 on the rows in memory, when the night is over."""

from collections.abc import Iterable
from itertools import pairwise

from calls.dispatch.vocabulary import AttemptState, OfferState
from calls.models import Happening
from calls.simulation.rows import Escalation
from calls.simulation.store import Broken, Store

ENDS = {Happening.ACCEPTED, Happening.CLOSED, Happening.CANCELLED}
ANEW = {Happening.RELEASED, Happening.HANDED_BACK, Happening.REOPENED}
ASKS = {Happening.ASKED, Happening.TRIED}


def after_the_night(store: Store) -> None:
    for escalation in store.escalations:
        _i2_one_doctor(escalation)
        _i3_nobody_after_the_end(escalation)
        _i5_no_gap(escalation)
        _i7_forwards(escalation)
    _i4_ends(store)
    _i6_numbers(store)


def _i2_one_doctor(escalation: Escalation) -> None:
    accepted = [o.number for o in escalation.offers if o.state is OfferState.ACCEPTED]
    has_it = 0
    for entry in escalation.timeline:
        has_it += entry.what == Happening.ACCEPTED
        has_it -= entry.what in (Happening.RELEASED, Happening.HANDED_BACK)
        # Called off and opened again, nobody has it any more.
        has_it = 0 if entry.what == Happening.CANCELLED else has_it
        if has_it > 1 or len(accepted) > 1:
            raise Broken(f"I2: two doctors accepted #{escalation.number}")


def _i3_nobody_after_the_end(escalation: Escalation) -> None:
    """After a yes and after the end, until the search begins anew."""
    over, quiet = False, set()
    for entry in escalation.timeline:
        over = entry.what not in ANEW and (over or entry.what in ENDS)
        if over:
            quiet.add(entry.number)
            if entry.what in ASKS:
                raise Broken(f"I3: #{escalation.number}: asked after the end")
    if any(a.offer is not None and a.made_after in quiet for a in escalation.attempts):
        raise Broken(f"I3: #{escalation.number}: an attempt was made after the end")


def _i4_ends(store: Store) -> None:
    for attempt in store.attempts.values():
        over = not attempt.state.is_live
        if over != (attempt.ended_at is not None):
            raise Broken(f"I4: attempt {attempt.number} is {attempt.state}, end unclear")
        if attempt.sid is not None and not over and attempt.placed_at is None:
            raise Broken(f"I4: attempt {attempt.number}: nobody would ask the carrier")


def _i5_no_gap(escalation: Escalation) -> None:
    numbers = [e.number for e in escalation.timeline]
    if numbers != list(range(1, len(numbers) + 1)):
        raise Broken(f"I5: #{escalation.number}: {numbers}")


def _i6_numbers(store: Store) -> None:
    for phone, users in store.in_use.items():
        if _several(user.holds for user in users.values()):
            raise Broken(f"I6: {phone} is asked about twice")
        for user in users.values():
            current = user.offer is not None and user.turn == user.offer.turn
            asking = user.offer is not None and user.offer.state is OfferState.ASKING
            if user.holds and not (current and asking):
                raise Broken(f"I6: attempt {user.number} holds its number for nobody")
    for attempt in store.live.values():
        offer = attempt.offer
        if attempt.escalation.is_drill:
            if attempt.holds:
                raise Broken(f"I6: attempt {attempt.number} holds its number for a drill")
            continue
        if offer is None or offer.state is not OfferState.ASKING or attempt.turn != offer.turn:
            continue
        if not any(a.holds and a.phone == attempt.phone for a in offer.attempts):
            raise Broken(f"I6: attempt {attempt.number} asks, and its number is free for others")


def _several(marks: Iterable[bool]) -> bool:
    return sum(marks) > 1


def _i7_forwards(escalation: Escalation) -> None:
    moves: dict[int, list[AttemptState]] = {}
    for entry in escalation.timeline:
        if entry.attempt is not None and entry.state is not None:
            moves.setdefault(entry.attempt, []).append(entry.state)
    for attempt, states in moves.items():
        ranks = [state.rank for state in states]
        if any(one >= other for one, other in pairwise(ranks)):
            raise Broken(f"I7: attempt {attempt} ran backwards: {states}")
