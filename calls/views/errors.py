"""What a nurse sees when the server cannot answer."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TRY_AGAIN_AFTER = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away for a moment, or holds what is wanted locked; 500 for
    everything else.

    The 503 is made without the request: who asks stands in the database.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": TRY_AGAIN_AFTER})
    return render(request, "500.html", status=500)
