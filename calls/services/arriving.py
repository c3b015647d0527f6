"""Until the doctor is there: said by the nurse (`by`), or, without her, by himself."""

from typing import Any

from calls.dispatch import engine
from calls.dispatch.events import ArrivalGiven, Arrived, NotConnected, Spoke
from calls.dispatch.loading import Loaded
from calls.dispatch.vocabulary import Channel
from calls.dispatch.writing import Writer
from calls.models import (
    Escalation,
    Offer,
    Via,
)
from calls.models.attempt import LIVE
from stations.models import User


def confirm_contact(
    *,
    escalation: Escalation,
    by: User | None = None,
    offer: Offer | None = None,
    via: Via = Via.LINK,
) -> None:
    """Nurse and doctor have spoken: no reminder is needed.

    `offer`: the doctor who is meant; nothing changes when he no longer has it. `via`: how it
    was said, where nobody signed in.
    """
    event = Spoke(None if offer is None else offer.pk)
    engine.step(escalation.pk, event, **said(by, via))


def clear_her_line(*, offer: Offer) -> None:
    """The doctor is about to be connected with the nurse: calls of ours that tell her something
    ring, or are listened to, on the same telephone, and end. Safe to repeat."""

    def stop(held: engine.Held) -> None:
        writer = Writer(Loaded(held.escalation, held.now))
        hers = held.escalation.call_back_number
        for attempt in writer.loaded.attempts.values():
            tells_her = attempt.notice_id is not None and attempt.number == hers
            if tells_her and attempt.channel == Channel.VOICE and attempt.state in LIVE:
                writer.out.stop(attempt)
        held.finish(writer)

    engine.under_lock(offer.escalation_id, stop)


def not_connected(*, offer: Offer) -> None:
    """The doctor who accepted wanted the nurse on the telephone, and she could not be reached:
    she is told to call him. Nothing changes when he no longer has it."""
    engine.step(offer.escalation_id, NotConnected(offer.pk))


def give_arrival(
    *, offer: Offer, minutes: int, by: User | None = None, via: Via = Via.LINK
) -> None:
    """The doctor who accepted is there in so many minutes (1 to `LONGEST_DRIVE`).

    The nurse is told what he says; his page shows what she enters. Nothing changes when he no
    longer has it, or is there. Safe to repeat.
    """
    event = ArrivalGiven(offer.pk, minutes, by_doctor=by is None)
    engine.step(offer.escalation_id, event, **said(by, via))


def arrive(*, offer: Offer, by: User | None = None) -> None:
    """The doctor is there, and so they have spoken. Safe to repeat."""
    engine.step(offer.escalation_id, Arrived(offer.pk), **said(by, Via.LINK))


def said(by: User | None, via: Via) -> dict[str, Any]:
    """Who said it, or, where nobody signed in, by what."""
    return {"via": via} if by is None else {"by": by}
