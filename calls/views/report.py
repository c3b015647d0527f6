"""After the visit: the report, by a nurse for the doctor, and the page for the attending doctor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls import services, visit, written
from calls.dispatch import clock
from calls.dispatch.vocabulary import OfferState
from calls.facts import asked_of
from calls.facts_form import FactsForm
from calls.views.access import NursesRequest, nurses_page, see_other, visible
from calls.views.strip import strip_of
from calls.views.typed import keeps_what_was_typed, typed_before
from calls.wareki import reiwa


@keeps_what_was_typed
@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: NursesRequest, pk: int) -> HttpResponse:
    escalation = visible(request, pk)
    before = typed_before(request) if request.method == "GET" else None
    sections = asked_of(visit.SECTIONS, death=written.is_of_a_death(escalation))
    form = FactsForm(
        request.POST if request.method == "POST" else before,
        sections=sections,
        known=written.report_of(escalation),
    )
    if request.method == "POST" and form.is_valid():
        services.report_visit(escalation=escalation, changes=form.changes(), by=request.user)
        messages.success(request, _("Saved.") if form.changed_data else _("Nothing was changed."))
        return see_other("escalation", pk)
    context = {
        "escalation": escalation,
        "form": form,
        "not_sent": before is not None,
        "live": strip_of(escalation),
    }
    wrong = request.method == "POST" and form.errors
    return render(request, "calls/report.html", context, status=422 if wrong else 200)


@nurses_page
def summary(request: NursesRequest, pk: int) -> HttpResponse:
    """One A4 page, black on white, for the attending doctor: to print, to fax."""
    escalation = visible(request, pk)
    today = timezone.localdate(clock.now())
    accepted = escalation.offers.filter(state=OfferState.ACCEPTED).select_related("doctor__clinic")
    context = {
        "escalation": escalation,
        "offer": accepted.first(),
        "sheet": written.handover_of(escalation, today),
        "report": written.visit_report_of(escalation),
        "night": reiwa(timezone.localdate(escalation.opened_at)),
        "today": reiwa(today),
    }
    return render(request, "calls/summary.html", context)
