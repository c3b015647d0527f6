"""Unavailable days behind a link, without sign-in: a doctor's own to enter, a team's to read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from calls import services
from calls.days import as_icalendar, periods_of, roster_of
from calls.days_form import DaysForm
from calls.dispatch import clock
from calls.models import DaysLink
from calls.month import month_named, month_of, months_beside, shown_of
from calls.views.access import link_page, see_other, unknown_link
from teams.models import Doctor, Region, Team


@link_page
def days_link(request: HttpRequest, token: str) -> HttpResponse:
    of = _whose(token)
    if of is None:
        return unknown_link(request)
    form = None
    if isinstance(of, Doctor):
        sent = request.POST if request.method == "POST" and "enter" in request.POST else None
        form = DaysForm(sent, now=clock.now())
        if request.method == "POST" and _did(request, of, form):
            return see_other(request.get_full_path())
    status = 422 if form is not None and form.errors else 200
    return render(request, "calls/link/days.html", _context(request, of, form), status=status)


@link_page
def days_feed(request: HttpRequest, token: str) -> HttpResponse:
    """To subscribe to in a calendar of one's own."""
    of = _whose(token)
    if of is None:
        return unknown_link(request)
    now = clock.now()
    feed = as_icalendar(str(of), periods_of(of, now), now)
    return HttpResponse(feed, content_type="text/calendar; charset=utf-8")


def _whose(token: str) -> Doctor | Team | Region | None:
    """None where the link is worthless, or the region has switched it off."""
    links = DaysLink.objects.by_token(token)
    link = links.select_related("doctor__clinic__team__region", "team__region", "region").first()
    if link is None:
        return None
    if link.doctor is not None:
        region = link.doctor.clinic.team.region
        return link.doctor if link.doctor.is_active and region.doctors_enter_days else None
    if link.team is not None:
        return link.team if link.team.region.teams_see_days else None
    return link.region


def _did(request: HttpRequest, doctor: Doctor, form: DaysForm) -> bool:
    """Whether what was asked for is done; otherwise the form says what is wrong."""
    if "enter" not in request.POST:
        wanted = request.POST.get("take_out", "")
        if wanted.isdecimal():
            services.take_out_days(doctor=doctor, period=int(wanted), now=clock.now())
        return True
    if not form.is_valid():
        return False
    services.enter_days(doctor=doctor, periods=form.periods())
    return True


def _context(request: HttpRequest, of: Any, form: DaysForm | None) -> dict[str, Any]:
    now = clock.now()
    today = timezone.localdate(now)
    month = month_named(request.GET.get("month", ""), today)
    team = of.clinic.team if isinstance(of, Doctor) else of
    region = team if isinstance(team, Region) else team.region
    sees = not isinstance(of, Doctor) or region.teams_see_days
    before, after = months_beside(month)
    return {
        "of": of,
        "region": region,
        "form": form,
        "mine": periods_of(of, now) if isinstance(of, Doctor) else (),
        "month": month,
        "before": before,
        "after": after,
        "today": today,
        "weeks": month_of(month, roster_of(team, shown_of(month)), region.fewest_doctors)
        if sees
        else [],
        "feed": reverse("days_feed", args=[request.path.rsplit("/", 1)[1]]),
    }
