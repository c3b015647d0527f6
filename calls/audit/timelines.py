"""What holds for timelines: no gap, the chain, the order of things. Streamed, once."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import attrgetter

from calls.audit.finding import Finding
from calls.dispatch.vocabulary import AttemptState
from calls.models import Escalation, Happening, TimelineEntry

ENDS = {Happening.ACCEPTED, Happening.CLOSED, Happening.CANCELLED}
ANEW = {Happening.RELEASED, Happening.HANDED_BACK, Happening.REOPENED}
ASKS = {Happening.ASKED, Happening.TRIED}
ROWS_IN_MEMORY = 2000


def hold(batch: list[int]) -> Iterator[Finding]:
    """For each escalation one pass over its entries, oldest first."""
    heads = {
        pk: (sequence, head)
        for pk, sequence, head in Escalation.objects.filter(pk__in=batch).values_list(
            "pk", "sequence", "head"
        )
    }
    entries = (
        TimelineEntry.objects.filter(escalation__in=batch)
        .order_by("escalation_id", "number")
        .defer("words")  # encrypted, and not in the chain
        .iterator(ROWS_IN_MEMORY)
    )
    for escalation, its in groupby(entries, key=attrgetter("escalation_id")):
        yield from _timeline(escalation, list(its), *heads.pop(escalation))
    for escalation, (sequence, head) in heads.items():
        if sequence or head:
            yield Finding("I5", f"escalation {escalation}", "its timeline is gone")


def breaks_at(escalation: Escalation) -> int | None:
    """The number of the first entry that is missing or was changed, None when all hold.

    A timeline that lost its end breaks where the next entry would stand.
    """
    entries = list(escalation.timeline.order_by("number").defer("words"))
    previous = ""
    for expected, entry in enumerate(entries, 1):
        fits = entry.number == expected and entry.previous_hash == previous
        if not fits or entry.hash != entry.computed_hash():
            return expected
        previous = entry.hash
    whole = len(entries) == escalation.sequence and previous == escalation.head
    return None if whole else len(entries) + 1


def _timeline(
    escalation: int, entries: list[TimelineEntry], sequence: int, head: str
) -> Iterator[Finding]:
    row = f"escalation {escalation}"
    yield from _no_gap(row, entries, sequence)
    yield from _chain(row, entries, head)
    yield from _nobody_is_asked_after_the_end(row, entries)
    yield from _nothing_runs_backwards(entries)


def _no_gap(row: str, entries: list[TimelineEntry], sequence: int) -> Iterator[Finding]:
    for expected, entry in enumerate(entries, 1):
        if entry.number != expected:
            yield Finding("I5", row, f"entry {expected} is not there")
            return
    if len(entries) != sequence:
        yield Finding("I5", row, f"has {len(entries)} entries and counts {sequence}")


def _chain(row: str, entries: list[TimelineEntry], head: str) -> Iterator[Finding]:
    previous = ""
    for entry in entries:
        if entry.previous_hash != previous:
            yield Finding("I5", row, f"the chain breaks at entry {entry.number}")
        if entry.hash != entry.computed_hash():
            yield Finding("I5", row, f"entry {entry.number} was changed")
        previous = entry.hash
    if previous != head:
        yield Finding("I5", row, "the last entry is not the one it ended with")


def _nobody_is_asked_after_the_end(row: str, entries: Iterable[TimelineEntry]) -> Iterator[Finding]:
    over = False
    for entry in entries:
        over = entry.happening not in ANEW and (over or entry.happening in ENDS)
        if over and entry.happening in ASKS:
            yield Finding("I3", row, f"entry {entry.number}: asked after a yes or after the end")


def _nothing_runs_backwards(entries: Iterable[TimelineEntry]) -> Iterator[Finding]:
    moves: dict[int, list[AttemptState]] = {}
    for entry in entries:
        if entry.happening == Happening.MOVED and entry.attempt_id is not None:
            moves.setdefault(entry.attempt_id, []).append(AttemptState(entry.details["state"]))
    for attempt, states in moves.items():
        ranks = [state.rank for state in states]
        forwards = all(one <= other for one, other in pairwise(ranks)) and ranks.count(9) <= 1
        if not forwards:
            way = ", ".join(states)
            yield Finding("I7", f"attempt {attempt}", f"ran backwards: {way}")
