"""The invariants I1 to I7, looked for on the real tables. Reads only, and never locks."""

from calls.audit.finding import Finding
from calls.audit.looking import look
from calls.audit.scope import EVERYTHING, Scope

__all__ = ["EVERYTHING", "Finding", "Scope", "look"]
