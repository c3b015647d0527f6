"""The slow things: each asks the carrier once, with nothing locked, and reports to the engine.

The watch calls the same functions when nobody else did, so a task may be lost at any point.
"""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import Error, OperationalError

from calls import messages, number_check
from calls.dispatch import circuit, claiming, clock, placing, trouble
from calls.dispatch.claiming import Claim
from calls.dispatch.trouble import where_it_happened
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import Attempt, ContactCheck
from calls.models.attempt import ON_ITS_WAY
from calls.telephony import carrier
from calls.telephony.base import CarrierError, Found, Receipt

logger = logging.getLogger(__name__)

# A hang-up is asked for again after this, until the call has ended.
HANG_UP_AGAIN = timedelta(seconds=5)
# The carrier's clock and ours may differ by so much.
CLOCKS_DIFFER = timedelta(seconds=60)
NOT_FOUND = 20404


@shared_task(name="calls.tasks.place")
def place(attempt: int, *, skip_locked: bool = False, in_turn: bool = False) -> None:
    """Make the call or send the SMS. Safe to repeat: whoever claims it first makes it.

    A call may have to wait in line; `in_turn`: this one is at its head. An attempt whose
    escalation somebody holds locked is left to the watch, with `skip_locked` at once.
    """
    if circuit.is_known_open() and circuit.must_probe(clock.now()):
        _probe()
    try:
        claimed = claiming.claim(attempt, skip_locked=skip_locked, in_turn=in_turn)
    except OperationalError as error:
        if not trouble.waited_in_vain(error):
            raise
        logger.info("attempt %s: its escalation is locked; left to the watch", attempt)
        return
    if claimed is None:
        return
    try:
        receipt = _placed_before(claimed) if claimed.late else None
        if receipt is None and not claimed.wanted:
            claiming.dropped(claimed)
            return
        receipt = receipt or _ask_carrier(claimed)
    except CarrierError as error:
        logger.info("attempt %s: the carrier refused (%s)", attempt, error.code)
        _note(claimed, error)
        placing.refused(claimed, error)
    except Error:
        raise
    except Exception as error:
        # A fault of ours, before the carrier was asked or after: who knows. The next generation
        # looks it up first; when the last one has failed, too, the next number follows.
        logger.error("attempt %s cannot be placed: %s", attempt, where_it_happened(error))
        placing.refused(claimed, CarrierError(type(error).__name__, ambiguous=True))
    else:
        circuit.worked()
        placing.placed(claimed, receipt)


def _note(claimed: Claim, error: CarrierError) -> None:
    """Each attempt counts once: one number that fails again and again is no outage."""
    if not error.down:
        circuit.worked()
    elif claimed.generation == 1 or error.closed:
        circuit.failed(error)


def _probe() -> None:
    """Ask the carrier something that changes nothing."""
    try:
        carrier().probe()
    except CarrierError as error:
        if error.down:
            circuit.failed(error)
            return
    circuit.worked()


def _ask_carrier(claimed: Claim) -> Receipt:
    if claimed.meets_a_check:
        number_check.make_way(claimed.attempt.number, clock.now())
    if claimed.attempt.channel == Channel.VOICE:
        return carrier().call(messages.call_for(claimed))
    return carrier().text(messages.text_for(claimed))


def _placed_before(claimed: Claim) -> Receipt | None:
    """What a claimant that died, or heard no answer, may have left at the carrier.

    A call is ours when it went to this number since the attempt was made and belongs to no
    other attempt; an SMS, when its body is word for word the one we would send.
    """
    attempt = claimed.attempt
    try:
        if attempt.channel == Channel.VOICE:
            found = carrier().find_calls(attempt.number)
        else:
            body = messages.text_for(claimed).body
            found = [text for text in carrier().find_texts(attempt.number) if text.body == body]
    except CarrierError as error:  # still nobody knows: look again, before anything is sent twice
        raise error.while_looking() from error
    since = attempt.created_at - CLOCKS_DIFFER
    for one in found:
        if one.created_at >= since and not _belongs_elsewhere(one, attempt):
            return Receipt(one.sid, 0.0)
    return None


def _belongs_elsewhere(found: Found, attempt: Attempt) -> bool:
    others = Attempt.objects.filter(sid=found.sid).exclude(pk=attempt.pk)
    return others.exists() or ContactCheck.objects.filter(sid=found.sid).exists()


@shared_task(name="calls.tasks.hang_up")
def hang_up(attempt: int) -> None:
    """End a call that is no longer wanted; asked for again until the carrier reports its end."""
    now = clock.now()
    ours = Attempt.objects.to_stop(now).filter(pk=attempt, channel=Channel.VOICE)
    sid = ours.values_list("sid", flat=True).first()
    # It has ended, or somebody is at it.
    if sid is None or not ours.update(lease_until=now + HANG_UP_AGAIN):
        return
    try:
        carrier().hang_up(sid)
    except CarrierError as error:
        logger.info("attempt %s: could not be hung up (%s)", attempt, error.code)
    except Exception as error:
        logger.error("attempt %s cannot be hung up: %s", attempt, where_it_happened(error))


@shared_task(name="calls.tasks.reconcile")
def reconcile(attempt: int) -> None:
    """Ask the carrier what became of an attempt of which nothing was heard for long."""
    row = Attempt.objects.filter(pk=attempt, state__in=ON_ITS_WAY).first()
    if row is None or row.sid is None:
        return
    look_up = carrier().look_up_call if row.channel == Channel.VOICE else carrier().look_up_text
    try:
        found = look_up(row.sid)
    except CarrierError as error:
        gone = error.code == NOT_FOUND
        placing.reconciled(row, AttemptState.FAILED if gone else None, error.code)
    except Exception as error:
        logger.error("attempt %s cannot be looked up: %s", attempt, where_it_happened(error))
        placing.reconciled(row, None, None)
    else:
        placing.reconciled(row, AttemptState(str(found.progress)), None)
