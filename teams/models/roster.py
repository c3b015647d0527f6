"""Teams of clinics that stand in for each other, and their doctors."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models.region import Region
from teams.phone import PhoneField
from teams.spoken import as_spoken


class Team(models.Model):
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="teams", verbose_name=_("region")
    )
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("Teams are asked in this order.")
    )
    is_outside = models.BooleanField(
        _("outside the teams"),
        default=False,
        db_default=False,
        help_text=_(
            "Holds the people from outside whom attending doctors named for their absences."
            " They are asked in such an absence only, and never stand on the list of the teams."
        ),
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["region", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="a_team_has_one_name_in_its_region",
                violation_error_message=_("This region already has a team of that name."),
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=models.Q(is_outside=True),
                name="a_region_keeps_its_outsiders_in_one_place",
                violation_error_message=_(
                    "This region already has an entry for people outside the teams."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClinicClass(models.TextChoices):
    """The notification that a home-care support clinic has filed (支援診)."""

    ENHANCED_ALONE = "enhanced_alone", _("Support clinic 1 (enhanced, alone)")
    ENHANCED_LINKED = "enhanced_linked", _("Support clinic 2 (enhanced, in a group)")
    SUPPORT = "support", _("Support clinic 3")
    OTHER = "other", _("Other")


class Clinic(models.Model):
    team = models.ForeignKey(Team, models.PROTECT, related_name="clinics", verbose_name=_("team"))
    name = models.CharField(_("name"), max_length=80)
    name_kana = models.CharField(_("name in kana"), max_length=120, blank=True)
    clinic_class = models.CharField(
        _("class"),
        max_length=20,
        choices=ClinicClass.choices,
        default=ClinicClass.ENHANCED_LINKED,
    )
    phone = PhoneField(_("telephone"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(20), MaxValueValidator(46)],
        help_text=_("In degrees, such as 35.662. With the longitude it gives the distance."),
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(122), MaxValueValidator(154)],
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("Clinics of a team are asked in this order.")
    )

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        ordering = ["team", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="a_clinic_has_one_name_in_its_team",
                violation_error_message=_("This team already has a clinic of that name."),
            ),
            models.CheckConstraint(
                name="a_clinic_has_both_coordinates_or_none",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give latitude and longitude together, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DoctorQuerySet(models.QuerySet["Doctor"]):
    def of_region(self, region: Region) -> "DoctorQuerySet":
        """The doctors of a region's teams; whoever was named from outside is not among them."""
        return self.in_teams().filter(clinic__team__region=region)

    def in_teams(self) -> "DoctorQuerySet":
        return self.filter(clinic__team__is_outside=False)

    def outside(self, region: Region) -> "DoctorQuerySet":
        """Whom the region's attending doctors have named from outside the teams."""
        return self.filter(clinic__team__region=region, clinic__team__is_outside=True)

    def active(self) -> "DoctorQuerySet":
        return self.filter(is_active=True)

    def in_asking_order(self) -> "DoctorQuerySet":
        """Team, then clinic, then doctor, each by its position."""
        return self.order_by(
            "clinic__team__position", "clinic__team", "clinic__position", "clinic", "position", "pk"
        )


class Doctor(models.Model):
    clinic = models.ForeignKey(
        Clinic, models.PROTECT, related_name="doctors", verbose_name=_("clinic")
    )
    name = models.CharField(_("name"), max_length=60)
    name_kana = models.CharField(_("name in kana"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("Doctors of a clinic are asked in this order.")
    )
    is_active = models.BooleanField(
        _("takes part"),
        default=True,
        help_text=_("Switch off instead of deleting: the past keeps its names."),
    )

    objects = DoctorQuerySet.as_manager()

    class Meta:
        verbose_name = _("doctor")
        verbose_name_plural = _("doctors")
        ordering = ["clinic", "position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name_as_spoken(self) -> str:
        return as_spoken(self.name, self.name_kana)

    @property
    def is_outside(self) -> bool:
        """Whether he belongs to none of the teams; asked in an absence that names him only."""
        return self.clinic.team.is_outside
