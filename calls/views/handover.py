"""What the doctor should know, written while the telephones ring. Form, call, redirect."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls import services, written
from calls.dispatch import clock
from calls.handover_form import HandoverForm
from calls.views.access import NursesRequest, nurses_page, see_other, visible
from calls.views.strip import strip_of
from calls.views.typed import keeps_what_was_typed, typed_before


@keeps_what_was_typed
@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: NursesRequest, pk: int) -> HttpResponse:
    escalation = visible(request, pk)
    if not escalation.is_open:
        return see_other("escalation", pk)
    today = timezone.localdate(clock.now())
    before = typed_before(request) if request.method == "GET" else None
    form = HandoverForm(
        request.POST if request.method == "POST" else before,
        known=written.facts_of(escalation, today),
        death=written.is_of_a_death(escalation),
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        services.hand_over(escalation=escalation, changes=form.changes(), by=request.user)
        messages.success(request, _("Saved.") if form.changed_data else _("Nothing was changed."))
        return see_other("escalation", pk)
    context = {
        "escalation": escalation,
        "form": form,
        "not_sent": before is not None,
        "live": strip_of(escalation),
    }
    wrong = request.method == "POST" and form.errors
    return render(request, "calls/handover.html", context, status=422 if wrong else 200)
