"""The page behind the link of an alarm: what happened, the nurse's number, "I take charge".

No sign-in: it was sent to the number of somebody in charge. It shows neither patient nor area.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from calls import services
from calls.dispatch.alarming import CHARGE_LASTS
from calls.dispatch.vocabulary import Why
from calls.models import Alarm
from teams.phone import national


# Whoever can forge a POST to this address knows the token already.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def charge_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD change nothing, ever: previews and scanners fetch links."""
    alarm = (
        Alarm.objects.by_token(token)
        .select_related("person", "escalation__station__region")
        .first()
    )
    if alarm is None or not alarm.person.is_active:
        response = render(request, "calls/link/unknown.html", status=404)
    elif request.method == "POST":
        match request.POST.get("answer"):
            case "charge":
                services.take_charge_by(alarm=alarm)
            case "list" if alarm.why == Why.WAITS and _page(alarm) in ("alarm", "yours"):
                services.start_list(escalation=alarm.escalation_id)
        response = HttpResponse(status=303, headers={"Location": request.path})
    else:
        response = _show(request, alarm)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


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
