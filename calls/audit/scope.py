"""Which escalations are looked at: all, or the open ones and those that ended since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from calls.models import Escalation

# A report of the carrier may come after the end; what ended shortly before is looked at again.
OVERLAP = timedelta(hours=1)
# So many escalations are read in one moment of the database.
AT_A_TIME = 200


@dataclass(frozen=True)
class Scope:
    """`since` None means every escalation there is."""

    since: datetime | None

    def batches(self, at_a_time: int = AT_A_TIME) -> Iterator[list[int]]:
        """Primary keys. Each statement reads one index, and no more than a batch of it."""
        if self.since is None:
            yield from _by_key(at_a_time)
            return
        seen = list(Escalation.objects.open().values_list("pk", flat=True))
        for start in range(0, len(seen), at_a_time):
            yield seen[start : start + at_a_time]
        yield from _by_end(self.since - OVERLAP, at_a_time)


EVERYTHING = Scope(None)


def _by_key(at_a_time: int) -> Iterator[list[int]]:
    last = 0
    while batch := list(_keys_after(last)[:at_a_time]):
        yield batch
        last = batch[-1]


def _keys_after(last: int) -> "QuerySet[Escalation, int]":
    return Escalation.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)


def _by_end(since: datetime, at_a_time: int) -> Iterator[list[int]]:
    """Keyset by (end, key): what ended in one moment is not lost at the border of two batches."""
    last = (since, 0)
    while rows := list(_ends_after(*last)[:at_a_time]):
        yield [pk for _, pk in rows]
        last = (rows[-1][0] or since, rows[-1][1])


def _ends_after(at: datetime, pk: int) -> "QuerySet[Escalation, tuple[datetime | None, int]]":
    return Escalation.objects.ended_after(at, pk).values_list("ended_at", "pk")
