"""Attending doctors, in the teams or outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Doctor, Region
from teams.phone import PhoneField


class AttendingDoctor(models.Model):
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="attending_doctors", verbose_name=_("region")
    )
    name = models.CharField(_("name"), max_length=60)
    name_kana = models.CharField(_("name in kana"), max_length=80, blank=True)
    clinic_name = models.CharField(_("clinic"), max_length=80, blank=True)
    phone = PhoneField(_("telephone"), blank=True)
    team_doctor = models.OneToOneField(
        Doctor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="as_attending",
        verbose_name=_("the same person in a team"),
        help_text=_("Somebody who cannot come for his own patient is not asked for her."),
    )

    class Meta:
        verbose_name = _("attending doctor")
        verbose_name_plural = _("attending doctors")
        ordering = ["name_kana", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "clinic_name"],
                name="an_attending_doctor_is_listed_once",
                violation_error_message=_("This doctor is already listed for that clinic."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.clinic_name}）" if self.clinic_name else self.name
