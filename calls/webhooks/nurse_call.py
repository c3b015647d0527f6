"""The nurse is called to be told something, and answers by a key: as good as her page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import messages, services
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import OfferState
from calls.models import Notice, Offer
from calls.services import Via
from calls.telephony import inbound
from calls.telephony.inbound import verified
from calls.telephony.speech import Ask
from calls.webhooks.patience import patient
from calls.webhooks.reports import he_hears_us
from calls.webhooks.saying import again, say, talk

SPOKE, SEARCH_ON, AGAIN = "1", "2", "3"
RESTART = "1"


@verified
@patient
def nurse_pressed(request: HttpRequest, key: str) -> HttpResponse:
    """What she can say depends on what she was told."""
    notice = _notice(key)
    pressed = inbound.key_press(request)
    he_hears_us(key, pressed)
    if notice.news == News.NOBODY and pressed.digits == RESTART:
        services.restart(escalation=notice.escalation, by=None)
        return say(notice.escalation.station.region, "nurse_restarted")
    if notice.news != News.NOBODY and pressed.digits in (SPOKE, SEARCH_ON):
        return _of_the_doctor(notice, pressed.digits, key)
    words = messages.notice_spoken(notice, notice.escalation.station.region)
    region = notice.escalation.station.region
    return again(request.path, region, words, "goodbye", explain=pressed.digits != AGAIN)


@verified
@patient
def nurse_is_sure(request: HttpRequest, key: str) -> HttpResponse:
    """She wants another doctor: the same key once more, so that no slip sends one home."""
    notice = _notice(key)
    if inbound.key_press(request).digits == SEARCH_ON:
        return _of_the_doctor(notice, SEARCH_ON, key, sure=True)
    return say(notice.escalation.station.region, "goodbye")


def _notice(key: str) -> Notice:
    notices = Notice.objects.filter(offer=None, person=None, news__in=messages.ASKS_THE_NURSE)
    related = notices.select_related("escalation__station__region")
    return get_object_or_404(related, attempts__key=key)


def _of_the_doctor(notice: Notice, digits: str, key: str, *, sure: bool = False) -> HttpResponse:
    """Of the one she was told of: whoever has accepted since is not meant."""
    region = notice.escalation.station.region
    offers: list[Offer] = list(
        notice.escalation.offers.filter(
            state=OfferState.ACCEPTED, answered_at__lte=notice.created_at
        )
    )
    if not offers:
        return say(region, "nurse_changed")
    if digits == SPOKE:
        services.confirm_contact(escalation=notice.escalation, offer=offers[0], via=Via.KEY)
        return say(region, "nurse_spoke")
    if not sure:
        words = messages.answer_spoken("nurse_search_sure")
        ask = Ask((words,), f"{settings.PUBLIC_BASE_URL}/twilio/voice/{key}/nurse/search")
        return talk(region, ask, messages.answer_spoken("goodbye"))
    services.search_on(offer=offers[0], by=None)
    return say(region, "nurse_searches_on")
