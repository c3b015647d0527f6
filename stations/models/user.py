"""People who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.station import Station
from teams.models import Region


class Role(models.TextChoices):
    """What somebody does here; it decides what they see."""

    NURSE = "nurse", _("Nurse")  # asks for a doctor, for one or more stations
    STAFF = "staff", _("City staff")  # keeps the rosters of a region; never sees a patient
    AUDITOR = "auditor", _("Auditor")  # reads a region's timelines; no words of anybody in them
    COORDINATOR = "coordinator", _("Coordinator")  # picks doctors for a region's requests


class User(AbstractUser):
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.NURSE)
    display_name = models.CharField(
        _("name shown to others"), max_length=60, help_text=_("Doctors and colleagues read this.")
    )
    stations = models.ManyToManyField(
        Station, related_name="nurses", blank=True, verbose_name=_("stations")
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="staff",
        null=True,
        blank=True,
        verbose_name=_("region"),
        help_text=_("For city staff, coordinators and auditors: the region for which they work."),
    )

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                name="who_works_for_a_region_belongs_to_it",
                condition=~models.Q(role__in=["staff", "coordinator", "auditor"])
                | models.Q(region__isnull=False),
                violation_error_message=_("Choose the region for which this person works."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def is_office(self) -> bool:
        return self.role == Role.STAFF

    @property
    def is_auditor(self) -> bool:
        return self.role == Role.AUDITOR

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR
