"""The sending guard: outside production nothing goes to a number that could be somebody's."""

from dataclasses import dataclass
from datetime import datetime

from calls.telephony.base import (
    Addresses,
    Call,
    Carrier,
    CarrierError,
    Finding,
    Found,
    Receipt,
    Text,
)


def lets_through(number: str, prefixes: tuple[str, ...]) -> bool:
    """An empty prefix, from a stray comma in the setting, lets nobody through."""
    return any(prefix and number.startswith(prefix) for prefix in prefixes)


@dataclass(frozen=True)
class Guarded:
    """A carrier that calls and texts only numbers with one of the prefixes (E.164)."""

    inner: Carrier
    prefixes: tuple[str, ...]

    def call(self, call: Call) -> Receipt:
        self._check(call.to)
        return self.inner.call(call)

    def text(self, text: Text) -> Receipt:
        self._check(text.to)
        return self.inner.text(text)

    def hang_up(self, sid: str) -> None:
        self.inner.hang_up(sid)

    def find_calls(self, to: str) -> list[Found]:
        return self.inner.find_calls(to)

    def find_texts(self, to: str) -> list[Found]:
        return self.inner.find_texts(to)

    def look_up_call(self, sid: str) -> Found:
        return self.inner.look_up_call(sid)

    def look_up_text(self, sid: str) -> Found:
        return self.inner.look_up_text(sid)

    def probe(self) -> None:
        self.inner.probe()

    def preflight(self, addresses: Addresses, now: datetime) -> list[Finding]:
        return self.inner.preflight(addresses, now)

    def _check(self, number: str) -> None:
        if not lets_through(number, self.prefixes):
            raise CarrierError(
                "Nothing was sent: outside production only SEND_ONLY_TO is called or texted.",
                permanent=True,
            )
