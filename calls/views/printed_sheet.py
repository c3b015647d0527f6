"""The contact sheet on paper, for a station: to print, to fax, and to say that it is there."""

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from calls import services
from calls.dispatch import clock
from calls.outside import outside_service
from calls.printed_sheet import newest, printed
from calls.views.access import NursesRequest, nurses_page, see_other
from calls.wareki import reiwa
from stations.models import Station
from teams.phone import national

QR_SCALE = 3  # pixels for a dot


@nurses_page
def printed_sheet(request: NursesRequest, pk: int) -> HttpResponse:
    """For the station's nurses, and the region's staff, in the station's order of asking."""
    stations = Station.objects.visible_to(request.user).asking().select_related("region")
    station = get_object_or_404(stations, pk=pk)
    version = newest(station.region)
    if version is None:
        raise Http404
    if request.method == "POST":
        services.receive_sheet(station=station, version=version, by=request.user)
        return see_other("printed_sheet", pk)
    receipt = version.receipts.filter(station=station).select_related("by").first()
    region = station.region
    context = {
        "station": station,
        "region": region,
        "sheet": printed(version, station, clock.now()),
        "made": reiwa(timezone.localdate(version.at)),
        "receipt": receipt,
        "office": national(region.office_phone) if region.office_phone else "",
        "outside_service": outside_service(region),
        "qr": _qr(settings.PUBLIC_BASE_URL + reverse("printed_sheet", args=[pk])),
        "is_office": request.user.is_office or request.user.is_superuser,
    }
    return render(request, "calls/printed_sheet.html", context)


def _qr(address: str) -> str:
    """Of the page itself, which always shows the newest version; an SVG without a style."""
    code = segno.make(address, error="m")
    return mark_safe(code.svg_inline(scale=QR_SCALE, omitsize=False))  # made by us, of an address
