"""Who can answer: a region's teams, their clinics and doctors, and when they cannot."""

from teams.models.contact import Contact, FormerNumber
from teams.models.region import Hint, OfflineSheet, Order, Region
from teams.models.roster import Clinic, ClinicClass, Doctor, Team
from teams.models.unavailability import Unavailability

__all__ = [
    "Clinic",
    "ClinicClass",
    "Contact",
    "Doctor",
    "FormerNumber",
    "Hint",
    "OfflineSheet",
    "Order",
    "Region",
    "Team",
    "Unavailability",
]
