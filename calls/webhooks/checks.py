"""A call or an SMS that checks a number: a key, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import daytime_messages, services
from calls.dispatch.vocabulary import Channel
from calls.models import CheckAnswer, ContactCheck
from calls.number_check import CHECKS
from calls.telephony import inbound
from calls.telephony.inbound import StatusReport, verified
from calls.webhooks.patience import patient
from calls.webhooks.reports import errand_reported
from calls.webhooks.saying import again, say

YES, NOT_HIM, AGAIN = "1", "9", "3"


@verified
@patient
def check_key(request: HttpRequest, key: str) -> HttpResponse:
    """1: it is his number, and calls reach him. 9: it is somebody else's."""
    rows = ContactCheck.objects.select_related("doctor__clinic__team__region")
    check = get_object_or_404(rows, key=key)
    region = check.doctor.clinic.team.region
    digits = inbound.key_press(request).digits
    if digits == YES:
        services.checked(check, CheckAnswer.KEY)
        return say(region, "check_thanks")
    if digits == NOT_HIM:
        services.checked(check, CheckAnswer.NOT_HIM)
        return say(region, "check_not_him")
    words = daytime_messages.check_spoken(region)
    return again(request.path, region, words, "check_no_key", explain=digits != AGAIN)


@verified
def check_moved(request: HttpRequest, key: str) -> HttpResponse:
    check = get_object_or_404(ContactCheck, key=key)
    return errand_reported(CHECKS, key, _report(request, Channel(check.channel)))


def _report(request: HttpRequest, channel: Channel) -> StatusReport:
    is_text = channel is Channel.TEXT
    return inbound.text_status(request) if is_text else inbound.call_status(request)
