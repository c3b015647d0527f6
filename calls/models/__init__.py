"""The escalation and what hangs on it."""

from calls.models.attempt import Attempt, CarrierCallback
from calls.models.audit import AuditRun
from calls.models.escalation import AbsenceReason, CaseKind, Escalation, Outcome, Wanted
from calls.models.notice import Notice
from calls.models.offer import Offer, Via
from calls.models.timeline import Happening, TimelineEntry

__all__ = [
    "AbsenceReason",
    "Attempt",
    "AuditRun",
    "CarrierCallback",
    "CaseKind",
    "Escalation",
    "Happening",
    "Notice",
    "Offer",
    "Outcome",
    "TimelineEntry",
    "Via",
    "Wanted",
]
