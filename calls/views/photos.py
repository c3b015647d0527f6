"""Photos of paper: the nurse's page of them, and the pictures, also for the doctor who has it."""

import logging

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from calls import services
from calls.models import Photo
from calls.photo_form import PhotoForm
from calls.services import Refusal
from calls.views.access import NursesRequest, link_page, nurses_page, see_other, visible
from calls.views.link import offer_whose_page_opens
from calls.views.strip import strip_of

logger = logging.getLogger(__name__)

WHY_NOT = {
    Refusal.ENDED: _("This request has ended. Nothing can be added any more."),
    Refusal.TOO_MANY: _("No more than ten photos go with a request."),
}


@nurses_page
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: NursesRequest, pk: int) -> HttpResponse:
    escalation = visible(request, pk)
    sent = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if sent else PhotoForm()
    if sent and form.is_valid():
        try:
            for picture in form.cleaned_data["photos"]:
                services.add_photo(
                    escalation=escalation,
                    jpeg=picture.jpeg,
                    digest=picture.digest,
                    by=request.user,
                )
            return see_other("photos", pk)
        except services.Refused as refused:
            form.add_error("photos", WHY_NOT[refused.why])
    there = Photo.objects.filter(escalation=escalation).listed().select_related("added_by")
    context = {
        "escalation": escalation,
        "form": form,
        "photos": there,
        "live": strip_of(escalation),
    }
    return render(request, "calls/photos.html", context, status=422 if form.errors else 200)


@nurses_page
def photo(request: NursesRequest, pk: int, photo: int) -> HttpResponse:
    return _picture(visible(request, pk).photos.all(), photo)


@nurses_page
@require_POST
def remove_photo(request: NursesRequest, pk: int, photo: int) -> HttpResponse:
    there = visible(request, pk).photos.listed()
    services.remove_photo(photo=get_object_or_404(there, pk=photo), by=request.user)
    return see_other("photos", pk)


@link_page
def link_photo(request: HttpRequest, token: str, photo: int) -> HttpResponse:
    """For the doctor who has it, on the device on which his page opens."""
    offer = offer_whose_page_opens(request, token)
    if offer is None:
        raise Http404
    return _picture(Photo.objects.filter(escalation=offer.escalation_id), photo)


def _picture(photos: QuerySet[Photo], pk: int) -> HttpResponse:
    row = get_object_or_404(photos, pk=pk)
    try:
        jpeg = row.jpeg
    except InvalidToken:
        logger.error("photo %s is opened by no key of FIELD_KEYS", row.pk)
        raise Http404 from None
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="photo.jpg"'
    return response
