"""A call or an SMS that belongs to no escalation, from its row to the carrier and back.

Intent before act, as with every attempt: a row is committed before the carrier is asked, with
a lease and a generation. Whoever finds it left behind looks it up at the carrier before it
goes out again. Nothing here is locked: each change holds only for the state in which the row
was read.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from calls.dispatch import clock
from calls.dispatch.claiming import lease
from calls.dispatch.daytime import day_of
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import AbsenceNotice, Attempt, ContactCheck
from calls.models.errand import Errand, ErrandQuerySet
from calls.telephony import carrier
from calls.telephony.base import Call, CarrierError, Found, Progress, Receipt, Text

logger = logging.getLogger(__name__)

# The carrier's clock and ours may differ by so much.
CLOCKS_DIFFER = timedelta(seconds=60)
# Whatever the carrier has said nothing of for so long is looked up.
PATIENCE = timedelta(minutes=10)


class Kind(Protocol):
    """One kind of errand: whether it may go out, and its words."""

    def rows(self) -> ErrandQuerySet: ...

    def may_go(self, errand: Any, now: datetime) -> bool:
        """Not at this hour, or not at this moment: it stays planned."""

    def is_wanted(self, errand: Any, now: datetime) -> bool:
        """Otherwise it is dropped."""

    def request(self, errand: Any, now: datetime) -> Call | Text: ...

    def sent(self, errand: Any, receipt: Receipt) -> None:
        """The carrier has taken it, and that is written down."""
        return None


@dataclass(frozen=True)
class Claim:
    """The right to send an errand until the lease ends.

    `late`: somebody may have sent it before, so look it up at the carrier first.
    `wanted`: false when it is only looked up.
    """

    errand: Any
    kind: Kind
    request: Call | Text
    late: bool
    wanted: bool

    @property
    def channel(self) -> Channel:
        return Channel.TEXT if isinstance(self.request, Text) else Channel.VOICE

    @property
    def mine(self) -> ErrandQuerySet:
        """The row, as long as nobody has taken over and no report has come in."""
        return self.kind.rows().filter(
            pk=self.errand.pk, generation=self.errand.generation, state=AttemptState.PLACING
        )


def send(kind: Kind, pk: int) -> bool:
    """Ask the carrier once. Returns whether it took it, now or before. Safe to repeat."""
    claimed = claim(kind, pk)
    if claimed is None:
        return False
    try:
        receipt = _sent_before(claimed) if claimed.late else None
        if receipt is None and not claimed.wanted:
            claimed.mine.update(state=AttemptState.DROPPED, ended_at=clock.now(), lease_until=None)
            return False
        receipt = receipt or _ask_carrier(claimed.request)
    except CarrierError as error:
        logger.info("%s %s: the carrier refused (%s)", _name(claimed.errand), pk, error.code)
        refused(claimed, error)
        return False
    claimed.mine.update(
        state=AttemptState.QUEUED,
        sid=receipt.sid,
        placed_at=clock.now(),
        lease_until=None,
        error_code=None,
    )
    kind.sent(claimed.errand, receipt)
    return True


def claim(kind: Kind, pk: int) -> Claim | None:
    """Take it with a lease; None when somebody else has it, or it may not go out now."""
    now = clock.now()
    errand = kind.rows().unplaced(now).filter(pk=pk).first()
    if errand is None or not kind.may_go(errand, now):
        return None
    read = kind.rows().filter(pk=pk, state=errand.state, generation=errand.generation)
    late = errand.state == AttemptState.PLACING
    errand.generation += 1
    try:
        with transaction.atomic():
            won = read.update(
                state=AttemptState.PLACING,
                generation=errand.generation,
                lease_until=now + lease(),
                day=day_of(now),
            )
    except IntegrityError:  # enough went to him today
        return None
    if not won:
        return None
    return Claim(errand, kind, kind.request(errand, now), late, kind.is_wanted(errand, now))


def _ask_carrier(request: Call | Text) -> Receipt:
    return carrier().text(request) if isinstance(request, Text) else carrier().call(request)


def _sent_before(claimed: Claim) -> Receipt | None:
    """What somebody who died, or heard no answer, left at the carrier.

    It went to this number since the row was made, is nobody else's, and an SMS has these words.
    """
    request, since = claimed.request, claimed.errand.created_at - CLOCKS_DIFFER
    try:
        if isinstance(request, Text):
            found = [one for one in carrier().find_texts(request.to) if one.body == request.body]
        else:
            found = carrier().find_calls(request.to)
    except CarrierError as error:  # still nobody knows: look again before it is sent twice
        raise error.while_looking() from error
    same = _nobodys([one for one in found if one.created_at >= since])
    return next((Receipt(one.sid, 0.0) for one in same), None)


def _nobodys(found: list[Found]) -> list[Found]:
    sids = [one.sid for one in found]
    known: set[str | None] = set()
    for rows in (Attempt.objects.all(), ContactCheck.objects.all(), AbsenceNotice.objects.all()):
        known.update(rows.filter(sid__in=sids).values_list("sid", flat=True))
    return [one for one in found if one.sid not in known]


def refused(claimed: Claim, error: CarrierError) -> None:
    """Note that the carrier did not take it, or did not say.

    Permanent: this number is not tried again so. Ambiguous: its lease runs out, and the next
    run looks it up first. Otherwise it was not taken, and the next run sends it.
    """
    mine, errand = claimed.mine, claimed.errand
    if error.ambiguous:
        mine.update(error_code=error.code)
    elif not error.permanent:
        mine.update(state=AttemptState.PLANNED, error_code=error.code, lease_until=None)
    else:
        failed = {"state": AttemptState.FAILED, "ended_at": clock.now(), "lease_until": None}
        was_mine = mine.update(error_code=error.code, **failed)
        if was_mine and error.code is not None:
            _mark_unusable(errand, claimed.channel, error.code)


def _mark_unusable(errand: Any, channel: Channel, code: int) -> None:
    """The carrier says that this number can never be reached so: staff see why."""
    contact = errand.contact
    if contact is None or contact.number != errand.number:
        return
    field = "voice_unusable" if channel is Channel.VOICE else "text_unusable"
    setattr(contact, field, str(code))
    contact.save(update_fields=[field])


def reported(
    kind: Kind,
    *,
    key: str,
    sid: str,
    progress: Progress,
    code: int | None,
    permanent: bool = False,
) -> None:
    """The carrier reports on an errand. Repeated, late and reordered reports are safe.

    `permanent`: by its `code` this number can never be reached so. Binds the SID when whoever
    sent it died before he could.
    """
    to = AttemptState(str(progress))
    now = clock.now()
    changes: dict[str, Any] = {"state": to, "sid": sid, "lease_until": None, "error_code": code}
    if not to.is_live:
        changes["ended_at"] = now
    earlier = [str(state) for state in AttemptState if state.rank < to.rank]
    rows = kind.rows().filter(key=key, state__in=earlier)
    moved = rows.filter(sid__isnull=True).update(placed_at=now, **changes)
    moved = moved or rows.filter(sid=sid).update(**changes)
    if moved and permanent and code is not None:
        errand = kind.rows().get(key=key)
        _mark_unusable(errand, errand.channel, code)


def look_up(kind: Kind, pk: int) -> bool:
    """Ask the carrier how far it has come. Returns False where it could not say."""
    errand = kind.rows().get(pk=pk)
    look = carrier().look_up_text if errand.channel == Channel.TEXT else carrier().look_up_call
    try:
        found = look(errand.sid)
    except CarrierError as error:
        logger.info("%s %s: the carrier does not say (%s)", _name(errand), pk, error.code)
        return False
    reported(kind, key=errand.key, sid=found.sid, progress=found.progress, code=None)
    return True


def _name(errand: Errand) -> str:
    return type(errand).__name__
