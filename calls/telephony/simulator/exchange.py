"""The exchange: one account, its phones, and everything that goes on between them."""

from dataclasses import dataclass

from .books import Books, Number
from .clock import Clock
from .courier import Courier
from .faults import Faults
from .messaging import Messaging
from .phones import Phone
from .record import Changes, Record
from .resources import Call, Instructions, Message
from .voice import Voice
from .webhooks import Webhooks


@dataclass(frozen=True)
class Account:
    """The account that the product signs in with, and where its numbers' webhooks point."""

    sid: str
    auth_token: str
    sms_url: str | None = None
    voice_url: str | None = None
    voice_fallback_url: str | None = None
    numbers: tuple[str, ...] = ()

    def books(self) -> Books:
        """As an operator has set it up: every number with the same webhooks."""
        return Books.of(
            Number(
                number,
                voice_url=self.voice_url or "",
                voice_fallback_url=self.voice_fallback_url or "",
                sms_url=self.sms_url or "",
            )
            for number in self.numbers
        )


class Exchange:
    """Holds the parts together; knows no HTTP path and no page."""

    def __init__(
        self,
        account: Account,
        phones: list[Phone],
        *,
        speed: float = 1.0,
        calls_per_second: float = 1.0,
    ) -> None:
        self.account = account
        self.clock = Clock(speed)
        self.calls_per_second = calls_per_second
        self.phones = {phone.number: phone for phone in phones}
        self.faults = Faults()
        self.record = Record()
        self.changes = Changes()
        self.calls: dict[str, Call] = {}
        self.messages: dict[str, Message] = {}
        self._open()

    def _open(self) -> None:
        self.books = self.account.books()
        self.webhooks = Webhooks(self.account.auth_token, self.record)
        self.courier = Courier(self.webhooks, self.faults)
        self.voice = Voice(
            clock=self.clock,
            webhooks=self.webhooks,
            courier=self.courier,
            record=self.record,
            changes=self.changes,
            calls_per_second=self.calls_per_second,
            take_in=self._take_in,
        )
        self.messaging = Messaging(
            clock=self.clock,
            webhooks=self.webhooks,
            courier=self.courier,
            record=self.record,
            changes=self.changes,
            messages=self.messages,
            account_sid=self.account.sid,
            sms_url=self.account.sms_url,
        )

    def phone(self, number: str) -> Phone:
        """The phone with this number; one that nobody put on the list is made up."""
        return self.phones.setdefault(number, Phone(number, name=number))

    def call(self, call: Call) -> None:
        """Take an outbound call into the books and dial it in its turn."""
        self.calls[call.sid] = call
        self.voice.place(call, self.phone(call.to))

    def _take_in(self, call: Call) -> Phone:
        """A call that another call dials."""
        self.calls[call.sid] = call
        return self.phone(call.to)

    def call_in(self, phone: Phone, to: str) -> Call:
        """Let a phone call one of the account's numbers; the voice address answers."""
        own = self.account
        instructions = Instructions(url=own.voice_url, fallback_url=own.voice_fallback_url)
        call = Call(
            self.account.sid, to, phone.number, self.clock.now(), instructions, direction="inbound"
        )
        self.calls[call.sid] = call
        self.voice.receive(call, phone)
        return call

    def send(self, message: Message) -> None:
        """Send an SMS; raises `TwilioError` where the phone cannot have it."""
        self.messaging.send(message, self.phone(message.to))

    async def close(self) -> None:
        """Stop everything under way at once; nobody is called back."""
        self.voice.stop()
        self.messaging.stop()
        self.courier.stop()
        await self.webhooks.close()

    async def reset(self) -> None:
        """Forget calls, messages, faults, behaviours and the record; keep the phones."""
        await self.close()
        self.calls.clear()
        self.messages.clear()
        self.faults.all.clear()
        self.record.clear()
        for phone in self.phones.values():
            phone.forget()
        self._open()
        self.changes.ring()
