"""What somebody typed is not lost when she has been signed out meanwhile.

Her session ended while the form was open: what she sends waits, encrypted, in a session that is
nobody's yet, until somebody has signed in on the same device, and is on the form again.
"""

import json
from functools import wraps
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from calls.dispatch import clock
from stations.encryption import decrypt, encrypt

KEPT = "typed"
KEPT_FOR = 3600  # seconds


def keeps_what_was_typed(view: Any) -> Any:
    """Outermost, around a page with a form for people who sign in."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            fields = [(name, value) for name, values in request.POST.lists() for value in values]
            kept = {
                "address": request.get_full_path(),
                "at": clock.now().timestamp(),
                "fields": [pair for pair in fields if pair[0] != "csrfmiddlewaretoken"],
            }
            request.session[KEPT] = encrypt(json.dumps(kept, ensure_ascii=False))
            return redirect_to_login(request.get_full_path())
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return page


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What was typed on this very form before she signed in, once; None where nothing was."""
    if KEPT not in request.session:
        return None
    try:
        kept = json.loads(decrypt(request.session[KEPT]))
    except (InvalidToken, ValueError):  # of another key, or of another version
        del request.session[KEPT]
        return None
    if kept["address"] != request.get_full_path():
        return None
    del request.session[KEPT]
    if clock.now().timestamp() - kept["at"] > KEPT_FOR:
        return None
    fields = QueryDict(mutable=True)
    for name, value in kept["fields"]:
        fields.appendlist(name, value)
    return fields
