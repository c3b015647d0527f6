"""Advice first: the doctor has called the nurse back, and comes after all."""

from calls.dispatch import engine
from calls.dispatch.engine import Held
from calls.dispatch.events import Spoke
from calls.dispatch.loading import Loaded
from calls.dispatch.vocabulary import OfferState
from calls.dispatch.writing import Writer
from calls.models import Offer
from stations.models import User


def comes(offer: Offer, minutes: int | None, by: User) -> None:
    """He sets out; they have spoken. `minutes` until he is there, None where not known yet.

    Nothing changes when he no longer has it, or it has ended.
    """

    def write(held: Held) -> None:
        writer = Writer(Loaded(held.escalation, held.now), by=by)
        if held.escalation.is_open and writer.loaded.offers[offer.pk].state == OfferState.ACCEPTED:
            writer.offers.set_out(offer.pk, minutes)
            held.carry_out(writer, Spoke(offer.pk))

    engine.under_lock(offer.escalation_id, write)
