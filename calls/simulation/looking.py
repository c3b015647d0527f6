"""From the rows in memory to the plain state that `core` decides on."""

from calls.dispatch import orders
from calls.dispatch import state as plain
from calls.dispatch.vocabulary import Channel, OfferState
from calls.simulation.rows import Alarm, Contact, Escalation, Offer
from calls.simulation.store import Store


def state_of(store: Store, escalation: Escalation) -> plain.State:
    return plain.State(
        status=escalation.status,
        policy=store.policy,
        offers=plain.Offers(lambda: tuple([_offer(store, one) for one in escalation.offers])),
        round=escalation.round,
        wake_at=escalation.search_at,
        resumes_at=escalation.resumes_at,
        reminded=escalation.reminded,
        is_drill=escalation.is_drill,
        nurse=escalation.nurse,
        call_back_number=escalation.call_back_number,
        people=store.people(escalation.station),
        trouble=_trouble(escalation),
        picks_by=escalation.picks_by,
        by_list=escalation.by_list,
    )


def _trouble(escalation: Escalation) -> plain.Trouble | None:
    why, since, at = escalation.alarm_why, escalation.alarm_since, escalation.alarm_at
    if why is None or since is None or at is None:
        return None
    alarmed = tuple(_alarmed(alarm) for alarm in escalation.alarms if alarm.at >= since)
    return plain.Trouble(why, at, escalation.in_charge, alarmed)


def _alarmed(alarm: Alarm) -> plain.Alarmed:
    return plain.Alarmed(alarm.person, alarm.at, tuple([a.tried for a in alarm.attempts]))


def _offer(store: Store, offer: Offer) -> plain.Offer:
    """Half of a night's time would go into making the same values again."""
    turn, in_use = offer.turn, store.in_use
    lines = [
        c.taken if c.phone in in_use and is_taken(store, offer, c) else c.free
        for c in offer.doctor.usable_for(offer.escalation)
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
        offer.arrives_at,
        offer.arrived,
    )
    if offer.seen is None or offer.seen[0] != fields:
        offer.seen = fields, plain.Offer(*fields)
    return offer.seen[1]


def is_taken(store: Store, offer: Offer, contact: Contact) -> bool:
    """Rings, or is asked about, for anything but this offer's running turn; what it is asked
    about for a drill keeps it from no real request."""
    users = store.in_use.get(contact.phone)
    if not users:
        return False
    asking = offer.state is OfferState.ASKING
    return any(
        not (asking and user.offer is offer and user.turn == offer.turn)
        and not user.gives_way_to(offer.escalation)
        for user in users.values()
    )


def is_taken_by_others(store: Store, offer: Offer, plans: tuple[orders.Plan, ...]) -> bool:
    """His own last call may still be listened to when he is asked once more: the new one waits
    at the claim until it has ended."""
    phones = {c.number: c.phone for c in offer.doctor.contacts}
    return any(
        user.offer is not offer and not user.gives_way_to(offer.escalation)
        for plan in plans
        for user in store.in_use.get(phones[plan.contact], {}).values()
    )


def way_to(offer: Offer, *, must_know: bool) -> tuple[Channel, str] | None:
    contacts = offer.doctor.usable_for(offer.escalation)
    for contact in contacts:
        if contact.text and not contact.shared:
            return Channel.TEXT, contact.phone
    if must_know and contacts and offer.answered:
        return Channel.VOICE, contacts[0].phone
    return None
