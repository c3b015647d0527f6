"""Presses as fast as one process can, through the service that page and API call."""

import time
import uuid
from typing import Any

from calls import services
from calls.dispatch.vocabulary import Status
from calls.models import AbsenceReason, CaseKind, Escalation, Outcome, Wanted
from stations.models import Station, User

KINDS = list(CaseKind)


def press(*, stations: list[int]) -> dict[str, Any]:
    """One press for each station; what kind of case it is goes round. Returns when it was."""
    by = User.objects.get(username="nurse")
    rows = Station.objects.select_related("region").in_bulk(stations)
    began, failed = time.time(), []
    for place, pk in enumerate(stations):
        kind = KINDS[place % len(KINDS)]
        request = services.Request(
            wanted=Wanted.CONFIRMATION if kind is CaseKind.DEATH else Wanted.VISIT,
            case_kind=kind,
            reason=AbsenceReason.NO_ANSWER,
            area="見本町",
            call_back_number=rows[pk].call_back_number,
        )
        try:
            services.open_escalation(
                station=rows[pk], by=by, request_id=uuid.uuid4(), request=request
            )
        except Exception as error:
            failed.append(f"station {pk}: {type(error).__name__}")
    return {"began": began, "ended": time.time(), "failed": failed}


def close() -> int:
    """Close whatever somebody has said yes to; returns how many."""
    accepted = list(Escalation.objects.filter(status__in=(Status.ACCEPTED, Status.CONTACTED)))
    for escalation in accepted:
        services.close(escalation=escalation, by=escalation.opened_by, outcome=Outcome.VISITED)
    return len(accepted)
