"""Somebody writes to our number, or calls it."""

import logging

from django.http import HttpRequest, HttpResponse

from calls import calling_back, hearing
from calls.dispatch.vocabulary import OfferState
from calls.telephony import inbound, speech
from calls.telephony.inbound import verified
from calls.webhooks import keys, yours
from calls.webhooks.patience import patient
from calls.webhooks.saying import neutral, say, twiml

security = logging.getLogger("security")


@verified
def text_came_in(request: HttpRequest) -> HttpResponse:
    """Somebody wrote to our number."""
    text = inbound.inbound_text(request)
    heard = hearing.hear(sender=text.sender, body=text.body, sid=text.sid)
    return twiml(speech.text_back(heard.replies))


@verified
@patient
def call_came_in(request: HttpRequest) -> HttpResponse:
    """Somebody calls our number: a doctor hears what he can take, or has; others nothing."""
    caller = calling_back.who_calls(inbound.inbound_call(request).caller)
    if caller.region is None:
        security.info("a call came from a number that belongs to no doctor")
        return neutral()
    if caller.offer is None:
        return say(caller.region, "call_by_link" if caller.by_link else "answer_over")
    if caller.offer.state == OfferState.ACCEPTED:
        return yours.called_back(caller.offer)
    return keys.offered(caller.offer)
