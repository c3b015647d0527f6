"""Stations, attending doctors and the people who sign in, as the office keeps them."""

from stations.admin.absences import AbsenceAdmin
from stations.admin.book import RosterBookAdmin
from stations.admin.people import PersonAdmin
from stations.admin.responsible import ResponsibleAdmin
from stations.admin.stations import AttendingDoctorAdmin, StationAdmin

__all__ = [
    "AbsenceAdmin",
    "AttendingDoctorAdmin",
    "PersonAdmin",
    "ResponsibleAdmin",
    "RosterBookAdmin",
    "StationAdmin",
]
