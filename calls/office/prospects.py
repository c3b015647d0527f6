"""The dry run for city staff: who would be asked now if this station pressed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from calls.dispatch import clock
from calls.models import AskingStation
from calls.office.read_only import ReadOnly
from calls.preview import preview
from teams.admin import RegionalAdmin


class AskingStationAdmin(ReadOnly, RegionalAdmin):
    """Whoever may see the stations may see this. Nothing can be changed here."""

    list_display = ("name", "city", "region")
    list_filter = ("city", ("region", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("region",)
    ordering = ("name_kana", "name")
    search_fields = ("name", "name_kana")
    search_help_text = _("Name of a station, or its kana")
    fields = ()
    change_form_template = "admin/calls/asking/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(takes_part=True)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        station = self.get_object(request, object_id)
        now = clock.now()
        prospects = preview(station, now) if isinstance(station, AskingStation) else ()
        extra = {
            "prospects": prospects,
            "able": sum(one.can_be_asked for one in prospects),
            "at": now,
            "title": _("Who would be asked now"),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | extra)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("stations.view_station")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


admin.site.register(AskingStation, AskingStationAdmin)
