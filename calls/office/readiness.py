"""Would it hold tonight? For city staff: what is found at this moment, and how it was each day."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from calls.dispatch import clock
from calls.dispatch.daytime import day_of
from calls.models import ReadinessRun, RegionReadiness
from calls.office.plot import Bars, bars
from calls.office.read_only import ReadOnly
from calls.readiness import Level, readiness_of
from teams.admin import RegionalAdmin
from teams.models import Region

SHOWN = timedelta(days=90)


@admin.register(RegionReadiness)
class RegionReadinessAdmin(ReadOnly, RegionalAdmin):
    """Whoever may see the region may see this. Nothing can be changed here."""

    region_paths = ("pk",)
    list_display = ("name", "service_name")
    search_fields = ("name",)
    fields = ()
    change_form_template = "admin/calls/readiness/change_form.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever has one region reads of it at once."""
        mine = list(self.get_queryset(request)[:2])
        if len(mine) == 1:
            return redirect("admin:calls_regionreadiness_change", mine[0].pk)
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        region = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if isinstance(region, Region):
            now = clock.now()
            items = readiness_of(region, now)
            extra = {
                "title": _("Would it hold tonight?"),
                "items": [(item, item.level.name.lower()) for item in items],
                "bad": sum(item.level is Level.BAD for item in items),
                "look": sum(item.level is Level.LOOK for item in items),
                "at": now,
                "history": _history(region, day_of(now)),
            }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | extra)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("teams.view_region")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


def _history(region: Region, today: date) -> Bars:
    """A bar for each day that was looked at, the oldest first."""
    runs = ReadinessRun.objects.filter(region=region, day__gt=today - SHOWN).order_by("day")
    return bars([(run.day, (run.bad, run.look)) for run in runs])
