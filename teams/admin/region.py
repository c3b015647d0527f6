"""A region and the policy by which it searches."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from teams.admin.regional import RegionalAdmin
from teams.models import Order, Region
from teams.phone import national


@admin.register(Region)
class RegionAdmin(RegionalAdmin):
    region_paths = ("pk",)
    list_display = ("name", "service_name", "sms_name", "telephone", "order", "rounds")
    search_fields = ("name", "code")
    search_help_text = _("Name or code")
    fieldsets = (
        (None, {"fields": ("name", "code", "service_name", "sms_name", "office_phone")}),
        (
            _("How one doctor is asked"),
            {
                "fields": (
                    ("ring_for", "ring_again"),
                    "answer_within",
                    "replies_count",
                    ("voice", "speech_rate"),
                )
            },
        ),
        (
            _("The scheme: whom to ask, in which order"),
            {
                "description": _(
                    "One order of asking, and by what the list is put in order when a nurse asks."
                ),
                "fields": (
                    "order",
                    ("first_by", "then_by", "last_by"),
                    "last_resort_clinic",
                    "coordinator_picks_within",
                    "widen_after",
                ),
            },
        ),
        (
            _("The scheme: what goes with every order"),
            {
                "description": _(
                    "Each may be switched on or off by itself. A request that runs keeps what"
                    " held when it was sent."
                ),
                "fields": ("advice_first", "room_link"),
            },
        ),
        (
            _("The scheme: when nobody says yes"),
            {
                "description": _(
                    "The list is gone through so often; then the nurse is told that nobody was"
                    " found, and the number of the outside service stands on her page as the"
                    " last step."
                ),
                "fields": (
                    ("rounds", "pause_between_rounds"),
                    "alarm_again",
                    ("outside_service_name", "outside_service_number"),
                    "outside_service_notes",
                ),
            },
        ),
        (_("Doctors' numbers"), {"fields": ("check_every", "offline_sheet")}),
        (
            _("Unavailable days"),
            {"fields": ("fewest_doctors", ("doctors_enter_days", "teams_see_days"))},
        ),
        (_("After the yes"), {"fields": ("confirm_within", "link_opens_for")}),
    )
    radio_fields: ClassVar = {"order": admin.VERTICAL}

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Every order with the sentence that explains it."""
        if db_field.name == "order":
            kwargs["choices"] = [
                (one.value, format_html("{}<br><small>{}</small>", one.label, one.explained))
                for one in Order
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Imports and the demonstration know a region by its code.
        return () if request.user.is_superuser else ("code",)

    @admin.display(description=_("telephone of the office"), ordering="office_phone")
    def telephone(self, region: Region) -> str | None:
        return national(region.office_phone) or None
