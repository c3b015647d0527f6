"""The life of a call, from the queue to its last status callback."""

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import suppress

from .behaviours import CallBehaviour
from .clock import Clock, rfc2822
from .conversation import Conversation
from .courier import Courier, Parcel
from .phones import Phone
from .racing import unless
from .record import Changes, Record
from .resources import Call, Instructions, Line
from .webhooks import Webhooks

CONNECTING_SECONDS = 0.4
ENGAGED_SECONDS = 1.0
VOICEMAIL_SECONDS = 10.0
EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
SIP_CODES = {"completed": 200, "busy": 486, "no-answer": 487, "canceled": 487, "failed": 404}


class Voice:
    """Places calls at the account's rate, and lets phones and the REST API act on them."""

    def __init__(
        self,
        *,
        clock: Clock,
        webhooks: Webhooks,
        courier: Courier,
        record: Record,
        changes: Changes,
        calls_per_second: float,
        take_in: Callable[[Call], Phone],
    ) -> None:
        self._clock = clock
        self._webhooks = webhooks
        self._courier = courier
        self._record = record
        self._changes = changes
        self._take_in = take_in
        self._interval = clock.wall(1 / calls_per_second)
        self._next_slot = 0.0
        self._lives: set[asyncio.Task[None]] = set()

    def place(self, call: Call, phone: Phone) -> None:
        """Queue an outbound call; `queue_time` says how long it will wait."""
        now = time.monotonic()
        slot = max(now, self._next_slot)
        self._next_slot = slot + self._interval
        call.queue_ms = round((slot - now) * 1000)
        call.move("queued", self._clock.now())
        self._begin(call, phone, slot - now)

    def receive(self, call: Call, phone: Phone) -> None:
        """Take a call that the phone makes to one of the account's numbers."""
        phone.call = call
        call.move("ringing", self._clock.now())
        self._begin(call, phone, 0.0)

    def dial(self, parent: Call, to: str, from_: str, instructions: Instructions) -> Call:
        """Call a second party for a call in progress; the two are joined when it says so."""
        call = Call(
            parent.account_sid,
            to,
            from_,
            self._clock.now(),
            instructions,
            direction="outbound-dial",
            parent=parent,
        )
        call.move("queued", self._clock.now())
        self._begin(call, self._take_in(call), 0.0)
        return call

    def cut(self, call: Call, status: str) -> None:
        """End a call from outside; it ends with `status` as soon as its life notices."""
        if not call.over and not call.cut.is_set():
            call.cut_status = status
            call.cut.set()

    def redirect(self, call: Call, instructions: Instructions) -> None:
        """Replace what a call in progress is doing, or what one not yet answered will do."""
        call.instructions = instructions
        call.redirected.set()

    def end(self, call: Call, status: str) -> None:
        """End a call as the REST API is asked to: "canceled" leaves a call in progress alone."""
        if status == "completed":
            self.cut(call, "completed" if call.status == "in-progress" else "canceled")
        elif status == "canceled" and call.status != "in-progress":
            self.cut(call, "canceled")

    def press(self, call: Call, key: str) -> None:
        call.keys += key
        call.transcript.append(Line("key", key, time.time()))
        call.pressed.put_nowait(key)
        self._changes.ring()

    def stop(self) -> None:
        for life in self._lives:
            life.cancel()

    def _begin(self, call: Call, phone: Phone, wait: float) -> None:
        phone.calls.append(call)
        life = asyncio.get_running_loop().create_task(self._live(call, phone, wait))
        self._lives.add(life)
        life.add_done_callback(self._lives.discard)
        self._changes.ring()

    async def _live(self, call: Call, phone: Phone, wait: float) -> None:
        """Let the story run until it ends or somebody cuts it, and close the books."""
        status = await unless(call.cut.wait(), self._story(call, phone, wait))
        if phone.call is call:
            phone.call = None
        self._finish(call, status or call.cut_status)

    async def _story(self, call: Call, phone: Phone, wait: float) -> str:
        """Return the status with which the call ends."""
        if not call.outbound:
            return await self._talk(call, CallBehaviour())
        await asyncio.sleep(wait)
        call.started = self._clock.now()
        self._progress(call, "initiated")
        behaviour = phone.call_script.take()
        await self._clock.sleep(CONNECTING_SECONDS)
        if behaviour.kind == "failed":
            return "failed"
        if behaviour.kind == "busy" or phone.call is not None:
            await self._clock.sleep(ENGAGED_SECONDS)
            return "busy"
        phone.call = call
        self._progress(call, "ringing")
        if not await self._picked_up(call, behaviour):
            return "no-answer"
        return await self._talk(call, behaviour)

    async def _picked_up(self, call: Call, behaviour: CallBehaviour) -> bool:
        ringing = call.instructions.timeout
        by_itself = behaviour.kind in ("answer", "voicemail") and behaviour.after < ringing
        seconds = behaviour.after if by_itself else ringing
        try:
            await asyncio.wait_for(call.picked_up.wait(), self._clock.wall(seconds))
        except TimeoutError:
            return by_itself
        return True

    async def _talk(self, call: Call, behaviour: CallBehaviour) -> str:
        call.answered = self._clock.now()
        self._progress(call, "in-progress")
        limit = float(call.instructions.time_limit)
        if behaviour.kind == "voicemail":
            limit = min(limit, VOICEMAIL_SECONDS)
        hand = asyncio.create_task(self._press_by_itself(call, behaviour))
        try:
            with suppress(TimeoutError):  # the machine, or the call's own limit, hangs up
                async with asyncio.timeout(self._clock.wall(limit)):
                    await self._converse(call)
        finally:
            hand.cancel()
        return "completed"

    async def _converse(self, call: Call) -> None:
        """Run the call's instructions; begin again whenever they are replaced."""
        conversation = Conversation(
            call, self._clock, self._webhooks, self._record, self._changes, self
        )
        finished = None
        while not finished:
            call.redirected.clear()
            finished = await unless(call.redirected.wait(), conversation.run())
        if call.parent is not None and not conversation.hung_up:
            await self._join(call, call.parent)

    async def _join(self, call: Call, parent: Call) -> None:
        """From here on the two talk, until one of them hangs up and cuts the other."""
        call.bridged = True
        now = time.time()
        call.transcript.append(Line("joined", parent.phone_number, now))
        parent.transcript.append(Line("joined", call.phone_number, now))
        self._changes.ring()
        await call.cut.wait()

    async def _press_by_itself(self, call: Call, behaviour: CallBehaviour) -> None:
        """Press one group of keys at each <Gather>, `key_after` seconds after it listens."""
        for group in behaviour.keys.split():
            await self._until(call, listening=True)
            await self._clock.sleep(behaviour.key_after)
            for key in group:
                self.press(call, key)
            await self._until(call, listening=False)

    async def _until(self, call: Call, *, listening: bool) -> None:
        while call.listening is not listening:
            await self._changes.after(self._changes.version, 60)

    def _progress(self, call: Call, status: str) -> None:
        call.move(status, self._clock.now())
        self._changes.ring()
        self._call_back(call, EVENTS[status], {})

    def _finish(self, call: Call, status: str) -> None:
        call.ended = self._clock.now()
        if call.answered is not None:
            lasted = (call.ended - call.answered).total_seconds()
            call.duration = math.ceil(self._clock.felt(lasted))
        call.move(status, call.ended)
        call.finished.set()
        self._changes.ring()
        lengths = {
            "CallDuration": str(call.duration),
            "Duration": str(math.ceil(call.duration / 60)),
            "SipResponseCode": str(SIP_CODES[status]),
        }
        self._call_back(call, "completed", lengths)

    def _call_back(self, call: Call, event: str, more: dict[str, str]) -> None:
        told = call.instructions
        if told.status_callback is None or event not in told.status_callback_events:
            return
        params = {
            **call.as_params(),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.callbacks),
            "Timestamp": rfc2822(self._clock.now()),
            **more,
        }
        call.callbacks += 1
        parcel = Parcel(told.status_callback, told.status_callback_method, params)
        self._courier.deliver(call, parcel, last=event == "completed")
