"""One step of an escalation in memory, for those who check it."""

from dataclasses import dataclass
from datetime import datetime

from calls.dispatch.events import Event
from calls.dispatch.orders import Action
from calls.dispatch.state import State
from calls.simulation.rows import Escalation
from calls.simulation.store import Store


@dataclass(slots=True)
class Step:
    """What was found, what was decided, and what it came to."""

    store: Store
    escalation: Escalation
    before: State
    event: Event
    actions: list[Action]
    kinds: set[type]  # of the actions
    now: datetime

    @property
    def name(self) -> str:
        return f"#{self.escalation.number}"
