"""What is known of a case, for whoever may see it: written for it, or announced beforehand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from calls import facts, handover, visit
from calls.facts import Part, Section
from calls.models import Escalation, Handover, Settlement, VisitReport, Wanted
from calls.models.choices import CaseKind
from calls.models.facts_as_text import UNREADABLE
from stations.models import Patient
from stations.models.patient import Sex, Wish
from stations.unreadable import Unreadable, readable

OF_A_DEATH = (CaseKind.DEATH, CaseKind.DYING)


@dataclass(frozen=True)
class Sheet:
    """What is written, section by section. `unreadable`: there is more, which no key opens, and
    nobody can say whether anything is missing."""

    parts: tuple[Part, ...]
    unreadable: bool

    @property
    def missing(self) -> list[Any]:
        """Labels of what is needed and not written."""
        return [label for part in self.parts for label in part.missing]

    @property
    def is_begun(self) -> bool:
        return any(part.rows for part in self.parts)


def facts_of(escalation: Escalation, today: date) -> dict[str, str]:
    """By key. What was written for this case goes before what was announced; one statement, two
    with a patient. Under `UNREADABLE` something, where something cannot be read."""
    written = Handover.objects.filter(pk=escalation.pk).first()
    known = {} if escalation.patient is None else _announced(escalation.patient)
    known |= {} if written is None else written.facts
    known |= {"address": escalation.address, "handover": escalation.handover}
    lost = next((value for value in known.values() if isinstance(value, Unreadable)), "")
    known = {key: value for key, value in known.items() if readable(value)}
    if lost:
        known[UNREADABLE] = lost
    born = known.get("birth_date")
    if born:
        known["age"] = str(_years(date.fromisoformat(born), today))
    return known


def _announced(patient: Patient) -> dict[str, str]:
    born = patient.birth_date
    return {
        "initials": patient.initials,
        "full_name": patient.full_name,
        "birth_date": born.isoformat() if isinstance(born, date) else born or "",
        "age": "" if patient.age is None else str(patient.age),
        "sex": "" if patient.sex == Sex.UNKNOWN else patient.sex,
        "pin": patient.pin,
        "wish": "" if patient.wish == Wish.NOT_ASKED else patient.wish,
        "wish_written": patient.wish_written,
        "family_agrees": "yes",  # else it may not be announced
    }


def is_of_a_death(escalation: Escalation) -> bool:
    """Somebody has died, or is about to: more is asked."""
    return escalation.case_kind in OF_A_DEATH or escalation.wanted == Wanted.CONFIRMATION


def handover_of(escalation: Escalation, today: date) -> Sheet:
    """What the doctor should know."""
    return _sheet(escalation, handover.SECTIONS, facts_of(escalation, today))


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def report_of(escalation: Escalation) -> dict[str, str]:
    """What came of it, by key, the settlement among it; two statements. `UNREADABLE` as above."""
    report = VisitReport.objects.filter(pk=escalation.pk).first()
    settlement = Settlement.objects.filter(pk=escalation.pk).first()
    known = {} if report is None else report.facts
    if settlement is not None:
        values = {key: getattr(settlement, key) for key in visit.OF_THE_SETTLEMENT}
        known |= {key: str(value) for key, value in values.items() if value not in ("", None)}
    return known


def visit_report_of(escalation: Escalation) -> Sheet:
    """What came of it."""
    return _sheet(escalation, visit.SECTIONS, report_of(escalation))


def _sheet(escalation: Escalation, sections: Iterable[Section], known: dict[str, str]) -> Sheet:
    parts = facts.parts(sections, known, death=is_of_a_death(escalation))
    if UNREADABLE not in known:
        return Sheet(parts, unreadable=False)
    readables = (Part(part.section, part.rows, ()) for part in parts if part.rows)
    return Sheet(tuple(readables), unreadable=True)
