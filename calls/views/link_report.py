"""The visit report on the doctor's page: half a minute, and it can be completed later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from calls import services, visit, written
from calls.facts import asked_of
from calls.facts_form import FactsForm
from calls.models import Offer


def report_page(request: HttpRequest, offer: Offer) -> HttpResponse | None:
    """The form, or, once it was sent and is right, None: it is written."""
    escalation = offer.escalation
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        sections=asked_of(visit.SECTIONS, death=written.is_of_a_death(escalation)),
        known=written.report_of(escalation),
    )
    if form.is_valid() and not form.changed_data and not form.is_begun:
        form.add_error(None, _("Nothing is written yet."))
    if form.is_valid():
        services.report_visit(escalation=escalation, changes=form.changes(), offer=offer)
        return None
    context = {
        "form": form,
        "here": request.path,
        "escalation": escalation,
        "region": escalation.station.region,
    }
    status = 422 if form.errors else 200
    return render(request, "calls/link/report.html", context, status=status)
