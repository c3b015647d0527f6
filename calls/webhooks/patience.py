"""A key is not lost because the database is away for a moment: whoever pressed it waits on the
line, and it is brought to us again."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from calls import messages
from calls.telephony import speech
from calls.webhooks.saying import twiml

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
logger = logging.getLogger(__name__)

# Each may take the few seconds that a connection, or a lock, is waited for; half a minute in all.
TIMES = 5


def patient(view: View[P]) -> View[P]:
    """Ask the caller for a moment where the database does not answer, some times; then raise."""

    @wraps(view)
    def waits(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            times = int(request.GET.get("times", "0")) + 1
            if times > TIMES:
                raise
            logger.info("%s: %s, and the caller waits", request.path, type(error).__name__)
            return _one_moment(request, times)

    return waits


def _one_moment(request: HttpRequest, times: int) -> HttpResponse:
    """The key is in the address, for the request that follows has none."""
    digits = request.POST.get("Digits", "") or request.GET.get("Digits", "")
    again = f"{request.path}?{urlencode({'Digits': digits, 'times': times})}"
    words = messages.answer_spoken("one_moment")
    then, voice = settings.PUBLIC_BASE_URL + again, messages.voice_without_database()
    return twiml(speech.wait(words, then=then, voice=voice))
