"""The roster out and in, as one workbook: first what it would do, then, by one button, done."""

import hashlib
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import RosterBook
from stations.rosterbook import Report, UnreadableBook, book_of, load, read
from stations.rosterbook.reading import LARGEST
from teams.admin import RegionPage
from teams.models import Region

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Between what it would do, and the word that it shall.
KEPT = 30 * 60  # seconds
MOST_PROBLEMS = 200


class BookForm(forms.Form):
    book = forms.FileField(
        label=_("Workbook (.xlsx)"), widget=forms.FileInput({"accept": f".xlsx,{XLSX}"})
    )

    def clean_book(self) -> Any:
        book = self.cleaned_data["book"]
        if book.size > LARGEST:
            raise forms.ValidationError(_("This file is too large: 5 MB at most."))
        return book


@admin.register(RosterBook)
class RosterBookAdmin(RegionPage):
    """Whoever may change doctors of a region may bring them in."""

    permission = "teams.change_doctor"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        mine = [
            path("<int:pk>/download/", view(self.download), name="stations_rosterbook_download"),
            path("template/", view(self.template), name="stations_rosterbook_template"),
        ]
        return mine + super().get_urls()

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        region = self.get_object(request, str(pk))
        if region is None or not self.has_view_permission(request):
            return redirect("admin:index")
        return _attached(book_of(region), f"{region.code}-{timezone.localdate():%Y%m%d}.xlsx")

    def template(self, request: HttpRequest) -> HttpResponse:
        return _attached(book_of(None), "roster.xlsx")

    def page(self, request: HttpRequest, region: Region) -> HttpResponse:
        if request.method == "POST" and "do" in request.POST:
            self._do(request, region)
            return redirect("admin:stations_rosterbook_change", region.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": region,
            "title": _("Roster as a workbook (Excel)"),
            "media": self.media,
            "form": BookForm(),
        }
        if request.method == "POST":
            context |= self._try(request, region)
        return TemplateResponse(request, "admin/stations/book/change_form.html", context)

    def _try(self, request: HttpRequest, region: Region) -> dict[str, Any]:
        """What it would do; the workbook waits for the word."""
        form = BookForm(request.POST, request.FILES)
        if not form.is_valid():
            return {"form": form}
        content = form.cleaned_data["book"].read()
        try:
            report = load(read(BytesIO(content)), region, commit=False)
        except UnreadableBook as error:
            form.add_error("book", str(error))
            return {"form": form}
        digest = hashlib.sha256(content).hexdigest()
        if not report.problems:
            cache.set(_waiting(request, region, digest), content, KEPT)
        return {"report": report, "digest": digest, "problems": report.problems[:MOST_PROBLEMS]}

    def _do(self, request: HttpRequest, region: Region) -> None:
        key = _waiting(request, region, request.POST["do"])
        content = cache.get(key)
        if content is None:
            messages.error(request, _("It has waited for too long. Please choose the file again."))
            return
        report = load(read(BytesIO(content)), region, commit=True)
        if report.problems:  # the roster has changed meanwhile
            messages.error(request, _("Nothing was changed. Please choose the file again."))
            return
        cache.delete(key)
        messages.success(request, _in_words(report))


def _attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _waiting(request: HttpRequest, region: Region, digest: str) -> str:
    """For whoever has tried it, alone."""
    return f"roster-book:{request.user.pk}:{region.pk}:{digest}"


def _in_words(report: Report) -> str:
    new = sum(one.new for one in report.counts.values())
    changed = sum(one.changed for one in report.counts.values())
    return str(_("Done: %(new)d new, %(changed)d changed.") % {"new": new, "changed": changed})
