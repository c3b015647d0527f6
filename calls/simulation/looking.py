"""From the rows in memory to the plain state that `core` decides on."""

from calls.dispatch import state as plain
from calls.dispatch.state import OfferState
from calls.simulation.rows import Contact, Escalation, Offer
from calls.simulation.store import Store


def state_of(store: Store, escalation: Escalation) -> plain.State:
    return plain.State(
        status=escalation.status,
        policy=store.policy,
        offers=tuple([_offer(store, offer) for offer in escalation.offers]),
        round=escalation.round,
        wake_at=escalation.wake_at,
        resumes_at=escalation.resumes_at,
        reminded=escalation.reminded,
    )


def _offer(store: Store, offer: Offer) -> plain.Offer:
    """Half of a night's time would go into making the same values again."""
    turn, in_use = offer.turn, store.in_use
    lines = tuple(
        [
            c.line(c.phone in in_use and is_taken(store, offer, c))
            for c in offer.doctor.contacts
            if c.takes_calls or c.takes_texts
        ]
    )
    tries = tuple([a.tried for a in offer.attempts if a.turn == turn])
    bar, seen = store.bar(offer), offer.seen
    if (
        seen is None
        or seen.state is not offer.state
        or seen.bar is not bar
        or seen.tries != tries
        or seen.lines != lines
        or seen.deadline != offer.deadline
        or seen.position != offer.position
        or seen.taken is not offer.taken
        or seen.asked is not offer.asked
        or seen.skipped_by_nurse is not offer.by_nurse
    ):
        seen = offer.seen = plain.Offer(
            offer=offer.number,
            position=offer.position,
            state=offer.state,
            deadline=offer.deadline,
            taken=offer.taken,
            asked=offer.asked,
            bar=bar,
            skipped_by_nurse=offer.by_nurse,
            lines=lines,
            tries=tries,
        )
    return seen


def is_taken(store: Store, offer: Offer, contact: Contact) -> bool:
    """Rings, or is asked about, for anything but this offer's running turn."""
    users = store.in_use.get(contact.phone)
    if not users:
        return False
    asking = offer.state is OfferState.ASKING
    return any(
        not (asking and user.offer is offer and user.turn == offer.turn) for user in users.values()
    )
