"""The doctor who has it is connected with the nurse, at once; nothing is recorded."""

from django.http import HttpRequest, HttpResponse

from calls import messages, services
from calls.models import Offer
from calls.services import Via
from calls.telephony import inbound, may_be_called, speech
from calls.telephony.inbound import verified
from calls.telephony.replies import LONGEST_DRIVE
from calls.webhooks import yours
from calls.webhooks.patience import patient
from calls.webhooks.saying import say, talk, twiml

CONNECT, HAND_BACK = "1", "9"
# One key alone is no number of minutes where keys are asked for.
SHORTEST_TYPED = 10


@verified
@patient
def connect_key(request: HttpRequest, key: str) -> HttpResponse:
    """Connect him now, or ask whether he hands it back.

    Minutes count here, too: whoever has listened to the end of the question before types them
    into this one. A key that is pressed twice is that key.
    """
    offer = yours.offer_of(key)
    region = offer.escalation.station.region
    digits = inbound.key_press(request).digits
    if not yours.still_his(offer):
        return say(region, "answer_over")
    if set(digits) == {HAND_BACK}:
        sure = messages.answer_spoken("ask_hand_back")
        ask = speech.Ask((sure,), yours.address(key, "back"))
        return talk(region, ask, yours.last_words(offer))
    if set(digits) != {CONNECT}:
        minutes = int(digits) if digits.isascii() and digits.isdecimal() else 0
        if SHORTEST_TYPED <= minutes <= LONGEST_DRIVE and yours.says_when(offer):
            return yours.note_arrival(key, offer, minutes)
        explain = messages.answer_spoken("explain")
        return talk(region, explain, *yours.questions_left(key, offer, arrival=False))
    number = offer.escalation.call_back_number
    if not may_be_called(number):
        return _not_connected(offer)
    services.clear_her_line(offer=offer)
    return twiml(
        speech.connect(
            messages.answer_spoken("connecting"),
            to=number,
            from_=inbound.our_number(request),
            greeting_url=yours.address(key, "greeting"),
            done_url=yours.address(key, "talked"),
            voice=messages.voice_of(region),
        )
    )


@verified
@patient
def hand_back_key(request: HttpRequest, key: str) -> HttpResponse:
    """He cannot go after all: the same key once more, so that no slip gives a patient away."""
    offer = yours.offer_of(key)
    region = offer.escalation.station.region
    if not yours.still_his(offer):  # the same report once more is answered as the first
        return say(region, "handed_back" if offer.was_handed_back else "answer_over")
    if inbound.key_press(request).digits == HAND_BACK:
        services.hand_back(offer=offer, via=Via.KEY)
        return say(region, "handed_back")
    return talk(region, *yours.questions_left(key, offer, arrival=offer.arrives_at is None))


@verified
@patient
def greeting(request: HttpRequest, key: str) -> HttpResponse:
    """The nurse picks up, alone: a key shows that it is she, and no machine."""
    offer = yours.offer_of(key)
    region = offer.escalation.station.region
    words = messages.answer_spoken("greeting", region=region)
    return talk(region, speech.Ask((words,), yours.address(key, "greeted")))


@verified
@patient
def greeted(request: HttpRequest, key: str) -> HttpResponse:
    """She pressed a key: from here on the two talk, and have spoken."""
    offer = yours.offer_of(key)
    services.confirm_contact(escalation=offer.escalation, offer=offer, via=Via.KEY)
    return twiml(speech.connected())


@verified
@patient
def talked(request: HttpRequest, key: str) -> HttpResponse:
    """They have talked, or she could not be reached: then she is told to call him."""
    offer = yours.offer_of(key)
    region = offer.escalation.station.region
    if inbound.was_connected(request):
        return say(region, "goodbye")
    return _not_connected(offer) if yours.still_his(offer) else say(region, "answer_over")


def _not_connected(offer: Offer) -> HttpResponse:
    services.not_connected(offer=offer)
    words = messages.answer_spoken("not_connected")
    return talk(offer.escalation.station.region, words, yours.last_words(offer))
