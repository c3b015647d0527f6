"""Facts that people write down, one by one: what they are, how they are written and shown. No
database.

A value is text as it was written: a day in ISO 8601, a number in E.164, of a choice its key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.utils.formats import date_format

from teams.phone import national


class Kind(Enum):
    """How a fact is written, and shown."""

    LINE = "line"
    LINES = "lines"
    NUMBER = "number"  # digits, a slash or a point: the telephone shows keys for figures
    DAY = "day"
    PHONE = "phone"
    PIN = "pin"
    CHOICE = "choice"
    YEN = "yen"


@dataclass(frozen=True)
class Fact:
    """`needed`: whoever reads it is told when it is missing."""

    key: str
    label: Any
    kind: Kind = Kind.LINE
    hint: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    needed: bool = False

    def words(self, value: str) -> str:
        """As people read it."""
        match self.kind:
            case Kind.CHOICE:
                return str(dict(self.choices).get(value, value))
            case Kind.DAY:
                return date_format(date.fromisoformat(value), "Y/n/j")
            case Kind.PHONE:
                return national(value)
            case Kind.YEN:
                return f"{int(value):,}"
        return value


@dataclass(frozen=True)
class Section:
    """`of_a_death`: asked where somebody has died, or is about to."""

    key: str
    title: Any
    facts: tuple[Fact, ...]
    of_a_death: bool = False


@dataclass(frozen=True)
class Row:
    """One fact as it stands on a page."""

    fact: Fact
    value: str

    @property
    def words(self) -> str:
        return self.fact.words(self.value)


@dataclass(frozen=True)
class Part:
    """One section as it stands on a page; `missing` are labels."""

    section: Section
    rows: tuple[Row, ...]
    missing: tuple[Any, ...]


def asked_of(sections: Iterable[Section], *, death: bool) -> tuple[Section, ...]:
    """The sections that a case needs."""
    return tuple(section for section in sections if death or not section.of_a_death)


def parts(
    sections: Iterable[Section], written: Mapping[str, str], *, death: bool
) -> tuple[Part, ...]:
    """What is written, section by section, and what of the needed is not.

    Sections in which nothing is written and nothing is missing are left out; what was written
    under a section that the case does not need any more stays.
    """
    made = [_part(section, written, asked=death or not section.of_a_death) for section in sections]
    return tuple(part for part in made if part.rows or part.missing)


def _part(section: Section, written: Mapping[str, str], *, asked: bool) -> Part:
    rows = tuple(Row(fact, written[fact.key]) for fact in section.facts if written.get(fact.key))
    missing = [f.label for f in section.facts if asked and f.needed and not written.get(f.key)]
    return Part(section, rows, tuple(missing))
