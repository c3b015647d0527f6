"""A carrier that keeps everything to itself: for tests, and for trying things out locally."""

import secrets
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Self, TypeVar

from calls.telephony.base import (
    Addresses,
    Call,
    CarrierError,
    Finding,
    Found,
    Problem,
    Progress,
    Receipt,
    Text,
)

T = TypeVar("T", Call, Text)


@dataclass
class MemoryCarrier:
    """An outbox. Calls ring for ever and SMS stay queued, until `move` says otherwise.

    During an `outage` every request raises it; `refused` counts them.
    """

    calls: list[Call] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    _kept: dict[str, Found] = field(default_factory=dict)
    outage: CarrierError | None = None
    refused: int = 0
    _failures: deque[tuple[CarrierError, bool]] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def from_settings(cls) -> Self:
        return cls()

    def call(self, call: Call) -> Receipt:
        with self._lock:
            return self._take("CA", call, self.calls)

    def text(self, text: Text) -> Receipt:
        with self._lock:
            return self._take("SM", text, self.texts)

    def hang_up(self, sid: str) -> None:
        self._is_up()
        self.hung_up.append(sid)

    def find_calls(self, to: str) -> list[Found]:
        return self._to(to, "CA")

    def find_texts(self, to: str) -> list[Found]:
        return self._to(to, "SM")

    def look_up_call(self, sid: str) -> Found:
        return self._look_up(sid)

    def look_up_text(self, sid: str) -> Found:
        return self._look_up(sid)

    def probe(self) -> None:
        self._is_up()

    def preflight(self, addresses: Addresses, now: datetime) -> list[Finding]:
        return [] if self.outage is None else [Finding(Problem.NO_ANSWER)]

    def fail_next(self, error: CarrierError, *, done: bool = False) -> None:
        """Raise `error` at the next call or SMS, which was made nevertheless when `done`."""
        self._failures.append((error, done))

    def move(self, sid: str, progress: Progress) -> None:
        """Let a call or an SMS come as far as `progress`."""
        self._kept[sid] = replace(self._kept[sid], progress=progress)

    def _is_up(self) -> None:
        if self.outage is not None:
            self.refused += 1
            raise self.outage

    def _take(self, prefix: str, what: T, outbox: list[T]) -> Receipt:
        self._is_up()
        failure, done = self._failures.popleft() if self._failures else (None, True)
        sid = prefix + secrets.token_hex(16)
        if done:
            body = what.body if isinstance(what, Text) else ""
            outbox.append(what)
            self._kept[sid] = Found(sid, what.to, datetime.now(UTC), Progress.QUEUED, body)
        if failure is not None:
            raise failure
        return Receipt(sid, 0.0)

    def _to(self, number: str, prefix: str) -> list[Found]:
        self._is_up()
        found = (f for f in self._kept.values() if f.to == number and f.sid.startswith(prefix))
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    def _look_up(self, sid: str) -> Found:
        self._is_up()
        if sid not in self._kept:
            raise CarrierError(f"No call or SMS has the SID {sid}.", code=20404)
        return self._kept[sid]
