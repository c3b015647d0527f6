"""What is done once a day: a row for each duty and day, so that two never do it twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyName(models.TextChoices):
    """What a day asks of the machine itself."""

    ABSENCES = "absences", _("Tell doctors of planned absences")
    PREFLIGHT = "preflight", _("Check the way to the telephones and back")
    CHECKS = "checks", _("Check doctors' numbers")
    PURGE = "purge", _("Delete what was kept for long enough")
    READINESS = "readiness", _("Look whether the net would hold")
    AUDIT = "audit", _("Look for rows that break an invariant")


class Duty(models.Model):
    """Made by whoever comes first. Whoever does it has a lease; done is done for that day."""

    name = models.CharField(_("duty"), max_length=20, choices=DutyName.choices)
    day = models.DateField(_("day"))
    generation = models.PositiveSmallIntegerField(_("times begun"), default=0)
    lease_until = models.DateTimeField(_("being done until"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("daily duty")
        verbose_name_plural = _("daily duties")
        ordering = ["-day", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "day"],
                name="a_duty_is_done_once_a_day",
                violation_error_message=_("This duty has a row for that day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_name_display()}"
