"""The directory of stations, and the attending doctors."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.models import AttendingDoctor, Station, StationPreference
from teams.admin import RegionalAdmin
from teams.phone import national


class PreferenceInline(admin.TabularInline):
    model = StationPreference
    autocomplete_fields = ("doctor",)
    extra = 0


@admin.register(Station)
class StationAdmin(RegionalAdmin):
    list_display = ("name", "city", "telephone", "night_number", "takes_part", "office_number")
    list_filter = ("takes_part", "city", ("region", admin.RelatedOnlyFieldListFilter))
    search_fields = (
        "name",
        "name_kana",
        "office_number",
        "phone",
        "on_call_mobile",
        "address",
        "corporation",
    )
    search_help_text = _("Name, kana, provider number, telephone number or address")
    ordering = ("-takes_part", "city", "name_kana", "name")
    readonly_fields = ("imported_at",)
    inlines = (PreferenceInline,)
    fieldsets = (
        (None, {"fields": ("region", "name", "name_kana")}),
        (_("At night"), {"fields": ("takes_part", "on_call_mobile", "phone")}),
        (
            _("Where it is"),
            {"fields": ("prefecture", "city", "address", "building", ("latitude", "longitude"))},
        ),
        (
            _("From the Ministry's list"),
            {
                "description": _(
                    "The next import writes over what the list says; it never touches the"
                    " on-call mobile, nor the telephone of a station that may ask for a doctor."
                ),
                "fields": (
                    "office_number",
                    "service",
                    "municipality_code",
                    "fax",
                    "corporation",
                    "corporation_number",
                    "url",
                    "imported_at",
                ),
            },
        ),
    )

    @admin.display(description=_("telephone"), ordering="phone")
    def telephone(self, station: Station) -> str | None:
        return national(station.phone) or None

    @admin.display(description=_("on-call mobile"), ordering="on_call_mobile")
    def night_number(self, station: Station) -> str | None:
        return national(station.on_call_mobile) or None


@admin.register(AttendingDoctor)
class AttendingDoctorAdmin(RegionalAdmin):
    list_display = ("name", "name_kana", "clinic_name", "telephone", "team_doctor")
    list_filter = (
        ("team_doctor", admin.EmptyFieldListFilter),
        ("region", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("team_doctor",)
    search_fields = ("name", "name_kana", "clinic_name", "phone")
    search_help_text = _("Name, kana, clinic or telephone number")
    autocomplete_fields = ("team_doctor",)
    fields = ("region", ("name", "name_kana"), "clinic_name", "phone", "team_doctor")

    @admin.display(description=_("telephone"), ordering="phone")
    def telephone(self, doctor: AttendingDoctor) -> str | None:
        return national(doctor.phone) or None
