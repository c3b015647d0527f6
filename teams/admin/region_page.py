"""Pages of their own in the admin, that stand on a region's row and are not its form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from teams.admin.regional import RegionalAdmin
from teams.models import Region


class RegionPage(RegionalAdmin):
    """`permission` opens it; `page` says what stands on it. Nothing of the region is changed."""

    region_paths = ("pk",)
    list_display = ("name", "service_name")
    search_fields = ("name",)
    fields = ()
    permission = "teams.view_region"

    def page(self, request: HttpRequest, region: Region) -> dict[str, Any] | HttpResponse:
        """What its template wants to know, or an answer of its own."""
        raise NotImplementedError

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever has one region is there at once."""
        mine = list(self.get_queryset(request)[:2])
        if len(mine) == 1:
            return redirect(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", mine[0].pk
            )
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        region = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if isinstance(region, Region) and self.has_view_permission(request):
            answer = self.page(request, region)
            if isinstance(answer, HttpResponse):
                return answer
            extra = answer
        return super().change_view(request, object_id, form_url, (extra_context or {}) | extra)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(self.permission)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
