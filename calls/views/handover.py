"""What the doctor should know, written while the telephones ring. Form, call, redirect."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calls import services, written
from calls.dispatch import clock
from calls.handover_form import HandoverForm
from calls.views.access import NursesRequest, nurses_page, see_other, visible


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: NursesRequest, pk: int) -> HttpResponse:
    escalation = visible(request, pk)
    if not escalation.is_open:
        return see_other("escalation", pk)
    today = timezone.localdate(clock.now())
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        facts=written.facts_of(escalation, today),
        death=written.is_of_a_death(escalation),
        today=today,
    )
    if form.is_valid():
        services.hand_over(escalation=escalation, changes=form.changes(), by=request.user)
        return see_other("escalation", pk)
    context = {"escalation": escalation, "form": form}
    return render(request, "calls/handover.html", context, status=422 if form.errors else 200)
