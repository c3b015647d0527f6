"""Accounts. The office makes those of its region's nurses; all others are an operator's."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stations.models import Role, Station, User
from teams.admin import RegionalAdmin

SIGN_IN = (_("Signing in"), {"fields": ("username", "password", "is_active")})
NURSE = (_("Nurse"), {"fields": ("display_name", "stations", "email")})
ANYBODY = (_("Person"), {"fields": ("display_name", "role", "stations", "region", "email")})
RIGHTS = (_("Rights"), {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")})
DATES = (_("Dates"), {"fields": ("last_login", "date_joined")})
NEW_SIGN_IN = (_("Signing in"), {"fields": ("username", "password1", "password2")})


class StationsStay(ModelForm):
    """A form in which the stations of other regions, which it cannot show, stay as they are."""

    def clean_stations(self) -> QuerySet[Station]:
        wanted = Q(pk__in=self.cleaned_data["stations"].values("pk"))
        if self.instance.pk:
            shown = cast(Any, self.fields["stations"]).queryset.values("pk")
            wanted |= Q(pk__in=self.instance.stations.exclude(pk__in=shown).values("pk"))
        return Station.objects.filter(wanted)


class ChangeForm(StationsStay, UserChangeForm):
    pass


class CreationForm(StationsStay, UserCreationForm):
    pass


@admin.register(User)
class PersonAdmin(RegionalAdmin, UserAdmin):
    form = ChangeForm
    add_form = CreationForm
    list_display = ("username", "display_name", "role", "their_stations", "region", "is_active")
    list_filter = ("is_active", "role")
    list_select_related = ("region",)
    search_fields = ("username", "display_name", "email", "stations__name")
    search_help_text = _("User name, name or station")
    ordering = ("username",)
    autocomplete_fields = ("stations",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("stations")

    def of_region(self, rows: QuerySet, region_id: int) -> QuerySet:
        """Nurses only: who could give a colleague a new password could sign in as him."""
        here = User.stations.through.objects.filter(station__region=region_id)
        return rows.filter(
            role=Role.NURSE, is_staff=False, is_superuser=False, pk__in=here.values("user")
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        operator = request.user.is_superuser
        if obj is None:
            return (NEW_SIGN_IN, ANYBODY if operator else NURSE)
        return (SIGN_IN, ANYBODY, RIGHTS, DATES) if operator else (SIGN_IN, NURSE, DATES)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not request.user.is_superuser:
            # Without a station the office would lose sight of the account.
            form.base_fields["stations"].required = True
        return form

    @admin.display(description=_("stations"))
    def their_stations(self, person: User) -> str | None:
        return "、".join(station.name for station in person.stations.all()) or None
