"""The nurse's first page: one button, what is running, what was last."""

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from calls.dispatch import clock
from calls.dispatch.vocabulary import OfferState
from calls.models import Escalation, Offer, SheetVersion
from calls.net import net_of
from calls.printed_sheet import newest
from calls.views.access import NursesRequest, nurses_page
from stations.models import Absence, Station

LAST_ENDED = 5


def _new_sheet(station: Station) -> SheetVersion | None:
    """The newest contact sheet on paper, until somebody records that it is at the station."""
    version = newest(station.region)
    has_it = version is None or version.receipts.filter(station=station).exists()
    return None if has_it else version


@nurses_page
def home(request: NursesRequest) -> HttpResponse:
    """Of one station; a nurse of several chooses. City staff and auditors belong in the admin,
    coordinators before their queue."""
    user = request.user
    if user.is_office or user.is_auditor or user.is_superuser:
        return redirect("admin:index")
    if request.user.is_coordinator:
        return redirect("queue")
    stations = list(Station.objects.visible_to(request.user).asking().select_related("region"))
    if not stations:
        return render(request, "calls/no_station.html")
    station = chosen_station(request, stations)
    who_accepted = Offer.objects.filter(state=OfferState.ACCEPTED).select_related("doctor")
    escalations = (
        Escalation.objects.visible_to(request.user)
        .filter(station=station)
        .newest_first()
        .prefetch_related(Prefetch("offers", who_accepted, to_attr="accepted"))
    )
    return render(
        request,
        "calls/home.html",
        {
            "new_sheet": _new_sheet(station),
            "station": station,
            "stations": stations,
            "net": net_of(station, clock.now()),
            "running": escalations.open(),
            "away": Absence.objects.visible_to(request.user)
            .covering(clock.now())
            .filter(attending_doctor__region=station.region_id)
            .select_related("attending_doctor"),
            "ended": escalations.ended()[:LAST_ENDED],
        },
    )


def chosen_station(request: NursesRequest, stations: list[Station]) -> Station:
    """The one in the address, else the first. Raises `Http404` for somebody else's."""
    wanted = request.GET.get("station", "")
    if not wanted.isdecimal():
        return stations[0]
    return get_object_or_404(Station.objects.visible_to(request.user).asking(), pk=int(wanted))


@nurses_page
def net(request: NursesRequest) -> HttpResponse:
    """Who could be asked at this moment, and by what; why not, who could not."""
    stations = list(Station.objects.visible_to(request.user).asking().select_related("region"))
    if not stations or request.user.is_office:
        raise Http404
    station = chosen_station(request, stations)
    now = clock.now()
    context = {"station": station, "net": net_of(station, now), "now": now}
    return render(request, "calls/net.html", context)
