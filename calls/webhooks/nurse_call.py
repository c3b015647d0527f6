"""The nurse is called to be told something, and answers by a key: as good as her page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import messages, services
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import OfferState
from calls.models import Notice, Offer
from calls.services import Via
from calls.telephony import inbound
from calls.telephony.inbound import verified
from calls.webhooks.patience import patient
from calls.webhooks.reports import he_hears_us
from calls.webhooks.saying import again, say

SPOKE, SEARCH_ON, AGAIN = "1", "2", "3"
RESTART = "1"


@verified
@patient
def nurse_pressed(request: HttpRequest, key: str) -> HttpResponse:
    """What she can say depends on what she was told."""
    notices = Notice.objects.filter(offer=None, person=None, news__in=messages.ASKS_THE_NURSE)
    related = notices.select_related("escalation__station__region")
    notice = get_object_or_404(related, attempts__key=key)
    pressed = inbound.key_press(request)
    he_hears_us(key, pressed)
    if notice.news == News.NOBODY and pressed.digits == RESTART:
        services.restart(escalation=notice.escalation, by=None)
        return say(notice.escalation.station.region, "nurse_restarted")
    if notice.news != News.NOBODY and pressed.digits in (SPOKE, SEARCH_ON):
        return _of_the_doctor(notice, pressed.digits)
    words = messages.notice_spoken(notice, notice.escalation.station.region)
    region = notice.escalation.station.region
    return again(request.path, region, words, "goodbye", explain=pressed.digits != AGAIN)


def _of_the_doctor(notice: Notice, digits: str) -> HttpResponse:
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
    services.search_on(offer=offers[0], by=None)
    return say(region, "nurse_searches_on")
