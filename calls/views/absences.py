"""Planned absences of a region's attending doctors, as a nurse keeps them."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.dispatch import clock
from calls.views.access import NursesRequest, nurses_page, see_other
from stations import services
from stations.forms import AbsenceForm
from stations.models import Absence, AbsenceCover, Station
from teams.models import Region


def absences_page(view: Any) -> Any:
    """A nurse's page; city staff keep absences in the admin."""

    @wraps(view)
    def shown(request: NursesRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_office or request.user.is_superuser:
            return redirect("admin:stations_absence_changelist")
        return view(request, *args, **kwargs)

    return nurses_page(require_http_methods(["GET", "HEAD", "POST"])(shown))


@absences_page
def absences(request: NursesRequest) -> HttpResponse:
    """Who is away now, and who will be, with whoever stands in."""
    now = clock.now()
    covers = AbsenceCover.objects.standing().select_related("doctor__clinic")
    rows = (
        Absence.objects.visible_to(request.user)
        .select_related("attending_doctor", "substitute__clinic__team", "entered_by")
        .prefetch_related(Prefetch("covers", covers, to_attr="taken"), "substitute__contacts")
    )
    context = {"away": rows.covering(now), "to_come": rows.upcoming(now)}
    return render(request, "calls/absences/list.html", context)


@absences_page
def new(request: NursesRequest) -> HttpResponse:
    return _form(request, Absence())


@absences_page
def change(request: NursesRequest, pk: int) -> HttpResponse:
    return _form(request, _visible(request, pk))


@absences_page
def end(request: NursesRequest, pk: int) -> HttpResponse:
    """Asks back first: from then on nobody stands in."""
    absence, now = _visible(request, pk), clock.now()
    if request.method == "POST":
        services.end_absence(absence=absence, now=now)
        return see_other("absences")
    context = {"absence": absence, "has_begun": absence.starts_at <= now}
    return render(request, "calls/absences/end.html", context)


def _form(request: NursesRequest, absence: Absence) -> HttpResponse:
    regions = Region.objects.filter(
        pk__in=Station.objects.visible_to(request.user).asking().values("region")
    )
    typed = request.POST if request.method == "POST" else None
    form = AbsenceForm(typed, instance=absence, regions=regions, now=clock.now())
    if form.is_valid():
        is_new = absence.pk is None
        form.enter(request.user)
        if is_new:
            messages.success(request, _("Saved. The doctors of the teams will be told by SMS."))
        else:
            messages.success(request, _("Saved."))
        return see_other("absences")
    status = 422 if form.errors else 200
    return render(request, "calls/absences/form.html", {"form": form}, status=status)


def _visible(request: NursesRequest, pk: int) -> Absence:
    """An absence that is not over, of her region. Raises `Http404`."""
    mine = Absence.objects.visible_to(request.user).not_over(clock.now())
    return get_object_or_404(
        mine.select_related("attending_doctor__region", "substitute__clinic__team"), pk=pk
    )
