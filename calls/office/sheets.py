"""The contact sheet on paper, for city staff: the version that holds, and who has got it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from calls import services
from calls.models import RegionSheet
from calls.office.read_only import ReadOnly
from calls.printed_sheet import has_changed, newest, stations_of
from teams.admin import RegionalAdmin
from teams.models import Region


@admin.register(RegionSheet)
class RegionSheetAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("pk",)
    list_display = ("name", "service_name")
    search_fields = ("name",)
    fields = ()
    change_form_template = "admin/calls/sheets/change_form.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever has one region reads of it at once."""
        mine = list(self.get_queryset(request)[:2])
        if len(mine) == 1:
            return redirect("admin:calls_regionsheet_change", mine[0].pk)
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        region = self.get_object(request, object_id)
        if not isinstance(region, Region):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and request.user.has_perm("teams.change_region"):
            self._do(request, region)
            return redirect("admin:calls_regionsheet_change", region.pk)
        version = newest(region)
        extra = {
            "title": _("Contact sheet on paper"),
            "version": version,
            "has_changed": has_changed(region, version),
            "stations": list(stations_of(region)),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | extra)

    def _do(self, request: HttpRequest, region: Region) -> None:
        user: Any = request.user
        if "publish" in request.POST:
            made = services.publish_sheet(region=region, by=user)
            messages.success(request, _("Version %(number)d holds.") % {"number": made.number})
            return
        version = newest(region)
        chosen = stations_of(region).filter(pk__in=request.POST.getlist("station"))
        if version is None or not chosen:
            messages.warning(request, _("Choose the stations that have got it."))
            return
        for station in chosen:
            services.receive_sheet(station=station, version=version, by=user)
        messages.success(request, _("Recorded."))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("teams.view_region")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
