"""Every real answer proves the number it came from: no test call is needed for it."""

from typing import Any

from calls.dispatch import clock
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import Offer, Via
from teams.models import Contact

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


def _contacts(offer: Offer, via: Via, number: str) -> Any:
    contacts = Contact.objects.filter(doctor=offer.doctor_id)
    if via is not Via.LINK:
        return contacts.to(number)
    texts = offer.attempts.filter(channel=Channel.TEXT).exclude(state__in=SMS_CAME_NOT)
    newest = texts.order_by("-pk").values("contact")[:1]
    return contacts.filter(pk__in=newest)
