"""Status callbacks: in order, one resource at a time, unless a fault says otherwise."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass

from .faults import Faults
from .resources import Call, Message
from .webhooks import WebhookError, Webhooks


@dataclass(frozen=True)
class Parcel:
    url: str
    method: str
    params: Mapping[str, str]


class Courier:
    """Takes the callbacks of calls and messages to the product.

    Callbacks of one resource go out one after another, each when the one before was
    answered; a late one is overtaken. What the product answers is recorded and otherwise
    ignored.
    """

    def __init__(self, webhooks: Webhooks, faults: Faults) -> None:
        self._webhooks = webhooks
        self._faults = faults
        self._queues: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, list[Parcel]] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def deliver(self, resource: Call | Message, parcel: Parcel, *, last: bool) -> None:
        kind = "calls" if isinstance(resource, Call) else "messages"
        sid = resource.sid
        if sid in self._held:
            self._hold(sid, parcel, last)
            return
        fault = self._faults.for_callback(kind, resource.phone_number)
        match fault.kind if fault else None:
            case "never":
                return
            case "late":
                assert fault is not None
                self._spawn(self._after(fault.delay, parcel))
            case "reversed":
                self._held[sid] = []
                self._hold(sid, parcel, last)
            case "twice":
                self._queue(sid, parcel, parcel)
            case "forged":
                self._queue(sid, parcel, forged=True)
            case _:
                self._queue(sid, parcel)

    def stop(self) -> None:
        for task in self._under_way:
            task.cancel()

    def _hold(self, sid: str, parcel: Parcel, last: bool) -> None:
        self._held[sid].append(parcel)
        if last:
            self._queue(sid, *reversed(self._held.pop(sid)))

    def _queue(self, sid: str, *parcels: Parcel, forged: bool = False) -> None:
        self._queues[sid] = self._spawn(self._follow(self._queues.get(sid), parcels, forged))

    async def _follow(
        self, before: asyncio.Task[None] | None, parcels: tuple[Parcel, ...], forged: bool
    ) -> None:
        if before is not None:
            await asyncio.wait({before})
        for parcel in parcels:
            await self._post(parcel, forged)

    async def _after(self, seconds: float, parcel: Parcel) -> None:
        await asyncio.sleep(seconds)
        await self._post(parcel, forged=False)

    async def _post(self, parcel: Parcel, forged: bool) -> None:
        try:
            await self._webhooks.send(
                parcel.url, parcel.params, purpose="status", method=parcel.method, forged=forged
            )
        except WebhookError:
            return  # it stands in the record, and nobody else would hear of it at Twilio either

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task
