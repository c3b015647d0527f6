"""Server-sent events: that an escalation has changed, never what."""

from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from calls.dispatch.wake import EVENTS
from calls.hub import Changed, Degraded, Hub, LookAgain
from calls.models import Escalation

HEARTBEAT_SECONDS = 15
# How long a browser waits before it connects again, in milliseconds.
RETRY = "retry: 2000\n\n"
HEARTBEAT = ": still here\n\n"

hub = Hub(settings.EVENTS_URL, EVENTS)


@require_GET
async def events(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """A stream of `changed` with the number of the last timeline entry, and `degraded`."""
    if await _sequence(request, pk) is None:
        raise Http404
    return StreamingHttpResponse(
        _stream(request, pk),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(request: HttpRequest, pk: int) -> AsyncIterator[str]:
    yield RETRY
    async with hub.listen(pk) as listener:
        while True:
            match await listener.next(HEARTBEAT_SECONDS):
                case Changed(sequence):
                    yield _event("changed", str(sequence))
                case LookAgain():
                    known = await _sequence(request, pk)
                    if known is None:  # she no longer belongs to the station
                        return
                    yield _event("changed", str(known))
                case Degraded():
                    yield _event("degraded", "")
                case None:
                    yield HEARTBEAT


@sync_to_async
def _sequence(request: HttpRequest, pk: int) -> int | None:
    """The last entry's number, or None when it is not for this person's eyes.

    The connection goes back at once: a stream that kept one would use up the database's.
    """
    try:
        visible = Escalation.objects.visible_to(request.user).filter(pk=pk)
        return visible.values_list("sequence", flat=True).first()
    finally:
        connection.close()


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
