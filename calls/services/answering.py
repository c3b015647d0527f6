"""What a doctor answers, by key, link or reply, and what the carrier reports; his page."""

from datetime import timedelta
from enum import Enum

from calls.dispatch import clock, engine, placing
from calls.dispatch.engine import Step
from calls.dispatch.events import Accepted, Declined, HandedBack, LinkLost, NotHim
from calls.dispatch.orders import Award, EndTurn, News
from calls.dispatch.vocabulary import OfferState, Status
from calls.models import (
    Attempt,
    Happening,
    Offer,
    Via,
)
from calls.services import proving
from calls.telephony.base import Progress

STILL_WANTED = (Status.SEARCHING, Status.UNANSWERED)
NEW_LINK_AT_MOST_EVERY = timedelta(minutes=1)


class Answer(Enum):
    """What somebody who answered is told."""

    YOURS = "yours"  # the escalation is his
    TAKEN = "taken"  # somebody else was faster
    OVER = "over"  # it has ended, or was called off
    DECLINED = "declined"  # his no was noted, now or before
    PASSED = "passed"  # the nurse had passed him over, and sees that he would come


def accept(
    *,
    offer: Offer,
    via: Via,
    number: str = "",
    minutes: int | None = None,
    words: str = "",
    at_a_colleagues: bool = False,
) -> Answer:
    """Give the escalation to the offer's doctor.

    `number` (E.164) from which he answered, empty for a link: it is proven by that. `minutes`
    until he is there, `words` as he wrote them. `at_a_colleagues`: he picked up a
    telephone that he shares with the doctor who was asked, and may not have been himself.
    Returns `Answer.YOURS`, or `TAKEN` when somebody else was faster, `OVER` when it has ended,
    `DECLINED` when he had said no before, `PASSED` when the nurse has passed him over. Safe to
    repeat. Never raises for a late answer.
    """
    event = Accepted(offer.pk, on_page=via is Via.LINK, at_a_colleagues=at_a_colleagues)
    step = engine.step(offer.escalation_id, event, via=via, minutes=minutes, words=words)
    proving.answered(offer, via, number)
    answer = answer_of(step, offer)
    if answer is Answer.PASSED and not offer.has_offered_himself:
        engine.note(offer.escalation_id, Happening.WOULD_COME, offer=offer)
    return answer


def decline(*, offer: Offer, via: Via, number: str = "", words: str = "") -> Answer:
    """Note the doctor's no; the next is asked at once. No reason is asked for.

    `number` as for a yes. Returns `Answer.DECLINED`; `YOURS`, `TAKEN` or `OVER` when it came too
    late to matter.
    """
    step = engine.step(offer.escalation_id, Declined(offer.pk), via=via, words=words)
    proving.answered(offer, via, number)
    answer = answer_of(step, offer)
    return Answer.DECLINED if answer is Answer.PASSED else answer  # he is asked no more as it is


def not_him(*, offer: Offer, number: str) -> None:
    """Whoever picked up says that this is not the doctor's number: the next doctor is asked at
    once, and staff have to check it. It is not called again for this escalation. Safe to repeat.
    """
    his = offer.doctor.contacts.to(number)
    his.filter(doubted_at__isnull=True).update(doubted_at=clock.now())
    engine.step(offer.escalation_id, NotHim(offer.pk))


def hand_back(*, offer: Offer, via: Via = Via.LINK) -> None:
    """The doctor who had accepted cannot go after all: the nurse is told, the next is asked.

    Safe to repeat; nothing changes when he no longer has it.
    """
    engine.step(offer.escalation_id, HandedBack(offer.pk), via=via)


def answer_of(step: Step | None, offer: Offer) -> Answer:
    """What a step that an answer made means to whoever gave it."""
    if step is None:
        return Answer.OVER
    if any(isinstance(action, Award) for action in step.actions):
        return Answer.YOURS
    if any(isinstance(a, EndTurn) and a.state is OfferState.DECLINED for a in step.actions):
        return Answer.DECLINED
    his = step.state.offer(offer.pk).state
    if his is OfferState.ACCEPTED:
        return Answer.YOURS
    if step.state.accepted is not None:
        return Answer.TAKEN
    if his is OfferState.SKIPPED and step.state.status in STILL_WANTED:
        return Answer.PASSED
    return Answer.DECLINED if his is OfferState.DECLINED else Answer.OVER


def carrier_reported(
    *,
    key: str,
    sid: str,
    progress: Progress,
    code: int | None,
    status: str = "",
    permanent: bool = False,
) -> None:
    """A status of a call or an SMS came in. Repeated, late and reordered reports are safe.

    `permanent`: by its `code` this number can never be reached by this channel.
    """
    attempt = Attempt.objects.filter(key=key).first()
    if attempt is not None:
        never = code if permanent else None
        placing.reported(attempt, sid=sid, progress=progress, code=code, status=status, never=never)


def bind_page(*, offer: Offer) -> bool:
    """Bind the page of a doctor who accepted to the browser that asks; once only.

    Returns False when it is bound already, or the offer was not accepted.
    """

    def bind(held: engine.Held) -> bool:
        unbound = Offer.objects.filter(
            pk=offer.pk, state=OfferState.ACCEPTED, bound_at__isnull=True
        )
        return bool(unbound.update(bound_at=held.now))

    # Under the lock: a step that loaded the offer before would save it unbound again.
    return bool(engine.under_lock(offer.escalation_id, bind))


def send_new_link(*, offer: Offer) -> None:
    """Send the doctor who accepted a new link, to his registered number, once a minute.

    The page on the device that had it is closed by that: only one device shows it.
    """
    lately = clock.now() - NEW_LINK_AT_MOST_EVERY
    if not offer.notices.filter(news=News.YOURS, created_at__gte=lately).exists():
        engine.step(offer.escalation_id, LinkLost(offer.pk))
