"""The simulated phones, one per number."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from .behaviours import CallBehaviour, Script, SmsBehaviour
from .parameters import phone_number
from .resources import Call, Message


class PhonesError(ValueError):
    """A file of phones that cannot be read; its text says why."""


@dataclass
class Phone:
    """A phone: who holds it, how it behaves, what is happening on it.

    `call` is the call that rings or talks now: a phone is in one call at a time, and is
    engaged for everybody else. `stopped` holds the senders that it wrote STOP to.
    """

    number: str
    name: str
    note: str = ""
    call_script: Script[CallBehaviour] = field(default_factory=lambda: Script(CallBehaviour()))
    sms_script: Script[SmsBehaviour] = field(default_factory=lambda: Script(SmsBehaviour()))
    stopped: set[str] = field(default_factory=set)
    call: Call | None = None
    calls: list[Call] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def forget(self) -> None:
        """Become as new: no past, and rings until somebody answers."""
        self.call_script = Script(CallBehaviour())
        self.sms_script = Script(SmsBehaviour())
        self.stopped.clear()
        self.call = None
        self.calls.clear()
        self.messages.clear()

    def last_correspondent(self) -> str | None:
        """The number that wrote last, to which a reply goes."""
        received = (m.from_ for m in reversed(self.messages) if m.direction != "inbound")
        return next(received, None)

    def last_caller(self) -> str | None:
        """The number that rang last, to which "call back" goes."""
        return next((call.from_ for call in reversed(self.calls) if call.outbound), None)


def load_phones(path: Path) -> list[Phone]:
    """Read `[{"number": "+81…", "name": "…", "note": "…"}]`."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        phones = [Phone(row["number"], row["name"], row.get("note", "")) for row in rows]
    except OSError as error:
        raise PhonesError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PhonesError(
            f"{path} is no list of phones with a number and a name: {error}."
        ) from error
    for phone in phones:
        if not isinstance(phone.number, str) or not phone_number(phone.number):
            raise PhonesError(f"{path}: {phone.number!r} is no number like +819000000001.")
    return phones
