"""Wake-ups after the commit: they make the dispatch fast, and never make it wrong.

One Celery message for each new attempt, by the task's name, with the id alone; one event
for the pages that watch. Whatever is not delivered here, the watch does a moment later.
So nothing here raises, everything that one request publishes shares one second, and a
failure is remembered for five, so that a dead broker costs a request nothing more.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from functools import cache
from time import monotonic

import redis
from celery import current_app
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 1.0
REMEMBER_FAILURE_SECONDS = 5.0
EVENTS = "escalations"


class Publisher:
    """Publishes in one thread of its own, so that a frozen broker cannot hold a request."""

    def __init__(self, *, remember_failure_seconds: float = REMEMBER_FAILURE_SECONDS) -> None:
        self._remember_failure_seconds = remember_failure_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wake")
        self._broken_until = 0.0
        self._lock = threading.Lock()

    def publish(self, deliver: Callable[[], None]) -> None:
        if monotonic() < self._broken_until:
            return
        try:
            self._thread.submit(deliver).result(BUDGET_SECONDS)
        except TookTooLong:
            self._remember(f"no answer within {BUDGET_SECONDS} s")
        except Exception as error:  # whatever the broker's client raises: the watch repairs it
            self._remember(type(error).__name__)

    def _remember(self, why: str) -> None:
        with self._lock:
            self._broken_until = monotonic() + self._remember_failure_seconds
        logger.warning("The broker does not answer (%s); the watch goes on alone.", why)


_publisher = Publisher()


@cache
def _events() -> redis.Redis:
    return redis.Redis.from_url(settings.EVENTS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)


def after_commit(
    *,
    escalation: int,
    sequence: int,
    dial: Iterable[int] = (),
    send: Iterable[int] = (),
    hang_up: Iterable[int] = (),
) -> None:
    """Once the transaction is committed: wake the workers, tell the pages. Never raises.

    `dial`: calls to doctors who are asked; `send`: their SMS, and whatever else tells somebody
    something; `hang_up`: calls to end. What is sent has a queue and a process of its own, so
    that no doctor's telephone waits for it. The event is `<escalation> <sequence>`; it
    carries no content.
    """
    messages = [("calls.tasks.place", attempt, "dial") for attempt in dial]
    messages += [("calls.tasks.place", attempt, "notices") for attempt in send]
    messages += [("calls.tasks.hang_up", attempt, "dial") for attempt in hang_up]

    def deliver() -> None:
        for task, attempt, queue in messages:
            current_app.send_task(task, (attempt,), queue=queue, retry=False, ignore_result=True)
        _events().publish(EVENTS, f"{escalation} {sequence}")

    transaction.on_commit(lambda: _publisher.publish(deliver), robust=True)
