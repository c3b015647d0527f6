"""For monitors: whether this process lives, and whether the night would be watched over."""

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.cache import never_cache

from calls import readiness
from calls.dispatch import clock, pulse
from teams.models import Region


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks nobody: a restart cures nothing that others have."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Red (503) while the database does not answer, or no watch looks for what is due.

    For whoever is woken by it, and not for a proxy: the pages of a web process that is red are
    what a nurse has left, the phone list among them. A broker that is dead is no reason.
    """
    try:
        now, looked_at = clock.now(), pulse.last_look()
    except Error:
        return _said("the database does not answer")
    if looked_at is None:
        return _said("no watch has ever looked")
    if not pulse.beats(looked_at, now):
        return _said(f"no watch has looked since {looked_at:%Y-%m-%dT%H:%M:%SZ}")
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def region_holds(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a region's net would hold tonight, yes or no (503), as of the last minute; for a
    monitor. What would not is for staff, on their page."""
    region = get_object_or_404(Region, code=code)
    with translation.override(settings.LANGUAGE_CODE):
        yes = readiness.holds(region, clock.now())
    return HttpResponse("yes", content_type="text/plain") if yes else _said("no")


def _said(what: str) -> HttpResponse:
    return HttpResponse(what, status=503, content_type="text/plain")
