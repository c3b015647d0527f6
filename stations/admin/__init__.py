"""Stations, attending doctors and the people who sign in, as the office keeps them."""

from stations.admin.people import PersonAdmin
from stations.admin.stations import AttendingDoctorAdmin, StationAdmin

__all__ = ["AttendingDoctorAdmin", "PersonAdmin", "StationAdmin"]
