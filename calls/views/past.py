"""What a station has asked for, found by date, town, kind, doctor and outcome.

Clinical text is encrypted, and is not searched.
"""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render

from calls.dispatch.vocabulary import OfferState
from calls.forms import PastForm
from calls.models import Escalation, Offer
from calls.views.access import NursesRequest, nurses_page

ON_A_PAGE = 30


@nurses_page
def past(request: NursesRequest) -> HttpResponse:
    """Everything of her stations that matches, the newest first, what runs among it."""
    form = PastForm(request.GET)
    who_accepted = Offer.objects.filter(state=OfferState.ACCEPTED).select_related("doctor")
    found = (
        Escalation.objects.visible_to(request.user)
        .filter(form.condition())
        .select_related("station")
        .newest_first()
        .prefetch_related(Prefetch("offers", who_accepted, to_attr="accepted"))
        .distinct()
    )
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {"form": form, "page": page, "asked": asked.urlencode()}
    return render(request, "calls/past.html", context)
