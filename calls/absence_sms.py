"""One SMS of planned absences, from its row to the carrier and back.

Intent before act, as with every attempt: a notice is committed before the carrier is asked,
with a lease and a generation. Whoever finds it left behind looks it up at the carrier, word
for word, before it is sent again. Nothing here is locked: each change holds only for the
state in which the row was read.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from calls import messages
from calls.dispatch import clock
from calls.dispatch.daytime import day_of, left_to_tell, may_tell
from calls.dispatch.vocabulary import AttemptState
from calls.models import AbsenceNotice
from calls.models.absence_notice import AbsenceNoticeQuerySet
from calls.telephony import carrier
from calls.telephony.base import CarrierError, Progress, Receipt, Text

logger = logging.getLogger(__name__)

# The total limit of a carrier request; after it the next run may look and send again.
LEASE = timedelta(seconds=15)


@dataclass(frozen=True)
class Claim:
    """The right to send a notice until the lease ends.

    `late`: somebody may have sent it before, so look it up at the carrier first.
    `wanted`: false when it is only looked up.
    """

    notice: AbsenceNotice
    text: Text
    late: bool
    wanted: bool


def send(pk: int) -> bool:
    """Ask the carrier once. Returns whether it took the SMS, now or before. Safe to repeat."""
    claimed = claim(pk)
    if claimed is None:
        return False
    try:
        receipt = _sent_before(claimed) if claimed.late else None
        if receipt is None and not claimed.wanted:
            _mine(claimed).update(
                state=AttemptState.DROPPED, ended_at=clock.now(), lease_until=None
            )
            return False
        receipt = receipt or carrier().text(claimed.text)
    except CarrierError as error:
        logger.info("absence notice %s: the carrier refused (%s)", pk, error.code)
        refused(claimed, error)
        return False
    _mine(claimed).update(
        state=AttemptState.QUEUED,
        sid=receipt.sid,
        placed_at=clock.now(),
        lease_until=None,
        error_code=None,
    )
    return True


def claim(pk: int) -> Claim | None:
    """Take it with a lease; None when somebody else has it, or the day is over."""
    now = clock.now()
    found = AbsenceNotice.objects.unplaced(now).filter(pk=pk)
    notice = found.select_related("doctor__clinic__team__region", "contact").first()
    if notice is None or not may_tell(now):
        return None
    read = AbsenceNotice.objects.filter(pk=pk, state=notice.state, generation=notice.generation)
    late = notice.state == AttemptState.PLACING
    notice.generation += 1
    try:
        with transaction.atomic():
            won = read.update(
                state=AttemptState.PLACING,
                generation=notice.generation,
                lease_until=now + LEASE,
                day=day_of(now),
            )
    except IntegrityError:  # he has heard today already
        return None
    return Claim(notice, _text(notice, now), late, _is_wanted(notice, now)) if won else None


def _is_wanted(notice: AbsenceNotice, now: datetime) -> bool:
    contact = notice.contact
    if contact is None or contact.number != notice.number or not notice.doctor.is_active:
        return False
    able = contact.can_text and not contact.text_unusable
    return able and notice.absences.not_over(now).exists()


def _text(notice: AbsenceNotice, now: datetime) -> Text:
    return Text(
        to=notice.number,
        body=messages.absences_text(notice.doctor.clinic.team.region, notice.link),
        status_url=f"{settings.PUBLIC_BASE_URL}/twilio/absences/{notice.key}/status",
        valid_for=int(left_to_tell(now).total_seconds()),
    )


def _sent_before(claimed: Claim) -> Receipt | None:
    """What somebody who died, or heard no answer, left at the carrier. No other SMS has these
    words: the doctor's own link is among them."""
    try:
        found = carrier().find_texts(claimed.text.to)
    except CarrierError as error:  # still nobody knows: look again before it is sent twice
        raise CarrierError(str(error), code=error.code, ambiguous=True) from error
    same = (one for one in found if one.body == claimed.text.body)
    return next((Receipt(one.sid, 0.0) for one in same), None)


def refused(claimed: Claim, error: CarrierError) -> None:
    """Note that the carrier did not take it, or did not say.

    Permanent: this number is not texted again. Ambiguous: its lease runs out, and the next
    run looks it up first. Otherwise it was not taken, and the next run sends it.
    """
    mine, contact = _mine(claimed), claimed.notice.contact
    if error.ambiguous:
        mine.update(error_code=error.code)
    elif not error.permanent:
        mine.update(state=AttemptState.PLANNED, error_code=error.code, lease_until=None)
    else:
        failed = {"state": AttemptState.FAILED, "ended_at": clock.now(), "lease_until": None}
        was_mine = mine.update(error_code=error.code, **failed)
        if was_mine and error.code is not None and contact is not None:
            contact.text_unusable = str(error.code)
            contact.save(update_fields=["text_unusable"])


def _mine(claimed: Claim) -> AbsenceNoticeQuerySet:
    """The row, as long as nobody has taken over and no report has come in."""
    notice = claimed.notice
    return AbsenceNotice.objects.filter(
        pk=notice.pk, generation=notice.generation, state=AttemptState.PLACING
    )


def reported(*, key: str, sid: str, progress: Progress, code: int | None) -> None:
    """The carrier reports on a notice. Repeated, late and reordered reports are safe.

    Binds the SID when whoever sent it died before he could.
    """
    to = AttemptState(str(progress))
    now = clock.now()
    changes: dict[str, Any] = {"state": to, "sid": sid, "lease_until": None, "error_code": code}
    if not to.is_live:
        changes["ended_at"] = now
    earlier = [str(state) for state in AttemptState if state.rank < to.rank]
    rows = AbsenceNotice.objects.filter(key=key, state__in=earlier)
    if not rows.filter(sid__isnull=True).update(placed_at=now, **changes):
        rows.filter(sid=sid).update(**changes)
