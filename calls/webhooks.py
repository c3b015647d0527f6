"""What Twilio calls us with: a key, a status, an SMS. No rule is here, only translation.

Every answer is given without asking the carrier for anything, and may be given again: a
repeated request has no second effect and hears the same words.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import absence_sms, hearing, messages, services
from calls.models import Offer
from calls.services import Via
from calls.telephony import inbound, speech
from calls.telephony.base import Progress
from calls.telephony.inbound import StatusReport, verified

ACCEPT, DECLINE, AGAIN = "1", "2", "3"
# The region's voice is in the database, which may be what has failed.
FALLBACK_VOICE = "Polly.Mizuki"


@verified
def key_pressed(request: HttpRequest, key: str) -> HttpResponse:
    """A doctor pressed a key during the call of an offer."""
    pressed = inbound.key_press(request)
    offers = Offer.objects.select_related("doctor", "escalation__station__region")
    offer = get_object_or_404(offers, attempts__key=key)
    # He hears us. Known before his answer counts, this call is not hung up with the others.
    services.carrier_reported(
        key=key, sid=pressed.sid, progress=Progress.ANSWERED, code=None, status="in-progress"
    )
    if pressed.digits == ACCEPT:
        return _answered(offer, services.accept(offer=offer, via=Via.KEY))
    if pressed.digits == DECLINE:
        return _answered(offer, services.decline(offer=offer, via=Via.KEY))
    return _once_more(offer, request.path, explain=pressed.digits != AGAIN)


@verified
def call_moved(request: HttpRequest, key: str) -> HttpResponse:
    return _reported(key, inbound.call_status(request))


@verified
def text_moved(request: HttpRequest, key: str) -> HttpResponse:
    return _reported(key, inbound.text_status(request))


@verified
def absence_notice_moved(request: HttpRequest, key: str) -> HttpResponse:
    """What became of an SMS by which a doctor was told of planned absences."""
    report = inbound.text_status(request)
    if report.progress is not None:
        absence_sms.reported(key=key, sid=report.sid, progress=report.progress, code=report.code)
    return HttpResponse(status=204)


@verified
def text_came_in(request: HttpRequest) -> HttpResponse:
    """Somebody wrote to our number."""
    text = inbound.inbound_text(request)
    heard = hearing.hear(sender=text.sender, body=text.body, sid=text.sid)
    return _twiml(speech.text_back(heard.replies))


@verified
def fallback(request: HttpRequest) -> HttpResponse:
    """Twilio got no answer from us, or a broken one. Needs no database."""
    words = messages.answer_spoken("fallback")
    return _twiml(
        speech.say_and_hang_up(words, voice=FALLBACK_VOICE, language=messages.spoken_language())
    )


def _reported(key: str, report: StatusReport) -> HttpResponse:
    if report.progress is not None:
        services.carrier_reported(
            key=key,
            sid=report.sid,
            progress=report.progress,
            code=report.code,
            status=report.status,
        )
    return HttpResponse(status=204)


def _answered(offer: Offer, answer: services.Answer) -> HttpResponse:
    """Say what became of it, and what happens next."""
    escalation = offer.escalation
    region = escalation.station.region
    facts = {
        "region": region,
        "advice_first": escalation.advice_first,
        "drill": escalation.is_drill,
    }
    words = messages.answer_spoken(f"answer_{answer.value}", **facts)
    language = messages.spoken_language()
    return _twiml(speech.say_and_hang_up(words, voice=region.voice, language=language))


def _once_more(offer: Offer, path: str, *, explain: bool) -> HttpResponse:
    """The request again, after a word on the keys where a wrong one was pressed."""
    region = offer.escalation.station.region
    words = messages.offer_spoken(offer, region)
    if explain:
        words = (messages.answer_spoken("explain"), *words)
    return _twiml(
        speech.listen(
            words,
            after=messages.answer_spoken("no_key"),
            key_url=settings.PUBLIC_BASE_URL + path,
            voice=region.voice,
            language=messages.spoken_language(),
        )
    )


def _twiml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="text/xml; charset=utf-8")
