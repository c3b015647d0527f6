"""What is known of a case, for whoever may see it: written for it, or announced beforehand."""

from datetime import date

from calls import facts, handover, visit
from calls.facts import Part
from calls.models import Escalation, Handover, Settlement, VisitReport, Wanted
from calls.models.choices import CaseKind
from stations.models import Patient
from stations.models.patient import Sex, Wish

OF_A_DEATH = (CaseKind.DEATH, CaseKind.DYING)


def facts_of(escalation: Escalation, today: date) -> dict[str, str]:
    """By key. What was written for this case goes before what was announced; one statement, two
    with a patient."""
    written = Handover.objects.filter(pk=escalation.pk).first()
    known = {} if escalation.patient is None else _announced(escalation.patient)
    known |= {} if written is None else written.facts
    known |= {"address": escalation.address, "handover": escalation.handover}
    born = known.get("birth_date")
    if born:
        known["age"] = str(_years(date.fromisoformat(born), today))
    return {key: value for key, value in known.items() if value}


def _announced(patient: Patient) -> dict[str, str]:
    return {
        "initials": patient.initials,
        "full_name": patient.full_name,
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else "",
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


def parts_of(escalation: Escalation, today: date) -> tuple[Part, ...]:
    """Section by section, with what is missing."""
    death = is_of_a_death(escalation)
    return facts.parts(handover.SECTIONS, facts_of(escalation, today), death=death)


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def report_of(escalation: Escalation) -> dict[str, str]:
    """What came of it, by key, the settlement among it; two statements."""
    report = VisitReport.objects.filter(pk=escalation.pk).first()
    settlement = Settlement.objects.filter(pk=escalation.pk).first()
    known = {} if report is None else report.facts
    if settlement is not None:
        values = {key: getattr(settlement, key) for key in visit.OF_THE_SETTLEMENT}
        known |= {key: str(value) for key, value in values.items() if value not in ("", None)}
    return known


def report_parts_of(escalation: Escalation) -> tuple[Part, ...]:
    death = is_of_a_death(escalation)
    return facts.parts(visit.SECTIONS, report_of(escalation), death=death)
