"""What the carrier said about an attempt: placed, refused, reported, reconciled.

All of it comes in late, twice and out of order; a claimant that was overtaken writes nothing,
and an attempt never runs backwards.
"""

import logging
from datetime import timedelta

from calls.dispatch import clock, engine
from calls.dispatch.claiming import GENERATIONS, Claim
from calls.dispatch.events import Event, Taken, Woken
from calls.dispatch.loading import Loaded
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.dispatch.writing import Writer
from calls.models import Attempt, CarrierCallback, Happening
from calls.telephony.base import CarrierError, Progress, Receipt

logger = logging.getLogger(__name__)

# After an ambiguous answer: look it up this soon.
LOOK_AGAIN = timedelta(seconds=2)


def placed(claimed: Claim, receipt: Receipt) -> None:
    """The carrier took it. Writes nothing when somebody else has taken over since."""

    def write(held: engine.Held) -> None:
        writer = Writer(Loaded(held.escalation, held.now))
        attempt = writer.loaded.attempts[claimed.attempt.pk]
        if attempt.generation != claimed.generation:
            return
        attempt.sid = attempt.sid or receipt.sid
        attempt.queue_seconds = receipt.queue_seconds
        _taken(held, writer, attempt)

    decides = claimed.attempt.offer_id is not None
    engine.under_lock(claimed.attempt.escalation_id, write, with_region=decides)


def _taken(held: engine.Held, writer: Writer, attempt: Attempt) -> None:
    """The carrier has it: the doctor's time begins; what is no longer wanted is hung up.

    Most reports say only that all goes well. They are written down, and nothing is decided.
    """
    begins = attempt.placed_at is None and attempt.offer_id is not None
    attempt.placed_at = attempt.placed_at or writer.now
    attempt.lease_until = None
    if AttemptState(attempt.state).rank < AttemptState.QUEUED.rank:
        attempt.state = AttemptState.QUEUED
    if attempt.stop_wanted and AttemptState(attempt.state).is_live:
        writer.out.to_hang_up.append(attempt)
    writer.out.changed(attempt)
    if begins or not AttemptState(attempt.state).goes_well:
        held.carry_out(writer, _event_of(writer, attempt))
    else:
        held.finish(writer)


def _event_of(writer: Writer, attempt: Attempt) -> Event:
    """A report on an earlier turn's attempt says nothing about the turn that runs now."""
    offer = None if attempt.offer_id is None else writer.loaded.offers[attempt.offer_id]
    return Taken(offer.pk) if offer is not None and offer.turn == attempt.turn else Woken()


def refused(claimed: Claim, error: CarrierError) -> None:
    """The carrier did not take it, or did not say.

    Permanent: this number is not tried again by this channel, and the doctor's next one
    follows. Otherwise the lease is shortened, and whoever takes over looks it up first.
    """

    def write(held: engine.Held) -> None:
        writer = Writer(Loaded(held.escalation, held.now))
        attempt = writer.loaded.attempts[claimed.attempt.pk]
        if attempt.generation != claimed.generation or attempt.state != AttemptState.PLACING:
            return
        attempt.error_code = error.code
        again = error.ambiguous or error.down or error.retry_after is not None
        if again and attempt.generation < GENERATIONS:
            _wait(writer, attempt, error)
        else:
            _advance(writer, attempt, AttemptState.FAILED)
            if error.permanent and error.code is not None:
                _mark_unusable(attempt, error.code)
        held.carry_out(writer, Woken())

    engine.under_lock(claimed.attempt.escalation_id, write)


def _wait(writer: Writer, attempt: Attempt, error: CarrierError) -> None:
    """Leave it to whoever takes it over a moment later."""
    seconds = max(error.retry_after or 0, LOOK_AGAIN.total_seconds())
    attempt.lease_until = writer.now + timedelta(seconds=seconds)
    writer.out.changed(attempt)
    details = {
        "state": str(AttemptState.PLACING),
        "channel": attempt.channel,
        "code": error.code,
        "ambiguous": error.ambiguous,
    }
    writer.note(Happening.MOVED, offer_id=attempt.offer_id, attempt=attempt, details=details)


def _mark_unusable(attempt: Attempt, code: int) -> None:
    """The carrier says that this number can never be reached so: staff see why."""
    contact = attempt.contact
    if contact is None:
        return
    field = "voice_unusable" if attempt.channel == Channel.VOICE else "text_unusable"
    setattr(contact, field, str(code))
    contact.save(update_fields=[field])


def reported(
    attempt: Attempt,
    *,
    sid: str,
    progress: Progress,
    code: int | None,
    status: str = "",
    never: int | None = None,
) -> bool:
    """The carrier reports a status of an attempt. Returns False for what was known.

    `never`: the code by which the number can never be reached so; it is not tried again.

    Binds the SID when the worker died before it could. One row for each (SID, status),
    so a repeated report has no effect; a lower rank than the known one changes nothing.
    """
    state, status = AttemptState(str(progress)), status or str(progress)
    callbacks = CarrierCallback.objects
    if _adds_nothing(attempt, sid, state):
        return callbacks.take(attempt, sid, status, code, at=clock.now())

    def write(held: engine.Held) -> bool:
        writer = Writer(Loaded(held.escalation, held.now))
        row = writer.loaded.attempts[attempt.pk]
        if not callbacks.take(row, sid, status, code, at=held.now):
            return False
        if row.sid is not None and row.sid != sid:
            logger.info("attempt %s: a second call %s, after %s", row.pk, sid, row.sid)
            return True
        row.sid = sid
        _advance(writer, row, state, code)
        if never is not None:
            _mark_unusable(row, never)
        _taken(held, writer, row)
        return True

    return bool(engine.under_lock(attempt.escalation_id, write, with_region=False))


def _adds_nothing(attempt: Attempt, sid: str, to: AttemptState) -> bool:
    """It has come as far, and nobody waits for its end. As it never runs backwards, that can
    be told without its lock."""
    state = AttemptState(attempt.state)
    known = attempt.sid == sid and attempt.placed_at is not None and to.rank <= state.rank
    return known and not (attempt.stop_wanted and state.is_live)


def _advance(writer: Writer, attempt: Attempt, to: AttemptState, code: int | None = None) -> None:
    """Move an attempt on, never back."""
    known = AttemptState(attempt.state)
    if to.rank <= known.rank:
        return
    attempt.state = to
    attempt.error_code = code if code is not None else attempt.error_code
    attempt.lease_until = None
    if not to.is_live:
        attempt.ended_at = writer.now
    writer.out.changed(attempt)
    details: dict[str, object] = {"state": str(to), "channel": attempt.channel}
    if attempt.error_code is not None:
        details["code"] = attempt.error_code
    writer.note(Happening.MOVED, offer_id=attempt.offer_id, attempt=attempt, details=details)


def reconciled(attempt: Attempt, state: AttemptState | None, code: int | None) -> None:
    """What the carrier said when it was asked, because nothing was heard for long.

    `state` None: it could not say; the asking itself is recorded.
    """

    def write(held: engine.Held) -> None:
        writer = Writer(Loaded(held.escalation, held.now))
        row = writer.loaded.attempts[attempt.pk]
        row.reconciled_at = held.now
        writer.out.changed(row)
        if state is not None:
            _advance(writer, row, state, code)
        held.carry_out(writer, Woken())

    engine.under_lock(attempt.escalation_id, write)
