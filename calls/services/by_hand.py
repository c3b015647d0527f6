"""What the nurse heard on the telephone, calling doctors herself beside the search."""

from calls.dispatch import engine
from calls.dispatch.events import Accepted, Declined
from calls.models import Happening, Offer, Via
from calls.services.answering import Answer, answer_of
from stations.models import User


def reached(*, offer: Offer, comes: bool, minutes: int | None = None, by: User) -> Answer:
    """She spoke with the doctor, whether he had been asked or not; his word counts as his own.

    `comes`: he takes it, and is there in so many `minutes` (None: not known); he gets the link
    to his page. Otherwise he does not, and is not asked any more. Returns what `accept` and
    `decline` return. Safe to repeat.
    """
    said = Accepted(offer.pk, to_nurse=True) if comes else Declined(offer.pk, to_nurse=True)
    step = engine.step(offer.escalation_id, said, by=by, via=Via.NURSE, minutes=minutes)
    return answer_of(step, offer)


def not_reached(*, offer: Offer, by: User) -> None:
    """She called, and he did not answer. Stands on the timeline; decides nothing."""
    engine.note(offer.escalation_id, Happening.CALLED, offer=offer, by=by)
