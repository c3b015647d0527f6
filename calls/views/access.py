"""Who may open a page, and what it may show: a nurse who signed in, or whoever was sent a link."""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from calls.live import READ_TOGETHER
from calls.models import Escalation, Offer
from stations.models import User


class NursesRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


def nurses_page(view: Any) -> Any:
    """For people who signed in; kept by no browser and no proxy."""
    return wraps(view)(never_cache(login_required(view)))


def visible(request: NursesRequest, pk: int) -> Escalation:
    """The escalation, when it is one of this nurse's stations. Raises `Http404`."""
    escalations = Escalation.objects.visible_to(request.user).select_related(*READ_TOGETHER)
    return get_object_or_404(escalations, pk=pk)


def offer_of(request: NursesRequest, pk: int, offer: int) -> Offer:
    """One doctor of an escalation's list. Raises `Http404` as `visible` does."""
    return get_object_or_404(visible(request, pk).offers, pk=offer)


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """After a POST: the page to look at, which a reload does not send again."""
    return HttpResponseRedirect(resolve_url(to, *args, **kwargs), status=303)


def link_page(view: Any) -> Any:
    """For whoever was sent a link; its token is the secret. Kept by no browser and no proxy, found
    by no search, told to no other site.

    Its GET and HEAD change nothing, ever: previews and scanners fetch links. Whoever can forge a
    POST to this address knows the token already. A check of a cookie would only keep out people
    whose browser, inside another app, refuses cookies.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        response: HttpResponse = view(request, token, **more)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return page


def unknown_link(request: HttpRequest) -> HttpResponse:
    """There is no such token, or it is no longer anybody's."""
    return render(request, "calls/link/unknown.html", status=404)
