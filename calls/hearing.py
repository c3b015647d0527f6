"""SMS that come in: whose answer is it, to which offer, and what is the sender told?"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache

from calls import messages, services, strangers
from calls.dispatch import clock, engine
from calls.dispatch.vocabulary import OfferState
from calls.models import CheckAnswer, ContactCheck, Happening, Offer, Via
from calls.often import may_again
from calls.services import Answer
from calls.telephony import replies
from teams.models import Contact, Region

logger = logging.getLogger(__name__)
security = logging.getLogger("security")

# To one number, an SMS from which is answered.
MOST_ANSWERS, AN_HOUR = 6, timedelta(hours=1)
# So long a doctor who writes that he cannot go has, to write it once more.
HAND_BACK_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Heard:
    """`replies` is what the sender is answered, an SMS each; nothing where it is empty."""

    replies: tuple[str, ...] = ()


def hear(*, sender: str, body: str, sid: str) -> Heard:
    """As `understand`; but words that are no yes and no no are answered so often an hour and no
    more: two machines that answer each other would never end."""
    heard = understand(sender=sender, body=body, sid=sid)
    means_something = isinstance(replies.read(body), replies.Yes | replies.No)
    if not heard.replies or means_something or _may_answer(sender):
        return heard
    return Heard()


def _may_answer(sender: str) -> bool:
    may = may_again(f"sms-answers:{sender}", most=MOST_ANSWERS, within=AN_HOUR)
    if not may:
        logger.info("one number has had %d answers within an hour; no more now", MOST_ANSWERS)
    return may


def understand(*, sender: str, body: str, sid: str) -> Heard:
    """Take an SMS from a number (E.164) as an answer to the offer it belongs to, or else to the
    check of that number. Whoever is no doctor is answered as `strangers` says.

    A real request goes before a drill, and the offer that is being asked wins. Among several
    others nothing is guessed: each is answered with its link, in an SMS of its own, the newest
    first. A number shared by doctors, and a region that takes no replies, are answered with the
    link. Words that are not understood change nothing.
    """
    contacts = list(Contact.objects.to(sender).select_related("doctor__clinic__team__region"))
    if not contacts:
        security.info("SMS %s came from a number that belongs to no doctor", sid)
        answer = strangers.answer(sender, body)
        return Heard((answer,) if answer else ())
    region = contacts[0].doctor.clinic.team.region
    word = replies.read(body)
    match word:
        case replies.Stop():
            services.stopped(sender)
        case replies.Start():
            services.started(sender)
    offers = in_earnest_first(
        list(
            Offer.objects.answerable()
            .to(sender)
            .select_related("escalation")
            .distinct()
            .order_by("-asked_at")
        )
    )
    offer = meant(offers)
    shared = len(contacts) > 1
    his = None if shared or not region.replies_count else _his(sender)
    # Asked about something else, too, a yes and a no are about that; other words never are.
    is_of_his = isinstance(word, replies.Unknown) or not offers
    if his is not None and is_of_his and not isinstance(word, replies.Stop | replies.Start):
        return _after_his_yes(his, region, body, sid)
    if not offers:
        counts = region.replies_count and not shared
        return _nothing_asked(sender, region, body, sid, counts=counts)
    if offer is None or shared or not region.replies_count:
        theirs = offers if offer is None else [offer]
        return Heard(tuple(messages.link_text(one, region) for one in theirs))
    return _answered(offer, sender, body, sid)


def _nothing_asked(sender: str, region: Region, body: str, sid: str, *, counts: bool) -> Heard:
    """`counts`: a yes from this number would be one doctor's."""
    word = replies.read(body)
    if isinstance(word, replies.Stop):  # the carrier answers that itself, and takes no answer
        return Heard()
    last = _last_asked(sender)
    if counts and isinstance(word, replies.Yes) and last is not None and last.was_passed_over:
        return _answered(last, sender, body, sid)
    check = ContactCheck.objects.open_to(sender, clock.now()).first()
    if check is None or (last and last.asked_at and last.asked_at > check.created_at):
        return Heard((_too_late(last, region),))
    if isinstance(word, replies.Yes):
        services.checked(check, CheckAnswer.REPLY)
        return Heard((messages.answer_text("check_thanks", region),))
    # Once, and not again: it may be a machine that answers.
    first = ContactCheck.objects.filter(pk=check.pk, explained=False).update(explained=True)
    return Heard((messages.answer_text("check_explain", region),) if first else ())


def in_earnest_first(offers: list[Offer]) -> list[Offer]:
    """Without the drills, unless nothing else is asked."""
    return [offer for offer in offers if not offer.escalation.is_drill] or offers


def meant(offers: list[Offer]) -> Offer | None:
    """The one that is being asked, or the only one; among several others nothing is guessed."""
    asking = [offer for offer in offers if offer.state == OfferState.ASKING]
    return asking[0] if len(asking) == 1 else offers[0] if len(offers) == 1 else None


def _answered(offer: Offer, sender: str, body: str, sid: str) -> Heard:
    """`sid` tells a report that came twice from a second SMS with the same words."""
    region = offer.doctor.clinic.team.region
    drill = offer.escalation.is_drill
    word = replies.read(body)
    match word:
        case replies.Yes(minutes):
            answer = services.accept(
                offer=offer, via=Via.REPLY, number=sender, minutes=minutes, words=body
            )
            if answer is Answer.YOURS:  # the link to his page is on its way as an SMS
                return Heard()
            return Heard((messages.answer_text(answer.value, region, drill=drill, yes=True),))
        case replies.No():
            answer = services.decline(offer=offer, via=Via.REPLY, number=sender, words=body)
            return Heard((messages.answer_text(answer.value, region, drill=drill),))
    is_new = _keep_for_the_nurse(offer, body, sid)
    if not is_new or isinstance(word, replies.Stop):
        return Heard()
    return Heard((messages.answer_text("explain", region, drill=drill),))


def _keep_for_the_nurse(offer: Offer, body: str, sid: str) -> bool:
    """Words that nobody understands, on the timeline once. Returns whether he had not written the
    same before: then it may be a machine that answers."""
    entries = offer.escalation.timeline.filter(offer=offer, happening=Happening.UNCLEAR)
    before = {entry.details["sid"]: entry.words for entry in entries}
    if sid not in before:
        details = {"sid": sid}
        engine.note(
            offer.escalation_id, Happening.UNCLEAR, offer=offer, words=body, details=details
        )
    return all(words != body for other, words in before.items() if other != sid)


def _his(sender: str) -> Offer | None:
    """What the doctor of this number has accepted, and is not over."""
    accepted = Offer.objects.to(sender).filter(state=OfferState.ACCEPTED)
    offers = list(accepted.select_related("doctor", "escalation").distinct())
    running = in_earnest_first([offer for offer in offers if offer.escalation.is_open])
    return running[0] if len(running) == 1 else None


def _after_his_yes(offer: Offer, region: Region, body: str, sid: str) -> Heard:
    """When he is there, or that he cannot go after all, asked back once. Other words are for the
    nurse to read."""
    facts: dict[str, Any] = {
        "drill": offer.escalation.is_drill,
        "advice_first": offer.escalation.advice_first,
    }
    match replies.read_after_yes(body):
        case replies.ThereIn(minutes) if not offer.escalation.by_telephone:
            services.give_arrival(offer=offer, minutes=minutes, via=Via.REPLY)
            facts["minutes"] = minutes
            return Heard((messages.answer_text("arrival_noted", region, **facts),))
        case replies.Release(sure):
            key = f"hands-back:{offer.pk}:{offer.turn}"
            asked_back = cache.get_or_set(key, sid, HAND_BACK_WITHIN.total_seconds())
            if sure and asked_back != sid:  # the same report twice is no second word
                cache.delete(key)
                services.hand_back(offer=offer, via=Via.REPLY)
                return Heard((messages.answer_text("handed_back", region, **facts),))
            return Heard((messages.answer_text("hand_back_sure", region, **facts),))
        case replies.Unknown() | replies.ThereIn():
            is_new = _keep_for_the_nurse(offer, body, sid)
            return Heard((messages.answer_text("shown", region, **facts),) if is_new else ())
    return Heard((messages.answer_text("yours", region, **facts),))


def _last_asked(sender: str) -> Offer | None:
    asked = Offer.objects.to(sender).filter(asked_at__isnull=False)
    return asked.select_related("escalation").order_by("-asked_at").first()


def _too_late(last: Offer | None, region: Region) -> str:
    """Kindly: what became of the last thing this number was asked about."""
    if last is None:
        return messages.answer_text("over", region)
    drill = last.escalation.is_drill
    if last.state == OfferState.ACCEPTED and last.escalation.is_open:
        advice_first = last.escalation.advice_first
        return messages.answer_text("yours", region, drill=drill, advice_first=advice_first)
    if last.was_passed_over:
        return messages.answer_text("passed", region, drill=drill)
    others = last.escalation.offers.exclude(pk=last.pk)
    taken = others.filter(state=OfferState.ACCEPTED).exists()
    return messages.answer_text("taken" if taken else "over", region, drill=drill)
