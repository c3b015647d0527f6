"""Faults on demand: what a carrier does on a bad night."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

REST_FAULTS = {
    "429": "answers 20429 with Retry-After; nothing is made",
    "500": "answers 500; nothing is made",
    "500_after_made": "makes the call or message, then answers 500",
    "timeout_after_made": "makes it, and answers only after `seconds`",
    "slow": "works on the request only after `seconds`",
}
CALLBACK_FAULTS = {
    "late": "a status callback comes `seconds` late, after those that follow it",
    "twice": "each status callback comes twice",
    "reversed": "the callbacks of a call or message come at its end, the last one first",
    "never": "no status callback comes",
    "forged": "status callbacks are signed with another token",
}
DEFAULT_SECONDS = {"timeout_after_made": 30.0, "slow": 10.0, "late": 5.0}
ACTIONS = ("create", "fetch", "list", "update", "any")
RESOURCES = ("calls", "messages")


class FaultError(ValueError):
    """A fault that makes no sense; its text says why."""


@dataclass
class Fault:
    """One fault, in force until it has struck `count` times, or until it is deleted.

    `number` and `resource` narrow it to one phone and to "calls" or "messages"; `on` says
    which REST requests it strikes ("create" unless told). Its seconds are real ones,
    whatever the simulator's speed. For "reversed" the count is of calls or messages, for the
    others of requests or callbacks.
    """

    kind: str
    number: str | None = None
    resource: str | None = None
    on: str = "create"
    seconds: float | None = None
    count: int | None = None
    struck: int = 0

    def __post_init__(self) -> None:
        known = REST_FAULTS | CALLBACK_FAULTS
        if self.kind not in known:
            raise FaultError(f"{self.kind!r} is no fault. Known: {', '.join(known)}.")
        if self.on not in ACTIONS:
            raise FaultError(f"'on' is one of {', '.join(ACTIONS)}.")
        if self.resource not in (None, *RESOURCES):
            raise FaultError(f"'resource' is one of {', '.join(RESOURCES)}.")
        if self.number is not None and not isinstance(self.number, str):
            raise FaultError("'number' is a phone number, as +819000000001.")
        if self.count is not None and (type(self.count) is not int or self.count < 1):
            raise FaultError("'count' is a whole number of 1 or more.")
        if self.seconds is None:
            self.seconds = DEFAULT_SECONDS.get(self.kind, 0.0)
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, int | float):
            raise FaultError("'seconds' is a number.")

    @property
    def delay(self) -> float:
        return self.seconds or 0.0

    @property
    def spent(self) -> bool:
        return self.count is not None and self.struck >= self.count


def read_fault(settings: object) -> Fault:
    """Make a fault of the JSON that a test sent; raises `FaultError` with a sentence."""
    known = {field.name for field in fields(Fault)} - {"struck"}
    if not isinstance(settings, dict) or "kind" not in settings:
        raise FaultError('A fault is an object with a "kind".')
    if unknown := sorted(set(settings) - known):
        raise FaultError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    return Fault(**settings)


class Faults:
    """The faults in force; the first one that fits strikes."""

    def __init__(self) -> None:
        self.all: list[Fault] = []

    def for_request(self, resource: str, action: str, number: str | None) -> Fault | None:
        return self._strike(
            fault
            for fault in self.all
            if fault.kind in REST_FAULTS
            and fault.on in (action, "any")
            and self._fits(fault, resource, number)
        )

    def for_callback(self, resource: str, number: str) -> Fault | None:
        return self._strike(
            fault
            for fault in self.all
            if fault.kind in CALLBACK_FAULTS and self._fits(fault, resource, number)
        )

    @staticmethod
    def _fits(fault: Fault, resource: str, number: str | None) -> bool:
        return (
            not fault.spent
            and fault.resource in (None, resource)
            and fault.number in (None, number)
        )

    @staticmethod
    def _strike(fitting: Iterator[Fault]) -> Fault | None:
        fault = next(fitting, None)
        if fault is not None:
            fault.struck += 1
        return fault
