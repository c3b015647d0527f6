"""What every page of the roster's admin has in common: whose rows, and how to find one."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import DateField, DateTimeField, Field, Q, QuerySet
from django.forms import TextInput
from django.http import HttpRequest

from teams.models import Region
from teams.phone import PhoneField
from teams.searching import spellings

# As the calendar writes a day, and as people here do.
DAYS = ["%Y-%m-%d", "%Y/%m/%d"]
FORM_FIELDS: dict[type[Field], dict[str, Any]] = {
    PhoneField: {"widget": TextInput(attrs={"inputmode": "tel", "class": "vTextField"})},
    DateField: {"input_formats": DAYS},
    DateTimeField: {"input_date_formats": DAYS},
}


def own_region(request: HttpRequest) -> int | None:
    """Key of the region whose rosters the signed-in person keeps."""
    return getattr(request.user, "region_id", None)


class OwnChoices(BaseModelAdmin):
    """What one may choose in a form is what one may see in the list."""

    formfield_overrides = FORM_FIELDS

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Region:
            kwargs.setdefault("initial", own_region(request))
        kwargs |= self._choices(db_field, request)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.remote_field.model is Region and field.initial and field.required:
            field.empty_label = None
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= self._choices(db_field, request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(self, db_field: Any, request: HttpRequest) -> dict[str, Any]:
        related = db_field.remote_field.model
        if not self.admin_site.is_registered(related):
            return {}
        return {"queryset": self.admin_site.get_model_admin(related).get_queryset(request)}


class RegionalAdmin(OwnChoices, admin.ModelAdmin):
    """Rows of the signed-in person's region; an operator sees all.

    `region_paths` lead from the model to its region. A row belongs to every region that one
    of them reaches.
    """

    region_paths: tuple[str, ...] = ("region",)
    list_per_page = 50

    class Media:
        css = {"all": ["teams/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        region = own_region(request)
        return rows.none() if region is None else self.of_region(rows, region)

    def of_region(self, rows: QuerySet, region_id: int) -> QuerySet:
        mine = Q()
        for path in self.region_paths:
            mine |= Q(**{path: region_id})
        return rows.filter(mine)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search in every spelling: a number with hyphens, kana as hiragana."""
        found = Q()
        for spelling in spellings(search_term):
            rows, _twice = super().get_search_results(request, queryset, spelling)
            found |= Q(pk__in=rows.order_by().values("pk"))
        return queryset.filter(found), False
