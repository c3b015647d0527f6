"""How many SQL statements a task needs before it asks the carrier, counted in this process.

For a stack without a worker and a watch, so that nobody else places what is counted.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection

from calls import services, tasks
from calls.models import AbsenceReason, Attempt, CaseKind, Wanted
from calls.telephony.base import Call, Receipt, Text
from calls.telephony.memory import MemoryCarrier
from stations.models import Station, User


class Statements:
    """An `execute_wrapper` that counts. BEGIN and COMMIT do not pass through it."""

    def __init__(self) -> None:
        self.count = 0
        self.before: dict[str, int] = {}

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


statements = Statements()


class CountingCarrier(MemoryCarrier):
    """Sends nothing, and notes at each request how many statements came before it."""

    def call(self, call: Call) -> Receipt:
        statements.before["call"] = statements.count
        return super().call(call)

    def text(self, text: Text) -> Receipt:
        statements.before["sms"] = statements.count
        return super().text(text)


def count() -> dict[str, int]:
    """Press once, and place the call and the SMS here: {"call": …, "sms": …}.

    Raises `RuntimeError` where the carrier is one that could send something.
    """
    if f"{__name__}.CountingCarrier" != settings.CARRIER:
        raise RuntimeError("Counting needs a carrier that counts, and sends nothing.")
    nurse = User.objects.get(username="nurse")
    station = Station.objects.visible_to(nurse).asking().get()
    escalation = services.open_escalation(
        station=station,
        by=nurse,
        request_id=uuid.uuid4(),
        request=services.Request(
            wanted=Wanted.VISIT,
            case_kind=CaseKind.FEVER,
            reason=AbsenceReason.NO_ANSWER,
            area="湯村",
            call_back_number=station.call_back_number,
        ),
    )
    for attempt in Attempt.objects.filter(escalation=escalation).values_list("pk", flat=True):
        with connection.execute_wrapper(statements):
            statements.count = 0
            tasks.place(attempt)
    return statements.before
