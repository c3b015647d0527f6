"""People in charge: whom to alarm when a search comes to nothing, and in which order."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from stations.models.station import Station
from teams.models import Region
from teams.phone import PhoneField, is_mobile, national

HERE = ZoneInfo("Asia/Tokyo")


class Duty(models.TextChoices):
    """What somebody in charge is. It decides who is alarmed first where the rank is equal."""

    MANAGER = "manager", _("Manager of a station")
    COORDINATOR = "coordinator", _("Coordinator")  # picks the doctor where the region says so
    STAFF = "staff", _("City staff")
    OTHER = "other", _("Somebody else")


class ReachedBy(models.TextChoices):
    BOTH = "both", _("Call and SMS")
    CALL = "call", _("Call only")
    TEXT = "text", _("SMS only")


class Days(models.TextChoices):
    EVERY_DAY = "every_day", _("Every day")
    WEEKDAYS = "weekdays", _("Monday to Friday")
    WEEKEND = "weekend", _("Saturday and Sunday")

    def include(self, weekday: int) -> bool:
        """`weekday` as `date.weekday` counts: Monday is 0."""
        return self is Days.EVERY_DAY or (weekday < 5) == (self is Days.WEEKDAYS)


class ResponsibleQuerySet(models.QuerySet["Responsible"]):
    def to_alarm_for(self, station: Station) -> "ResponsibleQuerySet":
        """Whom to alarm about a request of this station, in order, whatever the hour."""
        of_it = Q(station__isnull=True) | Q(station=station)
        order = [When(duty=duty, then=Value(place)) for place, duty in enumerate(Duty)]
        return self.filter(of_it, region=station.region_id, is_active=True).order_by(
            "rank", Case(*order, default=Value(len(Duty))), "pk"
        )


class Responsible(models.Model):
    """Somebody who is alarmed by telephone and can take charge. He does not sign in for it."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="responsible", verbose_name=_("region")
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsible",
        verbose_name=_("station"),
        help_text=_("Alarmed for this station's requests only. Empty: for those of all."),
    )
    duty = models.CharField(_("is"), max_length=20, choices=Duty.choices)
    name = models.CharField(
        _("name"), max_length=60, help_text=_("The nurse reads it when this person is alarmed.")
    )
    number = PhoneField(_("number"))
    reached_by = models.CharField(
        _("alarmed by"), max_length=10, choices=ReachedBy.choices, default=ReachedBy.BOTH
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"),
        default=1,
        help_text=_(
            "A lower one is alarmed first. Where it is equal: the station's manager, then the"
            " coordinator, then city staff."
        ),
    )
    days = models.CharField(_("on"), max_length=10, choices=Days.choices, default=Days.EVERY_DAY)
    from_time = models.TimeField(
        _("from"),
        null=True,
        blank=True,
        help_text=_("Leave both times empty for somebody who may be woken at any hour."),
    )
    until_time = models.TimeField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("Earlier than the beginning means: of the next day."),
    )
    is_active = models.BooleanField(
        _("takes part"), default=True, help_text=_("Whoever does not is never alarmed.")
    )

    objects = ResponsibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("person in charge")
        verbose_name_plural = _("people in charge")
        ordering = ["region", "rank", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_manager_has_a_station",
                condition=~Q(duty="manager") | Q(station__isnull=False),
                violation_error_message=_("Choose the station whose manager this person is."),
            ),
            models.CheckConstraint(
                name="hours_of_alarm_have_both_ends",
                condition=Q(from_time__isnull=True, until_time__isnull=True)
                | Q(from_time__isnull=False, until_time__isnull=False),
                violation_error_message=_("Give the beginning and the end of the hours, or none."),
            ),
            models.CheckConstraint(
                name="hours_of_alarm_last",
                condition=Q(from_time__isnull=True) | ~Q(from_time=F("until_time")),
                violation_error_message=_("The hours must not end when they begin."),
            ),
            models.UniqueConstraint(
                fields=["region", "station", "number"],
                nulls_distinct=False,
                name="a_number_is_alarmed_once_for_a_station",
                violation_error_message=_("This number is alarmed for that station already."),
            ),
            models.CheckConstraint(
                name="a_number_of_alarm_is_kept_as_e164",
                condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"),
                violation_error_message=_("This is not a complete telephone number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_duty_display()})"

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        if self.station is not None and self.station.region_id != self.region_id:
            problems["station"] = _("This station belongs to another region.")
        if self.number and self.takes_texts and not is_mobile(self.number):
            problems["reached_by"] = _("A landline takes no SMS: choose “Call only”.")
        if problems:
            raise ValidationError(problems)

    @property
    def takes_calls(self) -> bool:
        return self.reached_by != ReachedBy.TEXT

    @property
    def takes_texts(self) -> bool:
        return self.reached_by != ReachedBy.CALL

    @property
    def national(self) -> str:
        return national(self.number)

    def may_be_alarmed_at(self, now: datetime) -> bool:
        """Hours beyond midnight belong to the day on which they began. Times are Tokyo's."""
        here = now.astimezone(HERE)
        today, yesterday = here.weekday(), (here.weekday() - 1) % 7
        days = Days(self.days)
        if self.from_time is None or self.until_time is None:
            return days.include(today)
        begins, ends, at = self.from_time, self.until_time, here.time()
        if begins < ends:
            return days.include(today) and begins <= at < ends
        this_evening = days.include(today) and at >= begins
        return this_evening or (days.include(yesterday) and at < ends)
