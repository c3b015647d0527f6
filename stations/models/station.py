"""Visiting-nurse stations: a directory of all, and those that may press the button."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Region
from teams.phone import PhoneField
from teams.spoken import as_spoken


class StationQuerySet(models.QuerySet["Station"]):
    def visible_to(self, user: "object") -> "StationQuerySet":
        """A nurse sees her stations, staff those of their region, an operator all, an auditor
        none."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if getattr(user, "is_superuser", False):
            return self
        if getattr(user, "is_auditor", False):
            return self.none()
        if getattr(user, "is_office", False):
            return self.filter(region=user.region)  # type: ignore[attr-defined]
        return self.filter(nurses=user)

    def asking(self) -> "StationQuerySet":
        return self.filter(takes_part=True)


class Station(models.Model):
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="stations", verbose_name=_("region")
    )
    office_number = models.CharField(
        _("provider number"),
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        validators=[
            RegexValidator(
                r"^[0-9A-Z]{10}$", _("A provider number has ten digits or capital letters.")
            )
        ],
        help_text=_("The ten characters of the care insurance, by which an import knows it."),
    )
    name = models.CharField(_("name"), max_length=200)
    name_kana = models.CharField(_("name in kana"), max_length=200, blank=True)
    service = models.CharField(_("kind of service"), max_length=60, blank=True)
    municipality_code = models.CharField(_("municipality code"), max_length=6, blank=True)
    prefecture = models.CharField(_("prefecture"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    building = models.CharField(_("building"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(20), MaxValueValidator(46)],
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(122), MaxValueValidator(154)],
    )
    phone = PhoneField(_("telephone"), blank=True)
    fax = PhoneField(_("fax"), blank=True)
    on_call_mobile = PhoneField(
        _("on-call mobile"),
        blank=True,
        help_text=_("Doctors call the nurse back on this number unless she gives another."),
    )
    corporation_number = models.CharField(_("corporate number"), max_length=13, blank=True)
    corporation = models.CharField(_("corporation"), max_length=200, blank=True)
    url = models.CharField(_("web page"), max_length=500, blank=True)
    takes_part = models.BooleanField(
        _("may ask for a doctor"),
        default=False,
        help_text=_("Stations that do not take part are entries of the directory only."),
    )
    imported_at = models.DateTimeField(_("last imported"), null=True, blank=True, editable=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("visiting-nurse station")
        verbose_name_plural = _("visiting-nurse stations")
        ordering = ["name_kana", "name"]
        constraints = [
            models.CheckConstraint(
                name="a_station_that_asks_has_a_number_to_call_back",
                condition=models.Q(takes_part=False)
                | ~models.Q(on_call_mobile="")
                | ~models.Q(phone=""),
                violation_error_message=_(
                    "A station that may ask for a doctor needs an on-call mobile or a telephone."
                ),
            ),
            models.CheckConstraint(
                name="a_station_has_both_coordinates_or_none",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give latitude and longitude together, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_as_spoken(self) -> str:
        return as_spoken(self.name, self.name_kana)

    @property
    def call_back_number(self) -> str:
        """The number on which a doctor reaches the nurse at night (E.164)."""
        return self.on_call_mobile or self.phone
