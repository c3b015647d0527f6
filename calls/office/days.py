"""Unavailable days for city staff: a month of all teams, and the links that open them."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from calls.days import roster_of
from calls.dispatch import clock
from calls.models import DaysLink, RegionCalendar
from calls.month import month_named, month_of, months_beside, shown_of
from teams.admin import RegionalAdmin, RegionPage
from teams.models import Region


@admin.register(RegionCalendar)
class RegionCalendarAdmin(RegionPage):
    permission = "teams.view_unavailability"
    change_form_template = "admin/calls/days/change_form.html"

    def page(self, request: HttpRequest, region: Region) -> dict[str, Any] | HttpResponse:
        since, until = _day(request, "from"), _day(request, "until")
        if since and until:
            return redirect(_entry(min(since, until), max(since, until)))
        today = timezone.localdate(clock.now())
        month = month_named(request.GET.get("month", ""), today)
        before, after = months_beside(month)
        return {
            "title": _("Calendar of unavailable days"),
            "month": month,
            "before": before,
            "after": after,
            "today": today,
            "since": since,
            "links": True,
            "fewest": region.fewest_doctors,
            "weeks": month_of(month, roster_of(region, shown_of(month)), region.fewest_doctors),
        }


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _entry(first: date, last: date) -> str:
    """The form for a period, with both days filled in: from midnight to midnight."""
    days = {"first": first.isoformat(), "until": (last + timedelta(days=1)).isoformat()}
    return f"{reverse('admin:teams_unavailability_add')}?{urlencode(days)}"


@admin.register(DaysLink)
class DaysLinkAdmin(RegionalAdmin):
    """Made and taken away, never changed: who should have another gets another."""

    region_paths = ("doctor__clinic__team__region", "team__region", "region")
    list_display = ("__str__", "address", "made_at")
    list_select_related = ("doctor", "team", "region")
    search_fields = ("doctor__name", "doctor__name_kana", "team__name")
    search_help_text = _("Doctor or team")
    autocomplete_fields = ("doctor",)
    fields = ("doctor", "team", "region")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"region": None} | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "region" and field is not None:
            field.initial = None  # a doctor's or a team's is usual
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("address", "made_at") if obj is not None else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("address", "made_at") if obj is not None else self.fields

    @admin.display(description=_("link"))
    def address(self, link: DaysLink) -> str:
        return format_html('<a href="{0}">{0}</a>', link.address)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
