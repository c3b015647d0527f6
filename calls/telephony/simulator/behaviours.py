"""How a phone behaves by itself when it is called or gets an SMS."""

from collections import deque
from dataclasses import asdict, dataclass, fields
from typing import Any, Generic, TypeVar

CALL_KINDS = {
    "manual": "rings until a person answers on the page or the ringing time is over",
    "answer": "answers after `after` seconds and presses `keys`",
    "busy": "is engaged",
    "no_answer": "rings and is never answered",
    "failed": "cannot be reached",
    "voicemail": "a machine answers after `after` seconds and hangs up 10 s later",
}
SMS_KINDS = {
    "deliver": "is delivered",
    "undelivered": "is sent and comes back with `error_code`",
    "failed": "is not sent, with `error_code`",
    "landline": "is refused with 21614",
    "reply": "is delivered, and `body` is answered after `after` seconds",
    "stopped": "is refused with 21610",
}
DEFAULT_ERROR_CODES = {"undelivered": 30003, "failed": 30008}


class BehaviourError(ValueError):
    """A behaviour that makes no sense; its text says why."""


@dataclass(frozen=True)
class CallBehaviour:
    """What a phone does with one call.

    `keys` are groups separated by blanks, one group for each `<Gather>`: "3 1" presses 3
    at the first, 1 at the second. A group is pressed `key_after` seconds after the
    `<Gather>` began to listen. Seconds are shortened by the simulator's speed.
    """

    kind: str = "manual"
    after: float = 2.0
    keys: str = ""
    key_after: float = 2.0

    def __post_init__(self) -> None:
        _one_of(self.kind, CALL_KINDS)
        _seconds(self.after, self.key_after)
        if not isinstance(self.keys, str) or set(self.keys) - set("0123456789*# "):
            raise BehaviourError("'keys' may hold 0-9, *, # and blanks only.")


@dataclass(frozen=True)
class SmsBehaviour:
    """What becomes of one SMS to a phone."""

    kind: str = "deliver"
    after: float = 2.0
    body: str = ""
    error_code: int | None = None

    def __post_init__(self) -> None:
        _one_of(self.kind, SMS_KINDS)
        _seconds(self.after)
        if self.kind == "reply" and not (isinstance(self.body, str) and self.body):
            raise BehaviourError("'reply' needs a 'body', the text that is sent back.")
        if self.error_code is not None and type(self.error_code) is not int:
            raise BehaviourError("'error_code' is an integer, as 30003.")

    @property
    def code(self) -> int | None:
        """The error code that the message ends with, or None when it arrives."""
        return self.error_code or DEFAULT_ERROR_CODES.get(self.kind)


Behaviour = TypeVar("Behaviour", CallBehaviour, SmsBehaviour)


class Script(Generic[Behaviour]):
    """The behaviours of one phone, one after another; the last one stays."""

    def __init__(self, default: Behaviour) -> None:
        self._coming: deque[Behaviour] = deque([default])

    def replace(self, behaviours: list[Behaviour]) -> None:
        self._coming = deque(behaviours)

    def take(self) -> Behaviour:
        return self._coming.popleft() if len(self._coming) > 1 else self._coming[0]

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(behaviour) for behaviour in self._coming]


def read_behaviours(value: object, kind: type[Behaviour]) -> list[Behaviour]:
    """Read "busy", {"kind": "answer", …} or a list of such things.

    Raises `BehaviourError` with a sentence that says what is wrong.
    """
    items = value if isinstance(value, list) else [value]
    if not items:
        raise BehaviourError("A list of behaviours needs at least one.")
    return [_read_one(item, kind) for item in items]


def _read_one(item: object, kind: type[Behaviour]) -> Behaviour:
    settings = {"kind": item} if isinstance(item, str) else item
    if not isinstance(settings, dict):
        raise BehaviourError('A behaviour is a word, as "busy", or an object with a "kind".')
    known = {field.name for field in fields(kind)}
    if unknown := sorted(set(settings) - known):
        raise BehaviourError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    return kind(**settings)


def _one_of(kind: object, known: dict[str, str]) -> None:
    if kind not in known:
        raise BehaviourError(f"{kind!r} is no behaviour. Known: {', '.join(known)}.")


def _seconds(*values: object) -> None:
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise BehaviourError(f"{value!r} is no number of seconds.")
