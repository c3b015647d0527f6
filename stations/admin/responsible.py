"""Whom to alarm when nobody is found, as the office keeps them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.models import Responsible
from teams.admin import RegionalAdmin
from teams.phone import national


@admin.register(Responsible)
class ResponsibleAdmin(RegionalAdmin):
    list_display = (
        "name",
        "duty",
        "station",
        "telephone",
        "reached_by",
        "hours",
        "rank",
        "is_active",
    )
    list_filter = (
        "is_active",
        "duty",
        ("region", admin.RelatedOnlyFieldListFilter),
        ("station", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("station",)
    search_fields = ("name", "number", "station__name")
    search_help_text = _("Name, telephone number or station")
    autocomplete_fields = ("station",)
    fieldsets = (
        (None, {"fields": ("region", ("duty", "station"), "name", "is_active")}),
        (_("How to reach"), {"fields": (("number", "reached_by"), "rank")}),
        (
            _("When to alarm"),
            {
                "description": _(
                    "Somebody who may be woken at any hour must be among the people in charge:"
                    " an office that is empty at night alarms nobody."
                ),
                "fields": ("days", ("from_time", "until_time")),
            },
        ),
    )

    @admin.display(description=_("telephone"), ordering="number")
    def telephone(self, person: Responsible) -> str:
        return national(person.number)

    @admin.display(description=_("hours"))
    def hours(self, person: Responsible) -> str:
        if person.from_time is None or person.until_time is None:
            return person.get_days_display()
        times = f"{person.from_time:%H:%M}–{person.until_time:%H:%M}"
        return f"{person.get_days_display()} {times}"
