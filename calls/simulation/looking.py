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
    lines = [
        c.line(c.phone in in_use and is_taken(store, offer, c))
        for c in offer.doctor.contacts
        if c.takes_calls or c.takes_texts
    ]
    fields = (  # in the order of `plain.Offer`
        offer.number,
        offer.position,
        offer.state,
        offer.deadline,
        offer.taken,
        offer.asked,
        store.bar(offer),
        offer.by_nurse,
        tuple(lines),
        tuple([a.tried for a in offer.attempts if a.turn == turn]),
    )
    if offer.seen is None or offer.seen[0] != fields:
        offer.seen = fields, plain.Offer(*fields)
    return offer.seen[1]


def is_taken(store: Store, offer: Offer, contact: Contact) -> bool:
    """Rings, or is asked about, for anything but this offer's running turn."""
    users = store.in_use.get(contact.phone)
    if not users:
        return False
    asking = offer.state is OfferState.ASKING
    return any(
        not (asking and user.offer is offer and user.turn == offer.turn) for user in users.values()
    )
