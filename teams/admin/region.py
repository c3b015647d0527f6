"""A region and the policy by which it searches."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from teams.admin.regional import RegionalAdmin
from teams.models import Region
from teams.phone import national


@admin.register(Region)
class RegionAdmin(RegionalAdmin):
    region_paths = ("pk",)
    list_display = ("name", "service_name", "sms_name", "telephone", "rounds", "answer_within")
    search_fields = ("name", "code")
    search_help_text = _("Name or code")
    fieldsets = (
        (None, {"fields": ("name", "code", "service_name", "sms_name", "office_phone")}),
        (
            _("How one doctor is asked"),
            {"fields": ("ring_for", "ring_again", "answer_within", "replies_count", "voice")},
        ),
        (
            _("How the list is gone through"),
            {
                "fields": (
                    "order",
                    ("first_by", "then_by", "last_by"),
                    "widen_after",
                    "rounds",
                    "pause_between_rounds",
                    "coordinator_picks_within",
                )
            },
        ),
        (_("After the yes"), {"fields": ("confirm_within", "link_opens_for")}),
        (_("When nobody was found"), {"fields": ("alarm_again",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Imports and the demonstration know a region by its code.
        return () if request.user.is_superuser else ("code",)

    @admin.display(description=_("telephone of the office"), ordering="office_phone")
    def telephone(self, region: Region) -> str | None:
        return national(region.office_phone) or None
