"""The invariants I1 to I7, looked for on the real tables. Never locks."""

from calls.audit.finding import Finding
from calls.audit.looking import look
from calls.audit.running import Report, audit
from calls.audit.scope import EVERYTHING, Scope

__all__ = ["EVERYTHING", "Finding", "Report", "Scope", "audit", "look"]
