"""Opening an escalation, and what a nurse can do with it. Form, call, redirect."""

import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls import services, written
from calls.arrivals import minutes_chosen
from calls.dispatch import clock
from calls.forms import OutcomeForm, RequestForm
from calls.models import Escalation, Outcome
from calls.preview import preview
from calls.services import RequestIdInUse
from calls.views.access import NursesRequest, nurses_page, offer_of, see_other, visible
from calls.views.typed import keeps_what_was_typed, typed_before
from stations.models import Patient, Station
from stations.models.patient import PatientQuerySet

MOST_DRILLS, A_DAY = 5, timedelta(days=1)


@nurses_page
def new(request: NursesRequest) -> HttpResponse:
    """Give the request its id. It stands in the address, so that reload and the browser's
    back button lead to the same request and not to a second one."""
    address = reverse("request", args=[uuid.uuid4()])
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


@keeps_what_was_typed
@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_request(request: NursesRequest, request_id: uuid.UUID) -> HttpResponse:
    """The form; its POST is the press. Twice the same press opens one escalation."""
    station = _station(request)
    drill = "drill" in request.GET
    patient = _patient(request, station)
    before = typed_before(request) if request.method == "GET" else None
    typed = request.POST if request.method == "POST" else before
    form = RequestForm(typed, station=station, patient=patient)
    if request.method != "POST":
        if Escalation.objects.visible_to(request.user).filter(request_id=request_id).exists():
            return _already_sent(request, request_id, status=200)
    elif form.is_valid() and not (drill and _too_many_drills(form, station, request_id)):
        try:
            escalation = services.open_escalation(
                station=station,
                by=request.user,
                request_id=request_id,
                request=form.request(is_drill=drill),
            )
        except RequestIdInUse:
            return _already_sent(request, request_id, status=409)
        return see_other("escalation", escalation.pk)
    now = clock.now()
    attending = patient.attending_doctor if patient is not None else None
    prospects = preview(station, now, attending, patient)
    context = {
        "form": form,
        "station": station,
        "patients": _patients(request, station),
        "patient": patient,
        "age": patient and patient.age_on(timezone.localdate(now)),
        "drill": drill,
        "prospects": prospects,
        "able": sum(one.can_be_asked for one in prospects),
        "not_sent": before is not None,
    }
    wrong = request.method == "POST" and form.errors
    return render(request, "calls/request.html", context, status=422 if wrong else 200)


def _too_many_drills(form: RequestForm, station: Station, request_id: uuid.UUID) -> bool:
    """Doctors' telephones ring for each. A request in earnest has no such limit; one that was sent
    already is answered as it is."""
    others = Escalation.objects.filter(station=station, is_drill=True)
    lately = others.filter(opened_at__gt=clock.now() - A_DAY).exclude(request_id=request_id)
    if lately.count() < MOST_DRILLS:
        return False
    words = _("This station has practised %(most)d times within a day: please go on tomorrow.")
    form.add_error(None, words % {"most": MOST_DRILLS})
    return True


def _station(request: NursesRequest) -> Station:
    """The station that asks: the one in the address, or her first."""
    stations = Station.objects.visible_to(request.user).asking().select_related("region")
    if request.user.is_office:
        stations = stations.none()
    wanted = request.GET.get("station", "")
    if wanted.isdecimal():
        return get_object_or_404(stations, pk=int(wanted))
    return get_object_or_404(stations[:1])


def _patients(request: NursesRequest, station: Station) -> PatientQuerySet:
    """Those whom the station has announced, with their attending doctors."""
    hers = Patient.objects.visible_to(request.user).filter(station=station)
    return hers.announced().select_related("attending_doctor")


def _patient(request: NursesRequest, station: Station) -> Patient | None:
    """The announced patient in the address. Somebody else's, or nobody's, is a 404."""
    wanted = request.GET.get("patient", "")
    return get_object_or_404(_patients(request, station).with_key(wanted)) if wanted else None


def _already_sent(request: NursesRequest, request_id: uuid.UUID, status: int) -> HttpResponse:
    """This request runs already. What was typed now is not sent, and the page says so."""
    running = Escalation.objects.visible_to(request.user).filter(request_id=request_id).first()
    context = {"escalation": running, "changed": status == 409}
    return render(request, "calls/already_sent.html", context, status=status)


@nurses_page
@require_POST
def skip(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    services.skip(offer=offer_of(request, pk, offer), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def ask_first(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    services.ask_first(offer=offer_of(request, pk, offer), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def restart(request: NursesRequest, pk: int) -> HttpResponse:
    services.restart(escalation=visible(request, pk), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def take_charge(request: NursesRequest, pk: int) -> HttpResponse:
    services.take_charge(escalation=visible(request, pk), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def spoke(request: NursesRequest, pk: int) -> HttpResponse:
    """With the doctor whom her page showed; where none is named, with whoever has accepted."""
    shown = request.POST.get("offer", "")
    offer = offer_of(request, pk, int(shown)) if shown.isdecimal() else None
    services.confirm_contact(escalation=visible(request, pk), offer=offer, by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def comes(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    minutes = minutes_chosen(request.POST.get("minutes", ""))
    services.comes(offer=offer_of(request, pk, offer), minutes=minutes, by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def search_on(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    services.search_on(offer=offer_of(request, pk, offer), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_POST
def reopen(request: NursesRequest, pk: int) -> HttpResponse:
    services.reopen(escalation=visible(request, pk), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: NursesRequest, pk: int) -> HttpResponse:
    """Asks back first: whoever set out is stood down."""
    escalation = visible(request, pk)
    if request.method == "POST":
        services.cancel(escalation=escalation, by=request.user)
    if request.method == "POST" or not escalation.is_open:
        return see_other("escalation", pk)
    return render(request, "calls/cancel.html", {"escalation": escalation})


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: NursesRequest, pk: int) -> HttpResponse:
    escalation = visible(request, pk)
    sent = request.POST if request.method == "POST" else None
    known = written.report_of(escalation).get("outcome")  # by the doctor
    form = OutcomeForm(sent, is_drill=escalation.is_drill, initial={"outcome": known})
    if not escalation.is_open:
        return see_other("escalation", pk)
    if form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        services.close(escalation=escalation, outcome=outcome, by=request.user)
        return see_other("escalation", pk)
    context = {"escalation": escalation, "form": form}
    return render(request, "calls/close.html", context, status=422 if form.errors else 200)
