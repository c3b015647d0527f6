"""What a nurse sees when the server cannot answer."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TRY_AGAIN_AFTER = "5"
TOKEN = "csrfmiddlewaretoken"


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away for a moment, or holds what is wanted locked; 500 for
    everything else.

    The 503 is made without its context: who asks stands in the database. A page that was asked
    for comes by itself a moment later; what was sent can be sent again, with one tap.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return render(request, "500.html", status=500)
    match = request.resolver_match
    context = {
        "method": request.method,
        "sent": _sent(request),
        "is_press": match is not None and match.url_name == "request",
    }
    page = render_to_string("503.html", context)
    headers = {"Retry-After": TRY_AGAIN_AFTER, "Cache-Control": "no-store"}
    if request.method == "GET":
        headers["Refresh"] = TRY_AGAIN_AFTER
    return HttpResponse(page, status=503, headers=headers)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long, or somebody signed in elsewhere since. What one of our own
    pages sent can be sent again; what another site sent cannot."""
    ours = reason.startswith(("CSRF token", "CSRF cookie"))
    sent = [field for field in _sent(request) if field[0] != TOKEN] if ours else []
    return render(request, "403_csrf.html", {"sent": sent}, status=403)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of one of our forms, for the same form again. A password is typed again."""
    if TOKEN not in request.POST or any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
