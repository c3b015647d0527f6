"""Whose answer an SMS is, in memory, as `calls.hearing` finds it on the tables."""

from datetime import datetime

from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status
from calls.models import Happening
from calls.simulation.rows import Offer
from calls.simulation.store import Store

CAME_NOT = (AttemptState.FAILED, AttemptState.UNDELIVERED, AttemptState.DROPPED)
STILL_NEEDED = (Status.SEARCHING, Status.UNANSWERED)


def whose(store: Store, phone: str, *, they_count: bool) -> tuple[Offer | None, int]:
    """The offer for which it counts; else None, and how many SMS go back."""
    owners, offers = _owners(store, phone), _asked_on(store, phone)
    if owners == 0 or not offers:
        return None, min(owners, 1)
    offer = _meant(offers)
    if offer is None:
        return None, len(offers)
    return (offer, 0) if owners == 1 and they_count else (None, 1)


def his(store: Store, phone: str, *, they_count: bool) -> Offer | None:
    """What the doctor of this number has accepted, and is not over."""
    accepted = [
        offer
        for offer in store.offers.values()
        if offer.state is OfferState.ACCEPTED and offer.escalation.status.is_open
        if any(contact.phone == phone for contact in offer.doctor.contacts)
    ]
    running = [offer for offer in accepted if not offer.escalation.is_drill] or accepted
    sure = they_count and _owners(store, phone) == 1 and len(running) == 1
    return running[0] if sure else None


def told_how_to_answer(offer: Offer) -> int:
    """Words that nobody understands change nothing; how to answer is told him once."""
    timeline = offer.escalation.timeline
    known = any(e.what == Happening.UNCLEAR and e.offer == offer.number for e in timeline)
    offer.escalation.note(Happening.UNCLEAR, offer.number)
    return int(not known)


def doubt(offer: Offer, phone: str, now: datetime) -> None:
    """Somebody else picked up this telephone."""
    for contact in offer.doctor.contacts:
        if contact.phone == phone:
            contact.doubted_at = contact.doubted_at or now


def proves(offer: Offer, phone: str, channel: Channel) -> None:
    """An answer proves the number that it came from, and settles what was doubted about it: where
    it is empty, the one to which the last SMS with the link went."""
    texts = [a for a in offer.attempts if a.channel is Channel.TEXT and a.state not in CAME_NOT]
    last = texts[-1] if texts else None
    for contact in offer.doctor.contacts:
        by_link = last is not None and contact is last.contact and contact.phone == last.phone
        if contact.phone == phone or (not phone and by_link):
            contact.doubted_at, contact.heard = None, True
            if phone:
                contact.is_heard(channel)


def _asked_on(store: Store, phone: str) -> list[Offer]:
    """Whom this number was asked about, while somebody is needed; drills where nobody else is."""
    found = [
        offer
        for offer in store.offers.values()
        if offer.escalation.status in STILL_NEEDED and _is_answerable(offer)
        if any(contact.phone == phone for contact in offer.doctor.contacts)
    ]
    return [offer for offer in found if not offer.escalation.is_drill] or found


def _is_answerable(offer: Offer) -> bool:
    skipped_by_rule = offer.state is OfferState.SKIPPED and not offer.by_nurse
    between_turns = offer.state is OfferState.WAITING or skipped_by_rule
    return offer.state.is_answerable or (between_turns and offer.asked)


def _meant(offers: list[Offer]) -> Offer | None:
    """The one that is asked now, or the only one; among several nothing is guessed."""
    asking = [offer for offer in offers if offer.state is OfferState.ASKING]
    if len(asking) == 1:
        return asking[0]
    return offers[0] if len(offers) == 1 else None


def _owners(store: Store, phone: str) -> int:
    """How many doctors have this number."""
    every = (contact for doctor in store.doctors for contact in doctor.contacts)
    return sum(contact.phone == phone for contact in every)
