"""Somebody writes to our number, or calls it."""

from django.http import HttpRequest, HttpResponse

from calls import hearing
from calls.telephony import inbound, speech
from calls.telephony.inbound import verified
from calls.webhooks.saying import twiml


@verified
def text_came_in(request: HttpRequest) -> HttpResponse:
    """Somebody wrote to our number."""
    text = inbound.inbound_text(request)
    heard = hearing.hear(sender=text.sender, body=text.body, sid=text.sid)
    return twiml(speech.text_back(heard.replies))
