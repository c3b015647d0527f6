"""What the nurse does with a search that runs, and after the yes."""

from datetime import datetime

from calls.dispatch import advice, engine
from calls.dispatch.events import (
    Cancelled,
    Closed,
    PutFirst,
    Reopened,
    Restarted,
    SearchedOn,
    Skipped,
    TookOver,
)
from calls.models import (
    Escalation,
    Happening,
    Offer,
    Outcome,
    PostKind,
    Via,
)
from calls.services.arriving import said
from stations.models import User


def skip(*, offer: Offer, by: User) -> None:
    """Pass a doctor over, also while his phone rings; the next is asked at once."""
    engine.step(offer.escalation_id, Skipped(offer.pk), by=by)


def ask_first(*, offer: Offer, by: User) -> None:
    """Put a doctor at the head of those who are still to be asked."""
    engine.step(offer.escalation_id, PutFirst(offer.pk), by=by)


def cancel(*, escalation: Escalation, by: User) -> None:
    """Call it off. Whoever was asked is told; whoever had accepted is stood down."""
    engine.step(escalation.pk, Cancelled(), by=by)


def restart(*, escalation: Escalation, by: User | None) -> None:
    """Search once more, after nobody was found. `by` None: the nurse, by a key on a call."""
    engine.step(escalation.pk, Restarted(), **said(by, Via.KEY))


def take_over(*, escalation: Escalation, by: User, call_back_number: str = "") -> None:
    """From here on it is hers, and notices to the nurse go to her number.

    `call_back_number` (E.164); empty: the one that holds stays. A doctor on his way is told of
    another number. Safe to repeat; of two who take it at once the last one has it.
    """
    engine.step(escalation.pk, TookOver(by.pk, call_back_number), by=by)


def comes(*, offer: Offer, minutes: int | None, by: User) -> None:
    """After advice by phone the doctor comes, and is there in so many minutes (None: not known).

    They have spoken by that. Safe to repeat: the last word on the time holds. Nothing changes
    when he no longer has it.
    """
    advice.comes(offer, minutes, by)


def note_post(
    *, escalation: Escalation, kind: PostKind, at: datetime, note: str = "", by: User
) -> None:
    """Something was posted in the patient's room of the medical network, at that time.

    `note` is kept encrypted. Goes on the timeline, also after the end; decides nothing.
    """
    details = {"kind": str(kind), "at": at.isoformat()}
    engine.note(escalation.pk, Happening.POSTED, by=by, words=note, details=details)


def search_on(*, offer: Offer, by: User | None) -> None:
    """Look for another doctor: this one, who had accepted, does not come. He is told, and a
    later yes of his counts again. Nothing changes when he no longer has it. `by` None: the
    nurse, by a key on a call."""
    engine.step(offer.escalation_id, SearchedOn(offer.pk), **said(by, Via.KEY))


def reopen(*, escalation: Escalation, by: User) -> None:
    """Open again what was ended in error. Nobody is phoned by that alone."""
    engine.step(escalation.pk, Reopened(), by=by)


def close(*, escalation: Escalation, outcome: Outcome, by: User) -> None:
    """End it with what came of it; of a drill comes nothing but a drill."""
    outcome = Outcome.DRILL if escalation.is_drill else outcome
    engine.step(escalation.pk, Closed(), by=by, outcome=outcome)
