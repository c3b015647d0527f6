"""The patient's room in the closed medical network: what was posted there, and when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from calls import services
from calls.dispatch import clock
from calls.forms import PostedForm
from calls.views.access import NursesRequest, nurses_page, see_other, visible


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def posted(request: NursesRequest, pk: int) -> HttpResponse:
    """The post itself is made over there; here stands that it was made."""
    escalation = visible(request, pk)
    form = PostedForm(request.POST if request.method == "POST" else None, now=clock.now())
    if form.is_valid():
        services.note_post(escalation=escalation, by=request.user, **form.cleaned_data)
        return see_other("escalation", pk)
    context = {"escalation": escalation, "form": form}
    return render(request, "calls/posted.html", context, status=422 if form.errors else 200)
