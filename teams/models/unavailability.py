"""Periods in which a doctor, or a whole clinic, is not asked."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models.roster import Clinic, Doctor


class UnavailabilityQuerySet(models.QuerySet["Unavailability"]):
    def covering(self, now: datetime) -> "UnavailabilityQuerySet":
        """Periods that hold at `now`; the end itself is free again."""
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Unavailability(models.Model):
    """Of one doctor or of one clinic. Overlaps are harmless: their union counts."""

    doctor = models.ForeignKey(
        Doctor,
        models.CASCADE,
        related_name="unavailabilities",
        null=True,
        blank=True,
        verbose_name=_("doctor"),
    )
    clinic = models.ForeignKey(
        Clinic,
        models.CASCADE,
        related_name="unavailabilities",
        null=True,
        blank=True,
        verbose_name=_("clinic"),
        help_text=_("Choose a clinic instead of a doctor when nobody there can come."),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    objects = UnavailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("unavailable period")
        verbose_name_plural = _("unavailable periods")
        ordering = ["-starts_at"]
        indexes = [
            # Read at every step of a search: what holds now, for the doctors on its list.
            models.Index(fields=["ends_at", "starts_at"], name="unavailable_now"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_period_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("The end must be later than the beginning."),
            ),
            models.CheckConstraint(
                name="a_period_is_of_one_doctor_or_one_clinic",
                condition=models.Q(doctor__isnull=False, clinic__isnull=True)
                | models.Q(doctor__isnull=True, clinic__isnull=False),
                violation_error_message=_("Choose either a doctor or a clinic."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.doctor or self.clinic or "")
