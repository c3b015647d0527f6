"""Teams and clinics."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from teams.admin.doctors import UnavailabilityInline
from teams.admin.regional import OwnChoices, RegionalAdmin
from teams.models import Clinic, Doctor, Team
from teams.phone import national


class ClinicInline(OwnChoices, admin.TabularInline):
    model = Clinic
    fields = ("position", "name", "clinic_class", "phone")
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Team)
class TeamAdmin(RegionalAdmin):
    list_display = ("name", "region", "position", "is_outside", "clinic_count", "doctor_count")
    list_filter = (("region", admin.RelatedOnlyFieldListFilter), "is_outside")
    list_select_related = ("region",)
    search_fields = ("name",)
    search_help_text = _("Name of the team")
    ordering = ("region", "position", "name")
    fields = ("region", "name", "position", "is_outside")
    inlines = (ClinicInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        asked = Q(clinics__doctors__is_active=True)
        return (
            super()
            .get_queryset(request)
            .annotate(
                clinic_total=Count("clinics", distinct=True),
                doctor_total=Count("clinics__doctors", filter=asked, distinct=True),
            )
        )

    @admin.display(description=_("clinics"), ordering="clinic_total")
    def clinic_count(self, team: Any) -> int:
        return team.clinic_total

    @admin.display(description=_("doctors taking part"), ordering="doctor_total")
    def doctor_count(self, team: Any) -> int:
        return team.doctor_total


class DoctorInline(OwnChoices, admin.TabularInline):
    model = Doctor
    fields = ("position", "name", "name_kana", "is_active")
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Clinic)
class ClinicAdmin(RegionalAdmin):
    region_paths = ("team__region",)
    list_display = ("name", "team", "position", "clinic_class", "telephone", "doctor_count")
    list_filter = (("team", admin.RelatedOnlyFieldListFilter), "clinic_class")
    list_select_related = ("team",)
    search_fields = ("name", "name_kana", "phone", "address")
    search_help_text = _("Name, kana, telephone number or address")
    ordering = ("team__position", "team", "position", "name")
    autocomplete_fields = ("team",)
    fieldsets = (
        (None, {"fields": ("team", "name", "name_kana", "clinic_class", "phone", "position")}),
        (
            _("Where it is"),
            {
                "fields": ("address", ("latitude", "longitude")),
                "description": _("The distance shown to nurses and doctors comes from here."),
            },
        ),
    )
    inlines = (DoctorInline, UnavailabilityInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        asked = Count("doctors", filter=Q(doctors__is_active=True))
        return super().get_queryset(request).annotate(doctor_total=asked)

    @admin.display(description=_("telephone"), ordering="phone")
    def telephone(self, clinic: Clinic) -> str | None:
        return national(clinic.phone) or None

    @admin.display(description=_("doctors taking part"), ordering="doctor_total")
    def doctor_count(self, clinic: Any) -> int:
        return clinic.doctor_total
