"""When an attending doctor is known to be away, and who stands in for him."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.attending import AttendingDoctor
from stations.models.station import Station
from stations.models.user import User
from teams.models import Doctor, Region


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def covering(self, now: datetime) -> "AbsenceQuerySet":
        """Absences that hold at `now`; at the end itself the doctor is back."""
        return self.not_over(now).filter(starts_at__lte=now)

    def upcoming(self, now: datetime) -> "AbsenceQuerySet":
        """Absences that have not begun."""
        return self.not_over(now).filter(starts_at__gt=now)

    def not_over(self, now: datetime) -> "AbsenceQuerySet":
        return self.filter(ends_at__gt=now, ended_at__isnull=True)

    def of_region(self, region: Region) -> "AbsenceQuerySet":
        return self.filter(attending_doctor__region=region)

    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """A nurse's and a clerk's own region, whichever station entered it; all for an operator."""
        if getattr(user, "is_superuser", False):
            return self
        if getattr(user, "is_office", False):
            return self.filter(attending_doctor__region=user.region_id)
        regions = Station.objects.visible_to(user).values("region")
        return self.filter(attending_doctor__region__in=regions)

    def others_than(self, doctor: Doctor) -> "AbsenceQuerySet":
        """Without those in which this very doctor is the one who is away."""
        return self.exclude(attending_doctor__team_doctor=doctor)


class Absence(models.Model):
    """Planned: a congress, a holiday. Kept when it is over; calling it off only marks it."""

    attending_doctor = models.ForeignKey(
        AttendingDoctor,
        models.PROTECT,
        related_name="absences",
        verbose_name=_("attending doctor"),
    )
    starts_at = models.DateTimeField(_("away from"))
    ends_at = models.DateTimeField(_("away until"))
    substitute = models.ForeignKey(
        Doctor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in_during",
        verbose_name=_("substitute"),
        help_text=_("Named by the attending doctor, and asked first. May be outside the teams."),
    )
    note = models.CharField(
        _("note"),
        max_length=60,
        blank=True,
        help_text=_("Doctors of the teams read it. Never a patient's name or illness."),
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="absences_entered", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered"))
    ended_at = models.DateTimeField(
        _("called off"),
        null=True,
        blank=True,
        help_text=_("Filled in when the doctor is back early, or stays after all."),
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned absence")
        verbose_name_plural = _("planned absences")
        ordering = ["starts_at", "pk"]
        indexes = [
            # Read at every press that names the attending doctor: is he away, and who stands in?
            models.Index(
                fields=["attending_doctor", "ends_at"],
                name="absences_of_a_doctor",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_absence_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("The end must be later than the beginning."),
            )
        ]

    def __str__(self) -> str:
        return self.attending_doctor.name

    def clean(self) -> None:
        """Once for each absence, and by somebody of the region who is not away himself."""
        away = getattr(self, "attending_doctor", None)
        if away is None:
            return
        self._check_substitute(away)
        if self.starts_at and self.ends_at and self.ended_at is None:
            same = Absence.objects.not_over(self.starts_at).filter(
                attending_doctor=away, starts_at__lt=self.ends_at
            )
            if same.exclude(pk=self.pk).exists():
                message = _("An absence of this doctor at that time is already entered.")
                raise ValidationError({"starts_at": message})

    def _check_substitute(self, away: AttendingDoctor) -> None:
        if self.substitute is None:
            return
        if self.substitute.clinic.team.region_id != away.region_id:
            message = _("The substitute must belong to the attending doctor's region.")
            raise ValidationError({"substitute": message})
        if self.substitute.pk == away.team_doctor_id:
            raise ValidationError({"substitute": _("Nobody can stand in for himself.")})


class AbsenceCoverQuerySet(models.QuerySet["AbsenceCover"]):
    def standing(self) -> "AbsenceCoverQuerySet":
        """What was not taken back, the earliest word first."""
        return self.filter(taken_back_at__isnull=True).order_by("said_at", "pk")


class AbsenceCover(models.Model):
    """A team doctor has said beforehand: during this absence, ask me first."""

    absence = models.ForeignKey(
        Absence, models.CASCADE, related_name="covers", verbose_name=_("planned absence")
    )
    doctor = models.ForeignKey(
        Doctor, models.PROTECT, related_name="covers", verbose_name=_("doctor")
    )
    said_at = models.DateTimeField(_("said"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = AbsenceCoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise to stand in")
        verbose_name_plural = _("promises to stand in")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "doctor"],
                name="a_doctor_takes_an_absence_once",
                violation_error_message=_("This doctor has already said so."),
            ),
            models.CheckConstraint(
                name="a_promise_is_taken_back_after_it_was_made",
                condition=models.Q(taken_back_at__isnull=True)
                | models.Q(taken_back_at__gte=models.F("said_at")),
                violation_error_message=_("It cannot be taken back before it was said."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.doctor)
