"""The escalation and what hangs on it."""

from calls.models.absence_notice import AbsenceNotice
from calls.models.alarm import Alarm
from calls.models.asking import AskingStation
from calls.models.attempt import Attempt, CarrierCallback
from calls.models.audit import AuditRun
from calls.models.choices import (
    AbsenceReason,
    BilledBy,
    CallHours,
    CaseKind,
    DeathPaper,
    Letter,
    Outcome,
    Severity,
    Wanted,
)
from calls.models.circuit import CarrierCircuit
from calls.models.contact_check import CheckAnswer, CheckWhy, ContactCheck
from calls.models.cooperation import Cooperation
from calls.models.days_link import DaysLink
from calls.models.duty import Duty, DutyName
from calls.models.escalation import Escalation
from calls.models.handover import Handover
from calls.models.notice import Notice
from calls.models.offer import Offer, Via
from calls.models.photo import Photo
from calls.models.preflight import PreflightRun
from calls.models.printed_sheet import RegionSheet, SheetReceipt, SheetVersion
from calls.models.pulse import WatchPulse
from calls.models.readiness import Backup, ReadinessRun, RegionCalendar, RegionReadiness
from calls.models.slot import CarrierSlot
from calls.models.timeline import Happening, PostKind, TimelineEntry
from calls.models.visit import Settlement, VisitReport

__all__ = [
    "AbsenceNotice",
    "AbsenceReason",
    "Alarm",
    "AskingStation",
    "Attempt",
    "AuditRun",
    "Backup",
    "BilledBy",
    "CallHours",
    "CarrierCallback",
    "CarrierCircuit",
    "CarrierSlot",
    "CaseKind",
    "CheckAnswer",
    "CheckWhy",
    "ContactCheck",
    "Cooperation",
    "DaysLink",
    "DeathPaper",
    "Duty",
    "DutyName",
    "Escalation",
    "Handover",
    "Happening",
    "Letter",
    "Notice",
    "Offer",
    "Outcome",
    "Photo",
    "PostKind",
    "PreflightRun",
    "ReadinessRun",
    "RegionCalendar",
    "RegionReadiness",
    "RegionSheet",
    "Settlement",
    "Severity",
    "SheetReceipt",
    "SheetVersion",
    "TimelineEntry",
    "Via",
    "VisitReport",
    "Wanted",
    "WatchPulse",
]
