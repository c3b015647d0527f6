"""Planned absences of attending doctors, and who stands in."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import Absence, AbsenceCover
from teams.admin import RegionalAdmin


class WhenFilter(admin.SimpleListFilter):
    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("Away now")), ("soon", _("To come")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        rows, now = Absence.objects.all(), timezone.now()
        match self.value():
            case "now":
                return queryset.filter(pk__in=rows.covering(now).values("pk"))
            case "soon":
                return queryset.filter(pk__in=rows.upcoming(now).values("pk"))
            case "over":
                return queryset.exclude(pk__in=rows.not_over(now).values("pk"))
        return queryset


class CoverInline(admin.TabularInline):
    """What the doctors said themselves; nobody says it for them."""

    model = AbsenceCover
    fields = ("doctor", "said_at", "taken_back_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Absence)
class AbsenceAdmin(RegionalAdmin):
    region_paths = ("attending_doctor__region",)
    list_display = (
        "attending_doctor",
        "starts_at",
        "ends_at",
        "substitute",
        "taken_by",
        "ended_at",
        "entered_by",
    )
    list_filter = (WhenFilter, ("substitute", admin.EmptyFieldListFilter))
    list_select_related = ("attending_doctor", "substitute", "entered_by")
    date_hierarchy = "starts_at"
    search_fields = (
        "attending_doctor__name",
        "attending_doctor__name_kana",
        "attending_doctor__clinic_name",
        "substitute__name",
        "note",
    )
    search_help_text = _("Attending doctor, kana, clinic, substitute or note")
    autocomplete_fields = ("attending_doctor", "substitute")
    fields = (
        "attending_doctor",
        ("starts_at", "ends_at"),
        "substitute",
        "note",
        "ended_at",
        ("entered_by", "entered_at"),
    )
    readonly_fields = ("entered_by", "entered_at")
    inlines = (CoverInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        covers = AbsenceCover.objects.standing().select_related("doctor")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("covers", covers, to_attr="taken"))
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by, obj.entered_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("asked first, by their own word"))
    def taken_by(self, absence: Any) -> str | None:
        return "、".join(cover.doctor.name for cover in absence.taken) or None
