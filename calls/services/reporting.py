"""What came of a visit, written by the doctor on his page, or by a nurse for him."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from calls.dispatch import engine
from calls.dispatch.loading import Loaded
from calls.dispatch.writing import Writer
from calls.models import Escalation, Happening, Offer, Settlement, Via, VisitReport
from calls.visit import OF_THE_SETTLEMENT
from stations.models import User


def report_visit(
    *,
    escalation: Escalation,
    changes: Mapping[str, str],
    offer: Offer | None = None,
    by: User | None = None,
) -> None:
    """Write these facts, by key (`calls.visit`); an empty text takes one back. What stands there
    under other keys stays. By the doctor of `offer`, or by a nurse. Safe to repeat, also after
    the end. On the timeline stands who wrote, and how many facts: none of their words.
    """

    def write(held: engine.Held) -> None:
        if not changes:
            return
        _write_report(held, changes, offer, by)
        of_it = {key: changes[key] for key in OF_THE_SETTLEMENT if key in changes}
        if of_it:
            values = {key: _value(key, text) for key, text in of_it.items()}
            Settlement.objects.update_or_create(
                pk=held.escalation.pk, defaults=values | {"changed_at": held.now}
            )
        writer = Writer(Loaded(held.escalation, held.now))
        details = {"facts": len(changes)} | ({"via": Via.LINK} if by is None else {})
        writer.note(Happening.REPORTED, offer=offer, by=by, details=details)
        held.finish(writer)

    engine.under_lock(escalation.pk, write)


def _write_report(
    held: engine.Held, changes: Mapping[str, str], offer: Offer | None, by: User | None
) -> None:
    row = VisitReport.objects.filter(pk=held.escalation.pk).first()
    row = row or VisitReport(escalation=held.escalation)
    clinical = {key: text for key, text in changes.items() if key not in OF_THE_SETTLEMENT}
    row.write(row.facts | clinical)
    row.changed_at, row.changed_by = held.now, by
    row.offer = offer or row.offer
    row.save()


def _value(key: str, text: str) -> Any:
    """As its column takes it."""
    if key in ("honorarium", "travel_cost"):
        return int(text) if text else None
    if key == "settled_on":
        return date.fromisoformat(text) if text else None
    return text
