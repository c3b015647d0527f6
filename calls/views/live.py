"""The live page and its fragment: one template, one state."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from calls import written
from calls.arrivals import IN_ONE_TAP
from calls.dispatch import clock
from calls.phone_list import live_or_phone_list
from calls.views.access import NursesRequest, nurses_page, visible
from teams.phone import national


@nurses_page
def escalation(request: NursesRequest, pk: int) -> HttpResponse:
    return _show(request, pk, "calls/escalation.html")


@nurses_page
def fragment(request: NursesRequest, pk: int) -> HttpResponse:
    """What the page fetches when it hears that something has changed."""
    return _show(request, pk, "calls/_live.html")


def _show(request: NursesRequest, pk: int, template: str) -> HttpResponse:
    row, now = visible(request, pk), clock.now()
    context = {
        "escalation": row,
        "live": live_or_phone_list(row, now),
        "photos": row.photos.count(),
        "sheet": written.handover_of(row, timezone.localdate(now)),
        "call_back": national(row.call_back_number),
        "is_hers": row.nurse_id == request.user.pk,
        "minutes": IN_ONE_TAP,
    }
    return render(request, template, context)
