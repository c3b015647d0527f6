"""A doctor on his way, and the nurse who has the request. Form, call, redirect."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from calls import services
from calls.forms import ArrivalForm, TakeOverForm
from calls.views.access import NursesRequest, nurses_page, offer_of, see_other, visible


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def give_arrival(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    row = offer_of(request, pk, offer)
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.give_arrival(offer=row, minutes=form.cleaned_data["minutes"], by=request.user)
        return see_other("escalation", pk)
    return _ask(request, "calls/arrival.html", form, escalation=row.escalation, offer=row)


@nurses_page
@require_POST
def arrive(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    services.arrive(offer=offer_of(request, pk, offer), by=request.user)
    return see_other("escalation", pk)


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: NursesRequest, pk: int) -> HttpResponse:
    """One tap on the live page takes it as it is; the form gives another number with it."""
    escalation = visible(request, pk)
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    if not escalation.is_open:
        return see_other("escalation", pk)
    if form.is_valid():
        number = form.cleaned_data["call_back_number"]
        services.take_over(escalation=escalation, by=request.user, call_back_number=number)
        return see_other("escalation", pk)
    return _ask(request, "calls/take_over.html", form, escalation=escalation)


def _ask(request: NursesRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
