"""The page behind the link of an alarm: what happened, the nurse's number, "I take charge".

No sign-in: it was sent to the number of somebody in charge. It shows neither patient nor area.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from calls import services
from calls.dispatch.alarming import CHARGE_LASTS
from calls.dispatch.vocabulary import Why
from calls.models import Alarm
from calls.views.access import link_page, see_other, unknown_link
from teams.phone import national


@link_page
def charge_link(request: HttpRequest, token: str) -> HttpResponse:
    alarm = (
        Alarm.objects.by_token(token)
        .select_related("person", "escalation__station__region")
        .first()
    )
    if alarm is None or not alarm.person.is_active:
        return unknown_link(request)
    if request.method == "POST":
        match request.POST.get("answer"):
            case "charge":
                services.take_charge_by(alarm=alarm)
            case "list" if alarm.why == Why.WAITS and _page(alarm) in ("alarm", "yours"):
                services.start_list(escalation=alarm.escalation_id)
        return see_other(request.path)
    return _show(request, alarm)


def _show(request: HttpRequest, alarm: Alarm) -> HttpResponse:
    escalation = alarm.escalation
    context = {
        "alarm": alarm,
        "page": _page(alarm),
        "escalation": escalation,
        "region": escalation.station.region,
        "call_back": national(escalation.call_back_number),
        "lasts": int(CHARGE_LASTS.total_seconds() // 60),
    }
    page = "charge_pick" if alarm.why == Why.WAITS else "charge"
    return render(request, f"calls/link/{page}.html", context)


def _page(alarm: Alarm) -> str:
    """Which page holds at this moment."""
    escalation = alarm.escalation
    waits = alarm.why == Why.WAITS
    if not escalation.alarm_why or waits != (escalation.alarm_why == Why.WAITS):
        return "over"
    if escalation.in_charge_since is None:
        return "alarm"
    return "yours" if escalation.in_charge_person_id == alarm.person_id else "taken"
