"""The nurse calls doctors herself, and notes in one tap what came of it."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_POST

from calls import services
from calls.views.access import NursesRequest, nurses_page, offer_of, see_other


@nurses_page
@require_POST
def record_call(request: NursesRequest, pk: int, offer: int) -> HttpResponse:
    row = offer_of(request, pk, offer)
    match request.POST.get("said"):
        case "comes":
            services.reached(offer=row, comes=True, by=request.user)
        case "no":
            services.reached(offer=row, comes=False, by=request.user)
        case "nothing":
            services.not_reached(offer=row, by=request.user)
        case _:
            return HttpResponseBadRequest()
    return see_other("escalation", pk)
