"""The escalation and what hangs on it."""

from calls.models.absence_notice import AbsenceNotice
from calls.models.asking import AskingStation
from calls.models.attempt import Attempt, CarrierCallback
from calls.models.audit import AuditRun
from calls.models.cooperation import Cooperation
from calls.models.escalation import AbsenceReason, CaseKind, Escalation, Outcome, Wanted
from calls.models.notice import Notice
from calls.models.offer import Offer, Via
from calls.models.timeline import Happening, TimelineEntry

__all__ = [
    "AbsenceNotice",
    "AbsenceReason",
    "AskingStation",
    "Attempt",
    "AuditRun",
    "CarrierCallback",
    "CaseKind",
    "Cooperation",
    "Escalation",
    "Happening",
    "Notice",
    "Offer",
    "Outcome",
    "TimelineEntry",
    "Via",
    "Wanted",
]
