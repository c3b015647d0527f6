"""Would it hold tonight? For city staff: what is found at this moment, and how it was each day."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from calls.dispatch import clock
from calls.dispatch.daytime import day_of
from calls.models import ReadinessRun, RegionReadiness
from calls.office.plot import Bars, bars
from calls.readiness import Level, readiness_of
from teams.admin import RegionPage
from teams.models import Region

SHOWN = timedelta(days=90)


@admin.register(RegionReadiness)
class RegionReadinessAdmin(RegionPage):
    """Whoever may see the region may see this."""

    change_form_template = "admin/calls/readiness/change_form.html"

    def page(self, request: HttpRequest, region: Region) -> dict[str, Any]:
        now = clock.now()
        items = readiness_of(region, now)
        return {
            "title": _("Would it hold tonight?"),
            "items": [(item, item.level.name.lower()) for item in items],
            "bad": sum(item.level is Level.BAD for item in items),
            "look": sum(item.level is Level.LOOK for item in items),
            "at": now,
            "history": _history(region, day_of(now)),
        }


def _history(region: Region, today: date) -> Bars:
    """A bar for each day that was looked at, the oldest first."""
    runs = ReadinessRun.objects.filter(region=region, day__gt=today - SHOWN).order_by("day")
    return bars([(run.day, (run.bad, run.look)) for run in runs])
