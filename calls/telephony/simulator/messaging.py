"""The life of an SMS: to a phone with its status callbacks, from a phone to the product."""

import asyncio
import time
from collections.abc import Coroutine

from .behaviours import SmsBehaviour
from .clock import Clock
from .courier import Courier, Parcel
from .errors import not_a_mobile, unsubscribed
from .phones import Phone
from .record import Changes, Record
from .resources import Message
from .twiml import TwimlError, parse_messaging
from .webhooks import WebhookError, Webhooks

SENDING_SECONDS = 0.2
SENT_SECONDS = 0.4
DELIVERED_SECONDS = 0.8
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
STOPPED = "You will get no more messages from this number. Reply START to get them again."
STARTED = "You will get messages from this number again. Reply STOP to end them."


class Messaging:
    """Carries messages both ways, and keeps what STOP asks for."""

    def __init__(
        self,
        *,
        clock: Clock,
        webhooks: Webhooks,
        courier: Courier,
        record: Record,
        changes: Changes,
        messages: dict[str, Message],
        account_sid: str,
        sms_url: str | None,
    ) -> None:
        self._clock = clock
        self._webhooks = webhooks
        self._courier = courier
        self._record = record
        self._changes = changes
        self._messages = messages
        self._account_sid = account_sid
        self._sms_url = sms_url
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, message: Message, phone: Phone) -> None:
        """Take a message for a phone; raises `TwilioError` where the phone cannot have it."""
        behaviour = phone.sms_script.take()
        if behaviour.kind == "landline":
            raise not_a_mobile(phone.number)
        if behaviour.kind == "stopped" or message.from_ in phone.stopped:
            raise unsubscribed(phone.number)
        self._dispatch(message, phone, behaviour)

    def receive(self, phone: Phone, to: str, body: str) -> Message:
        """Take a message that a phone sends to one of the account's numbers."""
        now = self._clock.now()
        message = Message(self._account_sid, to, phone.number, body, now, direction="inbound")
        message.move("received", now)
        self._keep(message, phone)
        self._spawn(self._hand_over(message, phone))
        return message

    def stop(self) -> None:
        for task in self._under_way:
            task.cancel()

    def _dispatch(self, message: Message, phone: Phone, behaviour: SmsBehaviour) -> None:
        message.move("queued", self._clock.now())
        self._keep(message, phone)
        self._spawn(self._live(message, phone, behaviour))

    async def _live(self, message: Message, phone: Phone, behaviour: SmsBehaviour) -> None:
        await self._clock.sleep(SENDING_SECONDS)
        self._progress(message, "sending")
        await self._clock.sleep(SENT_SECONDS)
        if behaviour.kind == "failed":
            self._progress(message, "failed", behaviour.code, last=True)
            return
        self._progress(message, "sent")
        await self._clock.sleep(DELIVERED_SECONDS)
        if behaviour.kind == "undelivered":
            self._progress(message, "undelivered", behaviour.code, last=True)
            return
        self._progress(message, "delivered", last=True)
        if behaviour.kind == "reply":
            await self._clock.sleep(behaviour.after)
            self.receive(phone, message.from_, behaviour.body)

    async def _hand_over(self, message: Message, phone: Phone) -> None:
        """Give an inbound message to the product, and its answer to the phone."""
        self._obey(message, phone)
        if self._sms_url is None:
            return
        params = message.as_params() | {
            "SmsMessageSid": message.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "NumMedia": "0",
            "NumSegments": str(message.segments),
        }
        try:
            answer = await self._webhooks.send(self._sms_url, params, purpose="sms")
            for verb in parse_messaging(answer.body):
                self._answer(phone, message.to, verb.text)
        except (TwimlError, WebhookError) as error:
            self._application_error(message, error.code, str(error))

    def _obey(self, message: Message, phone: Phone) -> None:
        """STOP and START are Twilio's own: it obeys them and answers in English."""
        word = message.body.strip().upper()
        if word in STOP_WORDS:
            self._answer(phone, message.to, STOPPED)
            phone.stopped.add(message.to)
        elif word in START_WORDS and message.to in phone.stopped:
            phone.stopped.discard(message.to)
            self._answer(phone, message.to, STARTED)

    def _answer(self, phone: Phone, from_: str, body: str) -> None:
        now = self._clock.now()
        reply = Message(
            self._account_sid, phone.number, from_, body, now, direction="outbound-reply"
        )
        if from_ in phone.stopped:
            self._application_error(reply, 21610, f"{phone.number} sent STOP.")
            return
        self._dispatch(reply, phone, SmsBehaviour())

    def _progress(
        self, message: Message, status: str, code: int | None = None, *, last: bool = False
    ) -> None:
        message.move(status, self._clock.now(), code)
        self._changes.ring()
        if message.status_callback is None:
            return
        params = message.as_params() | {"MessageStatus": status, "SmsStatus": status}
        if code is not None:
            params["ErrorCode"] = str(code)
        self._courier.deliver(message, Parcel(message.status_callback, "POST", params), last=last)

    def _application_error(self, message: Message, code: int, text: str) -> None:
        self._record.errors.append(
            {"at": time.time(), "sid": message.sid, "code": code, "message": text}
        )

    def _keep(self, message: Message, phone: Phone) -> None:
        self._messages[message.sid] = message
        phone.messages.append(message)
        self._changes.ring()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
