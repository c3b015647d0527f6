"""The live page and its fragment: one template, one state."""

from django.http import HttpResponse
from django.shortcuts import render

from calls.dispatch import clock
from calls.live import live_state
from calls.views.access import NursesRequest, nurses_page, visible
from calls.views.on_the_way import MINUTES
from teams.phone import national


@nurses_page
def escalation(request: NursesRequest, pk: int) -> HttpResponse:
    return _show(request, pk, "calls/escalation.html")


@nurses_page
def fragment(request: NursesRequest, pk: int) -> HttpResponse:
    """What the page fetches when it hears that something has changed."""
    return _show(request, pk, "calls/_live.html")


def _show(request: NursesRequest, pk: int, template: str) -> HttpResponse:
    row = visible(request, pk)
    context = {
        "escalation": row,
        "live": live_state(row, clock.now()),
        "call_back": national(row.call_back_number),
        "is_hers": row.nurse_id == request.user.pk,
        "minutes": MINUTES,
    }
    return render(request, template, context)
