"""Somebody who watches a night, waits for what has to happen, and says so when it does not."""

import json
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from backup_dispatch.people import Json, Nurse
from backup_dispatch.phones import Phones, Record
from backup_dispatch.stack import Stack

PATIENCE = 20.0  # seconds for anything that has to happen
BETWEEN_LOOKS = 0.1  # seconds

T = TypeVar("T")


class Teller(Protocol):
    """Says a msgid in the night's language; `facts` fill its gaps."""

    def begin(self) -> None: ...

    def tell(self, sentence: str, **facts: Any) -> None: ...

    def translate(self, sentence: str, /) -> str: ...


class NotAsTold(Exception):
    """A step came out otherwise. `step` and `expected` are msgids, `seen` is what was there."""

    def __init__(self, step: str, expected: str, seen: object) -> None:
        super().__init__(f"{step}: {expected}")
        self.step = step
        self.expected = expected
        self.seen = seen if isinstance(seen, str) else json.dumps(seen, ensure_ascii=False)


class Witness:
    """Looks at the API's live state and at the simulator's record, as often as it takes."""

    def __init__(self, stack: Stack, teller: Teller, language: str) -> None:
        self.teller = teller
        self.tell = teller.tell
        self.nurse = Nurse(stack.web_url, language=language)
        self.phones = Phones(stack.simulator_url)
        self.step = ""
        self.escalation = 0
        self.doctors: list[Json] = []

    def wait(
        self,
        expected: str,
        look: Callable[[], T],
        holds: Callable[[T], Any],
        in_short: Callable[[T], object] = lambda seen: seen,
        *,
        patience: float = PATIENCE,
    ) -> T:
        """Look until it `holds`, and return what was seen. Raises `NotAsTold`."""
        deadline = time.monotonic() + patience
        while not holds(seen := look()):
            if time.monotonic() > deadline:
                raise NotAsTold(self.step, expected, in_short(seen))
            time.sleep(BETWEEN_LOOKS)
        return seen

    def check(self, expected: str, seen: T, holds: Callable[[T], Any]) -> T:
        """It holds already, or `NotAsTold` is raised."""
        if not holds(seen):
            raise NotAsTold(self.step, expected, seen)
        return seen

    def state(self, expected: str, holds: Callable[[Json], Any]) -> Json:
        """Wait for the live state of the escalation."""
        return self.wait(expected, lambda: self.nurse.look(self.escalation), holds, _in_short)

    def record(self, expected: str, holds: Callable[[Record], Any]) -> Record:
        """Wait for the simulator's record."""
        return self.wait(expected, self.phones.record, holds, str)

    def name(self, place: int) -> str:
        """The doctor in this place of the list."""
        return str(self.doctors[place - 1]["doctor"])

    def stands(self, state: Json, place: int) -> str:
        """How the offer to the doctor in this place of the list stands."""
        offer = self.doctors[place - 1]["offer"]
        return next(str(row["state"]) for row in state["offers"] if row["offer"] == offer)

    def rings(self, state: Json, place: int) -> bool:
        """Whether it is the turn of the doctor in this place, and his telephone rings."""
        asking = state["asking"]
        return (
            bool(asking)
            and asking["offer"] == self.doctors[place - 1]["offer"]
            and any(
                one["channel"] == "voice" and one["state"] == "ringing"
                for one in asking["attempts"]
            )
        )


def _in_short(state: Json) -> str:
    """A live state, a line each: where everybody stands, then the history."""
    offers = (f"{one['doctor']}: {one['state']}" for one in state["offers"])
    history = (
        f"{one['at']} {one['doctor']} {one['what']} {one['how']}" for one in state["timeline"]
    )
    return "\n".join([state["status"], *offers, *history])
