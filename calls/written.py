"""What is known of a case, for whoever may see it: written for it, or announced beforehand."""

from datetime import date

from calls import handover
from calls.handover import Part
from calls.models import Escalation, Handover, Wanted
from calls.models.choices import CaseKind
from stations.models import Patient
from stations.models.patient import Sex, Wish

OF_A_DEATH = (CaseKind.DEATH, CaseKind.DYING)


def facts_of(escalation: Escalation, today: date) -> dict[str, str]:
    """By key. What was written for this case goes before what was announced; one statement, two
    with a patient."""
    written = Handover.objects.filter(pk=escalation.pk).first()
    facts = {} if escalation.patient is None else _announced(escalation.patient)
    facts |= {} if written is None else written.facts
    facts |= {"address": escalation.address, "handover": escalation.handover}
    born = facts.get("birth_date")
    if born:
        facts["age"] = str(_years(date.fromisoformat(born), today))
    return {key: value for key, value in facts.items() if value}


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
    return handover.parts(facts_of(escalation, today), death=is_of_a_death(escalation))


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
