"""A station's own order of asking."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.station import Station
from teams.models import Doctor


class StationPreference(models.Model):
    """A doctor whom a station wants asked before others; counts where the region says so."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="preferences", verbose_name=_("station")
    )
    doctor = models.ForeignKey(
        Doctor, models.CASCADE, related_name="preferred_by", verbose_name=_("doctor")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("doctor to ask first")
        verbose_name_plural = _("doctors to ask first")
        ordering = ["station", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "doctor"],
                name="a_station_prefers_a_doctor_once",
                violation_error_message=_("This doctor is already in the station's order."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.doctor}"
