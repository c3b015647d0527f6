"""What Twilio calls us with: a key, a status, an SMS. No rule is here, only translation.

Every answer is given without asking the carrier for anything, and may be given again: a
repeated request has no second effect and hears the same words.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import absence_sms, hearing, messages, services
from calls.dispatch.vocabulary import Why
from calls.models import Alarm, Offer
from calls.services import Charge, Via
from calls.telephony import inbound, speech
from calls.telephony.base import Progress
from calls.telephony.inbound import KeyPress, StatusReport, verified
from teams.models import Region
from teams.phone import national

ACCEPT, DECLINE, AGAIN = "1", "2", "3"
# On the call that asks a coordinator to pick.
LEAVE_TO_LIST = "2"
# The region's voice is in the database, which may be what has failed.
FALLBACK_VOICE = "Polly.Mizuki"


@verified
def key_pressed(request: HttpRequest, key: str) -> HttpResponse:
    """A doctor pressed a key during the call of an offer, or somebody in charge during an alarm."""
    pressed = inbound.key_press(request)
    offers = Offer.objects.select_related("doctor", "escalation__station__region")
    offer = offers.filter(attempts__key=key).first()
    if offer is None:
        return _alarm_key(request, key, pressed)
    _he_hears_us(key, pressed)
    if pressed.digits == ACCEPT:
        return _answered(offer, services.accept(offer=offer, via=Via.KEY))
    if pressed.digits == DECLINE:
        return _answered(offer, services.decline(offer=offer, via=Via.KEY))
    return _once_more(offer, request.path, explain=pressed.digits != AGAIN)


def _alarm_key(request: HttpRequest, key: str, pressed: KeyPress) -> HttpResponse:
    alarms = Alarm.objects.select_related("person", "escalation__station__region")
    alarm = get_object_or_404(alarms, attempts__key=key)
    region = alarm.escalation.station.region
    _he_hears_us(key, pressed)
    if pressed.digits == ACCEPT:
        charge = services.take_charge_by(alarm=alarm)
        return _charged(alarm, region, charge)
    if pressed.digits == LEAVE_TO_LIST and alarm.why == Why.WAITS:
        services.start_list(escalation=alarm.escalation_id)
        return _say(region, "list_started")
    words = messages.alarm_spoken(alarm, region)
    return _again(request.path, region, words, "alarm_no_key", explain=pressed.digits != AGAIN)


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


def _he_hears_us(key: str, pressed: KeyPress) -> None:
    """Known before his answer counts: so this call is not hung up with the others."""
    services.carrier_reported(
        key=key, sid=pressed.sid, progress=Progress.ANSWERED, code=None, status="in-progress"
    )


def _answered(offer: Offer, answer: services.Answer) -> HttpResponse:
    """Say what became of it, and what happens next."""
    escalation = offer.escalation
    region = escalation.station.region
    facts = {"advice_first": escalation.advice_first, "drill": escalation.is_drill}
    return _say(region, f"answer_{answer.value}", **facts)


def _charged(alarm: Alarm, region: Region, charge: Charge) -> HttpResponse:
    name = f"charge_{charge.value}"
    if charge is Charge.YOURS and alarm.why == Why.WAITS:
        name = "charge_picks"
    call_back = national(alarm.escalation.call_back_number)
    return _say(region, name, call_back=call_back)


def _say(region: Region, name: str, **facts: Any) -> HttpResponse:
    words = messages.answer_spoken(name, region=region, **facts)
    language = messages.spoken_language()
    return _twiml(speech.say_and_hang_up(words, voice=region.voice, language=language))


def _once_more(offer: Offer, path: str, *, explain: bool) -> HttpResponse:
    region = offer.escalation.station.region
    words = messages.offer_spoken(offer, region)
    return _again(path, region, words, "no_key", explain=explain)


def _again(
    path: str, region: Region, words: tuple[str, ...], no_key: str, *, explain: bool
) -> HttpResponse:
    """The same words again, after a word on the keys where a wrong one was pressed."""
    if explain:
        words = (messages.answer_spoken("explain"), *words)
    return _twiml(
        speech.listen(
            words,
            after=messages.answer_spoken(no_key),
            key_url=settings.PUBLIC_BASE_URL + path,
            voice=region.voice,
            language=messages.spoken_language(),
        )
    )


def _twiml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="text/xml; charset=utf-8")
