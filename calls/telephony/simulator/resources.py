"""Calls and messages, and the JSON in which Twilio shows them."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from .clock import rfc2822
from .segments import count_segments

API_VERSION = "2010-04-01"
ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass
class Line:
    """One line of a call's transcript.

    `who` is "voice" (what Twilio said), "key" (what was pressed), "joined" (from here on the
    two talk; the other's number) or "note" (a pause, an application error). `heard` is what was
    said before a key cut it off.
    """

    who: str
    text: str
    at: float
    seconds: float = 0.0
    heard: str | None = None

    def as_json(self) -> dict[str, object]:
        return dict(vars(self))


@dataclass
class Instructions:
    """What a call does when it is answered, and whom it tells of its progress."""

    url: str | None = None
    method: str = "POST"
    twiml: str | None = None
    fallback_url: str | None = None
    fallback_method: str = "POST"
    status_callback: str | None = None
    status_callback_method: str = "POST"
    status_callback_events: tuple[str, ...] = ("completed",)
    timeout: int = 60
    time_limit: int = 14400


@dataclass
class Call:
    account_sid: str
    to: str
    from_: str
    created: datetime
    instructions: Instructions
    direction: str = "outbound-api"
    queue_ms: int = 0
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: str = "queued"
    history: list[dict[str, object]] = field(default_factory=list)
    transcript: list[Line] = field(default_factory=list)
    keys: str = ""
    updated: datetime | None = None
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    duration: int = 0
    callbacks: int = 0
    listening: bool = False
    pressed: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    cut_status: str = "completed"
    redirected: asyncio.Event = field(default_factory=asyncio.Event)
    parent: "Call | None" = None
    bridged: bool = False
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def outbound(self) -> bool:
        return self.direction != "inbound"

    @property
    def phone_number(self) -> str:
        """The simulated phone's side of the call."""
        return self.to if self.outbound else self.from_

    @property
    def over(self) -> bool:
        return self.status in ENDED

    def move(self, status: str, now: datetime) -> None:
        self.status = status
        self.updated = now
        self.history.append({"status": status, "at": now.timestamp()})

    def as_twilio(self) -> dict[str, object]:
        """Every documented field. `initiated` is a callback's word: the resource says queued."""
        path = f"/{API_VERSION}/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated or self.created),
            "parent_call_sid": self.parent and self.parent.sid,
            "account_sid": self.account_sid,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.from_,
            "from_formatted": self.from_,
            "phone_number_sid": None,
            "status": "queued" if self.status == "initiated" else self.status,
            "start_time": self.started and rfc2822(self.started),
            "end_time": self.ended and rfc2822(self.ended),
            "duration": str(self.duration) if self.status == "completed" else None,
            "price": None,
            "price_unit": "USD",
            "direction": self.direction,
            "answered_by": None,
            "annotation": None,
            "api_version": API_VERSION,
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": str(self.queue_ms),
            "stir_verstat": None,
            "trunk_sid": None,
            "uri": f"{path}.json",
            "subresource_uris": {
                name: f"{path}/{name.title().replace('_', '')}.json"
                for name in (
                    "events", "notifications", "payments", "recordings", "siprec", "streams",
                    "transcriptions", "user_defined_messages",
                    "user_defined_message_subscriptions",
                )
            },
        }  # fmt: skip

    def as_params(self) -> dict[str, str]:
        """What Twilio tells the product with every request about a call."""
        return {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "Direction": self.direction,
            "ApiVersion": API_VERSION,
            **({"ParentCallSid": self.parent.sid} if self.parent else {}),
        }

    def as_record(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.from_,
            "direction": self.direction,
            "status": self.status,
            "created": self.created.timestamp(),
            "parent": self.parent and self.parent.sid,
            "bridged": self.bridged,
            "queue_time": self.queue_ms,
            "duration": self.duration,
            "history": self.history,
            "transcript": [line.as_json() for line in self.transcript],
            "keys": self.keys,
            "status_callback": self.instructions.status_callback,
        }


@dataclass
class Message:
    account_sid: str
    to: str
    from_: str
    body: str
    created: datetime
    direction: str = "outbound-api"
    messaging_service_sid: str | None = None
    status_callback: str | None = None
    validity_period: int = 36000
    sid: str = field(default_factory=lambda: new_sid("SM"))
    status: str = "queued"
    history: list[dict[str, object]] = field(default_factory=list)
    error_code: int | None = None
    updated: datetime | None = None
    sent: datetime | None = None

    @property
    def phone_number(self) -> str:
        return self.from_ if self.direction == "inbound" else self.to

    @property
    def segments(self) -> int:
        return count_segments(self.body)

    def move(self, status: str, now: datetime, error_code: int | None = None) -> None:
        self.status = status
        self.updated = now
        self.error_code = error_code
        if status in ("sent", "received"):
            self.sent = now
        self.history.append({"status": status, "at": now.timestamp()})

    def as_twilio(self) -> dict[str, object]:
        path = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "messaging_service_sid": self.messaging_service_sid,
            "to": self.to,
            "from": self.from_,
            "body": self.body,
            "status": self.status,
            "direction": self.direction,
            "num_segments": str(self.segments),
            "num_media": "0",
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else f"Error {self.error_code}",
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated or self.created),
            "date_sent": self.sent and rfc2822(self.sent),
            "price": None,
            "price_unit": "USD",
            "api_version": API_VERSION,
            "uri": f"{path}.json",
            "subresource_uris": {"media": f"{path}/Media.json"},
        }

    def as_params(self) -> dict[str, str]:
        """What Twilio tells the product with every request about a message."""
        return {
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "ApiVersion": API_VERSION,
        }

    def as_record(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.from_,
            "body": self.body,
            "direction": self.direction,
            "status": self.status,
            "error_code": self.error_code,
            "segments": self.segments,
            "created": self.created.timestamp(),
            "validity_period": self.validity_period,
            "history": self.history,
            "status_callback": self.status_callback,
        }
