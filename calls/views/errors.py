"""What a nurse sees when the server cannot answer."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TRY_AGAIN_AFTER = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away for a moment, 500 for everything else."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = render(request, "503.html", status=503)
        response["Retry-After"] = TRY_AGAIN_AFTER
        return response
    return render(request, "500.html", status=500)
