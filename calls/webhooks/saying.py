"""Answers to Twilio: what is said next on a call."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from calls import messages
from calls.telephony import inbound, speech
from calls.telephony.inbound import verified
from teams.models import Region


@verified
def fallback(request: HttpRequest) -> HttpResponse:
    """Twilio got no answer from us, or a broken one. Needs no database."""
    words = messages.answer_spoken("fallback")
    return twiml(speech.talk([words], voice=messages.voice_without_database()))


@verified
def round_trip(request: HttpRequest) -> HttpResponse:
    """Our own preflight came in by the way on which the carrier comes. Needs no database."""
    return HttpResponse(inbound.nonce(request), content_type="text/plain")


def neutral() -> HttpResponse:
    """For whoever calls our number, and is nobody whom we know."""
    words = messages.answer_spoken("neutral")
    return twiml(speech.talk([words], voice=messages.voice_without_database()))


def say(region: Region, name: str, **facts: Any) -> HttpResponse:
    """The last sentence of a call: `templates/calls/voice/<name>.txt`."""
    return talk(region, messages.answer_spoken(name, region=region, **facts))


def talk(region: Region, *parts: str | speech.Ask) -> HttpResponse:
    """One part after another, and the end of the call."""
    return twiml(speech.talk(parts, voice=messages.voice_of(region)))


def again(
    path: str, region: Region, words: tuple[str, ...], no_key: str, *, explain: bool
) -> HttpResponse:
    """The same words again, after a word on the keys where a wrong one was pressed."""
    if explain:
        words = (messages.answer_spoken("explain"), *words)
    return twiml(
        speech.listen(
            words,
            after=messages.answer_spoken(no_key),
            key_url=settings.PUBLIC_BASE_URL + path,
            voice=messages.voice_of(region),
        )
    )


def twiml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="text/xml; charset=utf-8")
