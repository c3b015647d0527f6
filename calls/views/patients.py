"""Patients announced beforehand, as the nurses of a station keep them. Nobody else sees one."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.dispatch import clock
from calls.views.access import NursesRequest, nurses_page, see_other
from stations import services
from stations.models import Patient, SecondaryDoctor, Station
from stations.patient_form import PatientForm


def patients_page(view: Any) -> Any:
    return nurses_page(require_http_methods(["GET", "HEAD", "POST"])(view))


@patients_page
def patients(request: NursesRequest) -> HttpResponse:
    """Those of her stations, with whom the search would ask first."""
    named = SecondaryDoctor.objects.select_related("doctor__clinic").order_by("position")
    rows = (
        Patient.objects.visible_to(request.user)
        .announced()
        .select_related("station", "attending_doctor", "entered_by")
        .prefetch_related(Prefetch("secondaries", named))
        .order_by("station", "area", "initials", "pk")
    )
    today = timezone.localdate(clock.now())
    cards = [{"patient": patient, "age": patient.age_on(today)} for patient in rows]
    context = {"cards": cards, "stations": _stations(request)}
    return render(request, "calls/patients/list.html", context)


@patients_page
def new(request: NursesRequest) -> HttpResponse:
    return _form(request, Patient())


@patients_page
def change(request: NursesRequest, pk: int) -> HttpResponse:
    return _form(request, _visible(request, pk))


@patients_page
def end(request: NursesRequest, pk: int) -> HttpResponse:
    """Asks back first: from then on nobody is prepared for her."""
    patient = _visible(request, pk)
    if request.method == "POST":
        services.end_patient(patient=patient)
        return see_other("patients")
    return render(request, "calls/patients/end.html", {"patient": patient})


def _form(request: NursesRequest, patient: Patient) -> HttpResponse:
    stations = _stations(request)
    if not stations:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    form = PatientForm(typed, instance=patient, stations=stations, now=clock.now())
    if form.is_valid():
        form.enter(request.user)
        messages.success(request, _("Saved."))
        return see_other("patients")
    status = 422 if form.errors else 200
    return render(request, "calls/patients/form.html", {"form": form}, status=status)


def _stations(request: NursesRequest) -> Any:
    """Where she may announce somebody. City staff and the operator have no station for it."""
    if request.user.is_office or request.user.is_superuser:
        return Station.objects.none()
    return Station.objects.visible_to(request.user).asking()


def _visible(request: NursesRequest, pk: int) -> Patient:
    """A patient of her stations who is still announced. Raises `Http404`."""
    return get_object_or_404(Patient.objects.visible_to(request.user).announced(), pk=pk)
