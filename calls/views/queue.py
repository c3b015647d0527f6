"""The coordinator's queue: which requests wait for his pick, and who can be asked.

It shows where and what in neutral words: neither patient nor handover nor address.
"""

from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from calls import services
from calls.dispatch import clock
from calls.live import READ_TOGETHER, live_state
from calls.models import Escalation, Wanted
from calls.views.access import NursesRequest, nurses_page, see_other


def coordinators_page(view: Any) -> Any:
    """For coordinators who signed in; for everybody else it is not there."""

    @wraps(view)
    def shown(request: NursesRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_coordinator:
            raise Http404
        return view(request, *args, **kwargs)

    return nurses_page(shown)


@coordinators_page
def queue(request: NursesRequest) -> HttpResponse:
    return _show(request, "calls/queue.html")


@coordinators_page
def fragment(request: NursesRequest) -> HttpResponse:
    """What the page fetches every few seconds."""
    return _show(request, "calls/_queue.html")


@coordinators_page
@require_POST
def pick(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    services.pick(offer=get_object_or_404(_visible(request, pk).offers, pk=offer), by=request.user)
    return see_other("queue")


@coordinators_page
@require_POST
def start_list(request: NursesRequest, pk: int) -> HttpResponse:
    services.start_list(escalation=_visible(request, pk).pk, by=request.user)
    return see_other("queue")


def _visible(request: NursesRequest, pk: int) -> Escalation:
    return get_object_or_404(Escalation.objects.to_pick_for(request.user), pk=pk)


def _show(request: NursesRequest, template: str) -> HttpResponse:
    now = clock.now()
    escalations = Escalation.objects.to_pick_for(request.user).select_related(*READ_TOGETHER)
    requests = [
        {
            "id": escalation.pk,
            "station": escalation.station.name,
            "kind": Wanted(escalation.wanted).in_neutral_words,
            "area": escalation.area,
            "opened_at": escalation.opened_at,
            "waited": int((now - escalation.opened_at).total_seconds() // 60),
            "live": live_state(escalation, now),
        }
        for escalation in escalations
    ]
    context = {"region": request.user.region, "requests": requests, "at": now}
    return render(request, template, context)
