"""How the search goes, in a line, for the pages on which a nurse writes meanwhile."""

from django.http import HttpResponse
from django.shortcuts import render

from calls.dispatch import clock
from calls.live_state import LiveState
from calls.models import Escalation
from calls.phone_list import live_or_phone_list
from calls.views.access import NursesRequest, nurses_page, visible


@nurses_page
def strip(request: NursesRequest, pk: int) -> HttpResponse:
    return render(request, "calls/_strip.html", {"live": strip_of(visible(request, pk))})


def strip_of(escalation: Escalation) -> LiveState:
    return live_or_phone_list(escalation, clock.now())
