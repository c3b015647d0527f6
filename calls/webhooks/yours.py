"""After the yes, on the same call: when he is there, and whether he wants the nurse now."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import messages, services
from calls.dispatch.vocabulary import OfferState
from calls.models import Attempt, Offer
from calls.services import Via
from calls.telephony import inbound
from calls.telephony.inbound import verified
from calls.telephony.replies import LONGEST_DRIVE
from calls.telephony.speech import SECONDS_BETWEEN_KEYS, Ask
from calls.webhooks.patience import patient
from calls.webhooks.saying import say, talk

MINUTES = 3  # digits
# Where one key is enough, and minutes are taken all the same: whoever pressed it waits so long.
SHORTLY = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Which doctor was asked, on which number."""

    offer: Offer
    number: str


def accepted(key: str, offer: Offer) -> HttpResponse:
    """What the doctor hears who has it: thanks, two questions, and what happens next."""
    escalation = offer.escalation
    if escalation.is_drill:
        return say(escalation.station.region, "answer_yours", drill=True)
    thanks = messages.answer_spoken("answer_yours", doctor=offer.doctor.name_as_spoken)
    questions = questions_left(key, offer, arrival=offer.arrives_at is None)
    return talk(escalation.station.region, thanks, *questions)


def called_back(offer: Offer) -> HttpResponse:
    """He has it, and calls our number."""
    escalation = offer.escalation
    if escalation.is_drill:
        return say(escalation.station.region, "answer_yours", drill=True)
    key = offer.attempts.latest("pk").key
    region = escalation.station.region
    hello = messages.answer_spoken("hello", region=region)
    has_it = messages.answer_spoken("still_yours", doctor=offer.doctor.name_as_spoken)
    first, *others = questions_left(key, offer, arrival=offer.arrives_at is None)
    if isinstance(first, Ask):  # a key counts from the first second on
        first = replace(first, words=(hello, has_it, *first.words))
    return talk(region, first, *others)


def questions_left(key: str, offer: Offer, *, arrival: bool) -> tuple[str | Ask, ...]:
    """The arrival, unless he gives advice, or has said it; the nurse; the end."""
    arrival = arrival and says_when(offer)
    return (
        *([_ask(key, "arrival", digits=MINUTES)] if arrival else ()),
        _ask(key, "connect", digits=MINUTES, between=SHORTLY),
        last_words(offer),
    )


def says_when(offer: Offer) -> bool:
    """Whether he is asked when he is there."""
    return not (offer.escalation.advice_first or offer.escalation.by_telephone)


def last_words(offer: Offer) -> str:
    """Who calls whom, and where the rest is found."""
    facts = {
        "advice_first": offer.escalation.advice_first,
        "by_sms": messages.takes_link(offer),
    }
    return messages.answer_spoken("yours_goodbye", **facts)


@verified
@patient
def arrival_key(request: HttpRequest, key: str) -> HttpResponse:
    """In so many minutes he is there."""
    offer = offer_of(key)
    digits = inbound.key_press(request).digits
    minutes = int(digits) if digits.isascii() and digits.isdecimal() else 0
    if not still_his(offer):
        return say(offer.escalation.station.region, "answer_over")
    if not 1 <= minutes <= LONGEST_DRIVE:
        sorry = messages.answer_spoken("arrival_unclear", longest=LONGEST_DRIVE)
        return talk(
            offer.escalation.station.region, sorry, *questions_left(key, offer, arrival=True)
        )
    return note_arrival(key, offer, minutes)


def note_arrival(key: str, offer: Offer, minutes: int) -> HttpResponse:
    """He is there in so many minutes; what is left to ask follows."""
    services.give_arrival(offer=offer, minutes=minutes, via=Via.KEY)
    noted = messages.answer_spoken("arrival_noted", minutes=minutes)
    return talk(offer.escalation.station.region, noted, *questions_left(key, offer, arrival=False))


def asked_by(key: str) -> Asked:
    """By the key of a call or SMS that asked; 404 for any other."""
    offers = Offer.objects.select_related("doctor", "escalation__station__region")
    offer = get_object_or_404(offers, attempts__key=key)
    return Asked(offer, Attempt.objects.get(key=key).number)


def offer_of(key: str) -> Offer:
    """Whose call it is: the doctor's who was asked, or, on a telephone that doctors share, the
    colleague's who has it. 404 for any other call."""
    asked = asked_by(key)
    if asked.offer.state == OfferState.ACCEPTED:
        return asked.offer
    sharing = Offer.objects.sharing(asked.offer, asked.number).filter(state=OfferState.ACCEPTED)
    has_it = sharing.select_related("doctor", "escalation__station__region").first()
    return has_it or asked.offer


def still_his(offer: Offer) -> bool:
    return offer.state == OfferState.ACCEPTED and offer.escalation.is_open


def address(key: str, step: str) -> str:
    """Of a step of this call."""
    return f"{settings.PUBLIC_BASE_URL}/twilio/voice/{key}/{step}"


def _ask(key: str, what: str, digits: int, between: int = SECONDS_BETWEEN_KEYS) -> Ask:
    words = messages.answer_spoken(f"ask_{what}")
    return Ask((words,), address(key, what), digits, between)
