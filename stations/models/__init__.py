"""Who asks, and for whom."""

from stations.models.absence import Absence, AbsenceCover
from stations.models.attending import AttendingDoctor
from stations.models.book import RosterBook
from stations.models.patient import Patient, SecondaryDoctor, Sex, Wish
from stations.models.preference import StationPreference
from stations.models.responsible import Days, Duty, ReachedBy, Responsible
from stations.models.station import Station
from stations.models.user import Role, User

__all__ = [
    "Absence",
    "AbsenceCover",
    "AttendingDoctor",
    "Days",
    "Duty",
    "Patient",
    "ReachedBy",
    "Responsible",
    "Role",
    "RosterBook",
    "SecondaryDoctor",
    "Sex",
    "Station",
    "StationPreference",
    "User",
    "Wish",
]
