"""Patients announced beforehand: for whom a doctor may be needed one of these nights."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.area import no_more_than_a_town
from stations.encryption import EncryptedDateField, EncryptedTextField
from stations.models.attending import AttendingDoctor
from stations.models.station import Station
from stations.models.user import User
from stations.unreadable import readable
from teams.models import Doctor

# "35.6641, 138.5662", as a map gives it; Japan.
PIN = re.compile(r"([2-4]\d(?:\.\d+)?)\s*[,、]\s*(1[2-5]\d(?:\.\d+)?)", re.ASCII)


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    UNKNOWN = "unknown", _("not said")


class Wish(models.TextChoices):
    """Where the patient wants to be in the end, as it was written down."""

    AT_HOME = "at_home", _("at home")
    HOSPITAL = "hospital", _("in hospital")
    NOT_ASKED = "not_asked", _("not asked")


def place_on_a_map(pin: str) -> None:
    """Raises `ValidationError` for what is no latitude and longitude in Japan."""
    if not PIN.fullmatch(pin.strip()):
        raise ValidationError(_("Write latitude and longitude, such as 35.6641, 138.5662."))


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: Any) -> "PatientQuerySet":
        """The patients of a nurse's stations. Nobody else sees one, the operator included."""
        if not user.is_authenticated or user.is_office:
            return self.none()
        return self.filter(station__nurses=user)

    def announced(self) -> "PatientQuerySet":
        """Those for whom somebody may be needed; whoever was taken off the list is not there."""
        return self.filter(is_active=True)

    def with_key(self, written: str) -> "PatientQuerySet":
        """The one whose primary key stands in an address, as it stands there."""
        return self.filter(pk=int(written)) if written.isdecimal() else self.none()


class Patient(models.Model):
    """Who it is, is encrypted, and so is where she lives; a doctor reads it after his yes."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="patients", verbose_name=_("station")
    )
    initials = models.CharField(_("initials"), max_length=10)
    full_name = EncryptedTextField(_("full name"), blank=True)
    birth_date = EncryptedDateField(_("birth date"), null=True, blank=True)
    age = models.PositiveSmallIntegerField(
        _("age"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    area = models.CharField(_("area"), max_length=40, validators=[no_more_than_a_town])
    pin = EncryptedTextField(_("place on the map"), blank=True, validators=[place_on_a_map])
    address = EncryptedTextField(_("address"), blank=True)
    access_notes = EncryptedTextField(_("how to get in"), blank=True)
    attending_doctor = models.ForeignKey(
        AttendingDoctor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patients",
        verbose_name=_("attending doctor"),
    )
    secondary_doctors: models.ManyToManyField = models.ManyToManyField(
        Doctor,
        through="SecondaryDoctor",
        related_name="secondary_for",
        verbose_name=_("secondary doctors"),
    )
    wish = models.CharField(
        _("recorded wish"), max_length=10, choices=Wish.choices, default=Wish.NOT_ASKED
    )
    wish_written = EncryptedTextField(_("where it is written"), blank=True)
    room_link = EncryptedTextField(
        _("room in the medical network"), blank=True, validators=[URLValidator(["https"])]
    )
    consent_on = models.DateField(_("agreed to be announced, on"))
    is_active = models.BooleanField(_("announced"), default=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="patients_entered", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered"))

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = _("announced patient")
        verbose_name_plural = _("announced patients")
        ordering = ["area", "initials", "pk"]
        indexes = [
            # Read by the station's list of patients, and by the request form.
            models.Index(
                fields=["station"],
                name="announced_patients_of_station",
                condition=models.Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"  # stands in the admin, where nobody may see who it is

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, where they are known."""
        found = PIN.fullmatch(self.pin.strip())
        return None if found is None else (float(found[1]), float(found[2]))

    def age_on(self, day: date) -> int | None:
        """In years; from the birth date where that is known."""
        born = readable(self.birth_date)
        if not born:
            return self.age
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class SecondaryDoctor(models.Model):
    """A patient's 副主治医, named beforehand; may be outside the teams."""

    patient = models.ForeignKey(
        Patient, models.CASCADE, related_name="secondaries", verbose_name=_("announced patient")
    )
    doctor = models.ForeignKey(
        Doctor, models.PROTECT, related_name="secondaries", verbose_name=_("doctor")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("secondary doctor")
        verbose_name_plural = _("secondary doctors")
        ordering = ["patient", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "doctor"],
                name="a_patient_has_a_secondary_doctor_once",
                violation_error_message=_("This doctor is already a secondary doctor here."),
            ),
            models.UniqueConstraint(
                fields=["patient", "position"],
                name="secondary_doctors_stand_one_behind_the_other",
                violation_error_message=_("Another secondary doctor has this place already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.doctor}"
