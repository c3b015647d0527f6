"""The roster as the office keeps it, in Django's own admin."""

from teams.admin.clinics import ClinicAdmin, TeamAdmin
from teams.admin.doctors import ContactAdmin, DoctorAdmin, UnavailabilityAdmin
from teams.admin.region import RegionAdmin
from teams.admin.region_page import RegionPage
from teams.admin.regional import OwnChoices, RegionalAdmin

__all__ = [
    "ClinicAdmin",
    "ContactAdmin",
    "DoctorAdmin",
    "OwnChoices",
    "RegionAdmin",
    "RegionPage",
    "RegionalAdmin",
    "TeamAdmin",
    "UnavailabilityAdmin",
]
