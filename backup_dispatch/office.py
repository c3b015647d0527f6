"""Django's admin, grouped by what a clerk does and not by tables."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# In the order in which they stand on the first page. What is named nowhere stands behind them.
GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "tonight",
        _("Tonight"),
        (
            "calls.regionreadiness",
            "calls.askingstation",
            "calls.regionsheet",
            "calls.preflightrun",
        ),
    ),
    (
        "doctors",
        _("Doctors, their numbers and days"),
        (
            "teams.doctor",
            "teams.contact",
            "teams.unavailability",
            "calls.regioncalendar",
            "calls.dayslink",
            "calls.contactcheck",
            "teams.clinic",
            "teams.team",
        ),
    ),
    (
        "stations",
        _("Stations, nurses and attending doctors"),
        (
            "stations.station",
            "stations.user",
            "stations.attendingdoctor",
            "stations.absence",
            "calls.absencenotice",
            "stations.responsible",
        ),
    ),
    (
        "record",
        _("What happened"),
        (
            "calls.escalation",
            "calls.offer",
            "calls.attempt",
            "calls.alarm",
            "calls.notice",
            "calls.timelineentry",
        ),
    ),
    ("scheme", _("How it works here"), ("teams.region", "stations.rosterbook")),
)


class OfficeSite(AdminSite):
    site_header = site_title = _("Backup physician dispatch")
    index_title = _("Rosters and records")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """As Django gives it for one app; for all, by group."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else [*self._groups(apps)]

    def _groups(self, apps: list[Any]) -> Iterator[dict[str, Any]]:
        pages = {one["model"]._meta.label_lower: one for app in apps for one in app["models"]}
        for key, name, labels in GROUPS:
            mine = [pages.pop(label) for label in labels if label in pages]
            if mine:
                yield {
                    "name": name,
                    "app_label": key,
                    "app_url": f"#{key}",
                    "has_module_perms": True,
                    "models": mine,
                }
        for app in apps:
            rest = [one for one in app["models"] if one["model"]._meta.label_lower in pages]
            if rest:
                yield app | {"models": rest}


class OfficeConfig(AdminConfig):
    default_site = "backup_dispatch.office.OfficeSite"
