"""Every real answer proves the number it came from: no test call is needed for it."""

from typing import Any

from calls.dispatch import clock
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import CheckAnswer, ContactCheck, Offer, Via
from teams.models import Contact

# The carrier's code for a number whose owner wrote STOP.
STOPPED = "21610"
SMS_CAME_NOT = (AttemptState.FAILED, AttemptState.UNDELIVERED, AttemptState.DROPPED)


def answered(offer: Offer, via: Via, number: str) -> None:
    """The offer's doctor answered, yes or no, by this way; `number` (E.164) is where the key was
    pressed, or the SMS came from, and empty for a link.

    A key proves calls, a reply proves SMS and replies, a link proves the SMS that carried it.
    Whatever was doubted about the number is settled by that; and a number that the carrier had
    given up is used again, by the channel by which the doctor was just heard.
    """
    now = clock.now()
    proven: dict[str, Any] = dict.fromkeys(PROVES[via], now)
    heard = HEARD_BY.get(via, {})
    _contacts(offer, via, number).update(**proven, **heard, doubted_at=None)


PROVES: dict[Via, tuple[str, ...]] = {
    Via.KEY: ("voice_proven_at",),
    Via.REPLY: ("text_proven_at", "reply_proven_at"),
    Via.LINK: ("text_proven_at",),
}
HEARD_BY: dict[Via, dict[str, str]] = {
    Via.KEY: {"voice_unusable": ""},
    Via.REPLY: {"text_unusable": ""},
}


def checked(check: ContactCheck, answer: CheckAnswer) -> None:
    """Somebody answered a check, who has the number: a key proves calls, the link SMS, and a
    reply both SMS and replies; for all doctors who share it. Safe to repeat.

    `NOT_HIM`: staff have to look at it, and it is tried after the others until then.
    """
    now = clock.now()
    row = ContactCheck.objects.filter(pk=check.pk)
    if answer is not CheckAnswer.NOT_HIM:  # of others a reply proves most, and a doubt stays
        row = row.exclude(answer__in=[CheckAnswer.REPLY, CheckAnswer.NOT_HIM])
    row.update(answer=answer, answered_at=now)
    contacts = Contact.objects.to(check.number)
    if answer is CheckAnswer.NOT_HIM:
        contacts.filter(doubted_at__isnull=True).update(doubted_at=now)
    else:
        via = Via(answer)
        proven: dict[str, Any] = dict.fromkeys(PROVES[via], now)
        contacts.update(**proven, **HEARD_BY.get(via, {}))


def mute(check: ContactCheck, *, muted: bool) -> None:
    """He wants no checks of this number, or wants them again. Requests reach him all the same."""
    Contact.objects.to(check.number).update(checks_muted=muted)


def stopped(number: str) -> None:
    """He wrote STOP: the carrier delivers no SMS to this number any more. Staff see it."""
    Contact.objects.to(number).update(text_unusable=STOPPED)


def started(number: str) -> None:
    """He wrote START: SMS reach him again."""
    Contact.objects.to(number).filter(text_unusable=STOPPED).update(text_unusable="")


def _contacts(offer: Offer, via: Via, number: str) -> Any:
    contacts = Contact.objects.filter(doctor=offer.doctor_id)
    if via is not Via.LINK:
        return contacts.to(number)
    texts = offer.attempts.filter(channel=Channel.TEXT).exclude(state__in=SMS_CAME_NOT)
    newest = texts.order_by("-pk").values("contact", "number").first()
    if newest is None:
        return contacts.none()
    return contacts.filter(pk=newest["contact"], number=newest["number"])
