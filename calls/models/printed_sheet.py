"""The contact sheet on paper: its versions, and which station has got which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models import Station, User
from teams.models import Region


class SheetVersion(models.Model):
    """What stands on the sheet from `at` on; never changed. `content` is a list of doctors:
    `{"doctor": key, "name": …, "clinic": …, "numbers": [[E.164, of the clinic?], …]}`."""

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="sheets", verbose_name=_("region")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    at = models.DateTimeField(_("made"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("version of the contact sheet")
        verbose_name_plural = _("versions of the contact sheet")
        ordering = ["region", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number"],
                name="a_sheet_has_each_version_once",
                violation_error_message=_("This version was made already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.number}"


class SheetReceipt(models.Model):
    """A station has this version, as its nurse or the office says."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="sheets", verbose_name=_("station")
    )
    version = models.ForeignKey(
        SheetVersion, models.CASCADE, related_name="receipts", verbose_name=_("version")
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("receipt of a contact sheet")
        verbose_name_plural = _("receipts of contact sheets")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "version"],
                name="a_station_receives_a_version_once",
                violation_error_message=_("This station has that version already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.version.number}"


class RegionSheet(Region):
    """A page of its own in the admin, on the region's own row."""

    class Meta:
        proxy = True
        verbose_name = _("contact sheet on paper")
        verbose_name_plural = _("contact sheet on paper")
