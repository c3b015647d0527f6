"""The contact sheet on paper, for city staff: the version that holds, and who has got it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from calls import services
from calls.models import RegionSheet
from calls.printed_sheet import has_changed, newest, stations_of
from teams.admin import RegionPage
from teams.models import Region


@admin.register(RegionSheet)
class RegionSheetAdmin(RegionPage):
    change_form_template = "admin/calls/sheets/change_form.html"

    def page(self, request: HttpRequest, region: Region) -> dict[str, Any] | HttpResponse:
        if request.method == "POST" and request.user.has_perm("teams.change_region"):
            self._do(request, region)
            return redirect("admin:calls_regionsheet_change", region.pk)
        version = newest(region)
        return {
            "title": _("Contact sheet on paper"),
            "version": version,
            "has_changed": has_changed(region, version),
            "stations": list(stations_of(region)),
        }

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
