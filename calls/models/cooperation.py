"""Who has worked with whom."""

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from stations.models import Station
from teams.models import Doctor


class CooperationQuerySet(models.QuerySet["Cooperation"]):
    def add(self, station: int, doctor: int, times: int) -> None:
        """Count one more, or, with -1, one less; both by their primary keys."""
        pair: dict[str, Any] = {"station_id": station, "doctor_id": doctor}
        self.get_or_create(**pair)
        self.filter(**pair).update(times=F("times") + times)


class Cooperation(models.Model):
    """How often a doctor helped a station. Kept by the system itself when an escalation is
    closed with his help, so that a press need not count through all that has ever been."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="cooperations", verbose_name=_("station")
    )
    doctor = models.ForeignKey(
        Doctor, models.CASCADE, related_name="cooperations", verbose_name=_("doctor")
    )
    times = models.PositiveIntegerField(_("worked together (times)"), default=0)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cooperation")
        verbose_name_plural = _("cooperations")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "doctor"],
                name="a_station_and_a_doctor_are_counted_once",
                violation_error_message=_("This station and this doctor are counted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} – {self.doctor}: {self.times}"
