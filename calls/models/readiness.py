"""Whether the net would hold: as it was each day, and what the operator tells of backups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Region


class ReadinessRun(models.Model):
    """What was found on a day, one row for a region and day. `found` is a list of
    `{"what": …, "level": …}`; `told` lists what staff were told of by mail on that day."""

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="readiness", verbose_name=_("region")
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))
    bad = models.PositiveSmallIntegerField(_("would not hold"))
    look = models.PositiveSmallIntegerField(_("to be looked at"))
    found = models.JSONField(_("found"), default=list)
    told = models.JSONField(_("told by mail"), default=list)

    class Meta:
        verbose_name = _("readiness of a day")
        verbose_name_plural = _("readiness, day by day")
        ordering = ["-day", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "day"],
                name="a_region_is_looked_at_once_a_day",
                violation_error_message=_("This region has a row for that day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.day:%Y-%m-%d}"


class Backup(models.Model):
    """A backup that went well, as its own job has told."""

    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class RegionReadiness(Region):
    """A page of its own in the admin, on the region's own row."""

    class Meta:
        proxy = True
        verbose_name = _("would it hold tonight?")
        verbose_name_plural = _("would it hold tonight?")


class RegionCalendar(Region):
    """A page of its own in the admin, on the region's own row."""

    class Meta:
        proxy = True
        verbose_name = _("calendar of unavailable days")
        verbose_name_plural = _("calendar of unavailable days")
