"""What is there without a network: the contact sheet and the red flags, and what keeps them there.

The sheet is the only page that the service worker keeps: it names no patient and no case.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from calls.dispatch import clock
from calls.sheet import sheets_of
from calls.views.access import NursesRequest, nurses_page
from stations.models import Station
from teams.models import Region

# What the sheet looks like, and the pictures on it.
FILES = ("app.css", "cards.css", "doctors.css", "sheet.css", "icons.svg", "icon.svg")
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any maskable"))
GREEN, GROUND = "#0b6b4f", "#f3f6f8"


@nurses_page
def sheet(request: NursesRequest) -> HttpResponse:
    """Of the regions of her stations; for nobody else."""
    stations = Station.objects.visible_to(request.user).asking()
    if request.user.is_office:
        stations = stations.none()
    regions = Region.objects.filter(stations__in=stations).distinct().order_by("pk")
    context = {"sheets": sheets_of(regions), "now": clock.now()}
    return render(request, "calls/sheet.html", context)


@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because it may keep only what lies beneath it."""
    context = {"files": [static(name) for name in FILES], "sheet": reverse("sheet")}
    return render(request, "calls/service_worker.js", context, content_type="text/javascript")


def manifest(request: HttpRequest) -> JsonResponse:
    """By which a telephone puts the page among its apps (W3C Web Application Manifest)."""
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    return JsonResponse(
        {
            "name": _("Backup physician dispatch"),
            "short_name": _("Backup physician dispatch"),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": GREEN,
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
