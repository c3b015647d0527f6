"""One subscription to Redis for the whole process, fanned out to everyone who listens.

A subscription for each listener would stop at the server's limit of clients. While Redis is
away the listeners stay, are told so once, and are told to look again when it is back.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import redis.asyncio
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CONNECT_WITHIN = 2.0
# After so many seconds without a word the server is pinged; after as many again, given up.
QUIET = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0


@dataclass(frozen=True)
class Changed:
    """An escalation has a new entry on its timeline."""

    sequence: int


@dataclass(frozen=True)
class LookAgain:
    """From now on nothing is missed; what happened before may have been."""


@dataclass(frozen=True)
class Degraded:
    """Nothing is heard for the time being."""


Signal = Changed | LookAgain | Degraded


class Listener:
    """A queue of one place: the newest signal says all that the ones before it said."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Signal] = asyncio.Queue(maxsize=1)

    def put(self, signal: Signal) -> None:
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(signal)

    async def next(self, timeout: float) -> Signal | None:
        """The next signal, or None when there was none for `timeout` seconds."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._queue.get(), timeout)
        return None


class Hub:
    """Subscribes when the first listener comes, and leaves with the last one."""

    def __init__(self, url: str, channel: str) -> None:
        self._url = url
        self._channel = channel
        self._listeners: dict[int, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._last: Signal | None = None

    @asynccontextmanager
    async def listen(self, escalation: int) -> AsyncIterator[Listener]:
        """Hear of one escalation. The first signal says whether anything can be heard."""
        listener = Listener()
        if self._last is not None:
            listener.put(self._last)
        self._listeners[escalation].add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="hub")
        try:
            yield listener
        finally:
            self._leave(escalation, listener)

    def _leave(self, escalation: int, listener: Listener) -> None:
        self._listeners[escalation].discard(listener)
        if not self._listeners[escalation]:
            del self._listeners[escalation]
        if not self._listeners and self._task is not None:
            self._task.cancel()
            self._task = self._last = None

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._subscribed()
            except (RedisError, OSError, TimeoutError) as error:
                if self._last == LookAgain():
                    pause = FIRST_PAUSE
                if self._last != Degraded():
                    logger.warning("No events from Redis (%s); the pages poll.", error)
                    self._tell_everyone(Degraded())
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _subscribed(self) -> None:
        """Listen until the connection breaks. Raises what the client raises then."""
        client = redis.asyncio.Redis.from_url(self._url, socket_connect_timeout=CONNECT_WITHIN)
        async with client, client.pubsub() as subscription:
            await asyncio.wait_for(subscription.subscribe(self._channel), CONNECT_WITHIN)
            pinged = False
            while True:
                message = await subscription.get_message(timeout=QUIET)
                if message is None:
                    if pinged:
                        raise TimeoutError("the server does not answer")
                    await asyncio.wait_for(subscription.ping(), CONNECT_WITHIN)
                pinged = message is None
                self._heard(message or {"type": "nothing"})

    def _heard(self, message: dict[str, object]) -> None:
        if message["type"] == "subscribe":
            self._tell_everyone(LookAgain())
        elif message["type"] == "message":
            escalation, sequence = map(int, bytes(message["data"]).split())  # type: ignore[call-overload]
            for listener in self._listeners.get(escalation, ()):
                listener.put(Changed(sequence))

    def _tell_everyone(self, signal: Signal) -> None:
        self._last = signal
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.put(signal)
