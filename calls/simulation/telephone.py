"""The simulated carrier behind the protocol that the product speaks."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import ClassVar, Self

from django.test.utils import override_settings

from calls.dispatch import circuit
from calls.dispatch.vocabulary import Channel
from calls.simulation.dispatch import Line
from calls.telephony import carrier
from calls.telephony.base import Addresses, Call, Finding, Found, Receipt, Text

PREFIXES = ("+81900000", "+8155000")  # assigned to nobody


class Telephone:
    """One for each process: `connect` plugs in the carrier of the night that is played."""

    line: ClassVar[Line]
    now: ClassVar[Callable[[], datetime]]
    made: ClassVar[dict[str, tuple[datetime, str]]] = {}

    @classmethod
    def from_settings(cls) -> Self:
        return cls()

    @classmethod
    def connect(cls, line: Line, now: Callable[[], datetime]) -> None:
        cls.line, cls.now, cls.made = line, staticmethod(now), {}

    def call(self, call: Call) -> Receipt:
        return self._take(Channel.VOICE, call.to, call.status_url, "")

    def text(self, text: Text) -> Receipt:
        return self._take(Channel.TEXT, text.to, text.status_url, text.body)

    def _take(self, channel: Channel, to: str, status_url: str, body: str) -> Receipt:
        key = status_url.split("/")[-2]
        Telephone.made[key] = (Telephone.now(), body)
        return Receipt(self.line.take(channel, to, key), 0.0)

    def hang_up(self, sid: str) -> None:
        self.line.hang_up(sid)

    def find_calls(self, to: str) -> list[Found]:
        return self._find(Channel.VOICE, to)

    def find_texts(self, to: str) -> list[Found]:
        return self._find(Channel.TEXT, to)

    def _find(self, channel: Channel, to: str) -> list[Found]:
        return [
            Found(sid, to, at, self.line.look_up(sid), body)
            for sid, key in self.line.find(channel, to)
            for at, body in [Telephone.made[key]]
        ]

    def look_up_call(self, sid: str) -> Found:
        return Found(sid, "", Telephone.now(), self.line.look_up(sid), "")

    def look_up_text(self, sid: str) -> Found:
        return self.look_up_call(sid)

    def probe(self) -> None:
        """What says whether it is down says so of any number."""
        self.line.find(Channel.VOICE, "")

    def preflight(self, addresses: Addresses, now: datetime) -> list[Finding]:
        return []


@contextmanager
def simulated_telephones() -> Iterator[None]:
    """Inside, nothing leaves this process; a night sets the pace of its calls, and an outage that
    is played alarms nobody in the log."""
    level = circuit.logger.level
    circuit.logger.setLevel(logging.CRITICAL)
    with override_settings(
        CARRIER=f"{Telephone.__module__}.{Telephone.__qualname__}",
        SEND_ONLY_TO=PREFIXES,
        CALLS_PER_SECOND=1000.0,
    ):
        carrier.cache_clear()
        try:
            yield
        finally:
            carrier.cache_clear()
            circuit.forget()
            circuit.logger.setLevel(level)
