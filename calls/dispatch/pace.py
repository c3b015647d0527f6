"""The pace: no more calls to doctors begin than the carrier takes, the most severe first.

The carrier would queue the rest in the order in which it was asked. Here they wait in line as
planned calls, so that whoever cannot breathe goes before whoever has died, however late the
press. The limit is cut into slots, each of them free again a moment after a call took it.
Whoever looks for a free one steps over those that others hold, so nobody waits for anybody
under a lock, and a frozen process keeps one slot and not the line.

Only calls that ask a doctor wait here. SMS, and calls that tell somebody something, have no pace.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q

from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import Attempt, CarrierSlot, Escalation
from calls.models.attempt import WAITING_CALL

# Two at least, so that one that is held stops nobody; no more than can be looked through at once.
FEWEST, MOST = 2, 64
# How much later than at its time a slot may be taken without loss: the watch's tick, and a bit.
CATCH_UP = timedelta(seconds=0.7)
# Whoever looked at the line did so at least every second: later than that, nobody does.
LOOKED_AT = timedelta(seconds=6)
BEFORE_ANYTHING = datetime(2000, 1, 1, tzinfo=UTC)

# A slot that is taken for longer than a period ahead was taken before the clock was set back.
_IS_FREE = "(free_at <= %(now)s OR free_at > %(now)s + %(period)s)"
_TAKE = f"""
UPDATE calls_carrierslot
SET free_at = least(greatest(free_at, %(now)s - %(catch_up)s), %(now)s) + %(period)s
WHERE id = (
    SELECT id FROM calls_carrierslot WHERE number < %(slots)s AND {_IS_FREE}
    ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED
) AND (
    SELECT count(*) FROM calls_carrierslot WHERE number < %(slots)s AND {_IS_FREE}
) > (
    SELECT coalesce(sum(takes), 0) FROM (
        SELECT CASE WHEN in_line THEN %(slots)s ELSE 1 END AS takes FROM calls_attempt
        WHERE state = '{AttemptState.PLANNED}' AND channel = '{Channel.VOICE}'
        AND offer_id IS NOT NULL AND due_at <= %(now)s AND NOT %(in_turn)s
        AND (severity, escalation_id, id) < (%(severity)s, %(escalation)s, %(attempt)s)
        LIMIT %(slots)s
    ) AS ahead
)"""


def take(attempt: Attempt, now: datetime, *, in_turn: bool) -> bool:
    """Whether this call may begin now. In the transaction of its claim, in one statement.

    `in_turn`: whoever asks goes through the line from its head. Everybody else leaves a free
    slot to each call that is before this one, and all of them to one that is in line already.
    """
    values: dict[str, Any] = {
        "now": now,
        "period": period(),
        "catch_up": CATCH_UP,
        "slots": slots(),
        "in_turn": in_turn,
        "severity": attempt.severity,
        "escalation": attempt.escalation_id,
        "attempt": attempt.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.rowcount == 0 and _make_slots():
            cursor.execute(_TAKE, values)
        return bool(cursor.rowcount > 0)


def slots() -> int:
    """How many calls may begin at the same moment: about those of one second."""
    return min(max(FEWEST, math.ceil(settings.CALLS_PER_SECOND)), MOST)


def period() -> timedelta:
    """How long a call takes its slot."""
    return timedelta(seconds=slots() / settings.CALLS_PER_SECOND)


def _make_slots() -> bool:
    """Make what is missing: at the first call of all, or after the limit was raised."""
    wanted = range(slots())
    if CarrierSlot.objects.filter(number__lt=len(wanted)).count() == len(wanted):
        return False
    CarrierSlot.objects.bulk_create(
        [CarrierSlot(number=number, free_at=BEFORE_ANYTHING) for number in wanted],
        ignore_conflicts=True,
    )
    return True


def free(now: datetime) -> int:
    """How many calls may begin now. Slots that were never made are free."""
    ours = CarrierSlot.objects.filter(number__lt=slots())
    taken = ours.filter(free_at__gt=now, free_at__lte=now + period()).count()
    return slots() - taken


@dataclass(frozen=True)
class Place:
    """`ahead`: how many calls go out before this escalation's. `moves`: whether the line does."""

    ahead: int
    moves: bool


def place_of(escalation: Escalation, now: datetime) -> Place:
    """Where an escalation with a planned call stands in line; two statements."""
    earlier = Q(severity__lt=escalation.severity) | Q(
        severity=escalation.severity, escalation__lt=escalation.pk
    )
    ahead = Attempt.objects.filter(WAITING_CALL, earlier, due_at__lte=now).aggregate(n=Count("pk"))
    latest = CarrierSlot.objects.aggregate(at=Max("free_at"))["at"]
    between_two = timedelta(seconds=1 / settings.CALLS_PER_SECOND)
    moves = latest is not None and now - (latest - period()) <= LOOKED_AT + between_two
    return Place(ahead["n"], moves)
