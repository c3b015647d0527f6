"""What would not hold, and what has to be looked at: one item for each question, with the page that
mends it. Nothing is called, sent or changed by looking.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from calls.readiness import machine, people, roster
from calls.readiness.items import Item
from teams.models import Region

LOOKS: tuple[Callable[[Region, datetime], Iterator[Item]], ...] = (
    roster.cover,
    roster.numbers,
    people.stations,
    people.in_charge,
    people.sheet,
    people.absences,
    machine.processes,
    machine.preflight,
    machine.housekeeping,
    machine.mail,
    machine.drill,
)


def readiness_of(region: Region, now: datetime) -> list[Item]:
    """The worst first. Some twenty statements, whatever the size of the roster."""
    items = [item for look in LOOKS for item in look(region, now)]
    return sorted(items, key=lambda item: -item.level)
