"""A region and its policy: the numbers by which it searches for a doctor."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.phone import PhoneField


class Order(models.TextChoices):
    """How the doctors of the list are asked."""

    LIST = "list", _("One after another, as they stand on the list")
    SECONDARY = "secondary", _("Secondary doctors first, then the list")
    ALL_AT_ONCE = "all_at_once", _("All at once; the first yes wins")
    COORDINATOR = "coordinator", _("A coordinator picks each doctor")

    @property
    def explained(self) -> Any:
        """The sentence that stands beside it in the admin."""
        return _EXPLAINED[self]


_EXPLAINED = {
    Order.LIST: _("The next doctor is asked as soon as one says no, or does not answer."),
    Order.SECONDARY: _(
        "The secondary doctors of an announced patient are asked first, in their own order; then"
        " the list. Without an announced patient it is the list."
    ),
    Order.ALL_AT_ONCE: _(
        "Every doctor who is available is asked in the same moment, and says when he can be"
        " there. All others are told as soon as somebody has said yes."
    ),
    Order.COORDINATOR: _(
        "A coordinator is called at once and picks each doctor on a page. When he has picked"
        " nobody in time, the list starts by itself."
    ),
}


class Hint(models.TextChoices):
    """By what the doctors of the list are put in order."""

    PREFERENCE = "preference", _("the station's own order")
    SECONDARY = "secondary", _("secondary doctor of the patient")
    WORKED_TOGETHER = "worked_together", _("worked together before")
    DISTANCE = "distance", _("distance")
    TEAM = "team", _("order of teams, clinics and doctors")
    LEAST_RECENT = "least_recent", _("not asked for the longest time")


class OfflineSheet(models.TextChoices):
    """Which numbers a nurse's device keeps for when there is no network."""

    CONSENTED = "consented", _("the clinics', and a doctor's own by his consent")
    CLINICS = "clinics", _("the clinics' alone")
    NOTHING = "nothing", _("none; the red flags and 119 only")


class Region(models.Model):
    """A city, or a group of cities, that runs one scheme. It owns everything below it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    service_name = models.CharField(
        _("name of the service when spoken"),
        max_length=40,
        help_text=_("How a call introduces itself. Short: it is heard half asleep."),
    )
    sms_name = models.CharField(
        _("name of the service in an SMS"),
        max_length=6,
        help_text=_("Stands at the head of every SMS, which has room for 70 characters in all."),
    )
    office_phone = PhoneField(_("telephone of the office"), blank=True)

    order = models.CharField(
        _("order of asking"),
        max_length=20,
        choices=Order.choices,
        default=Order.LIST,
        help_text=_("A change holds from the next call on, also for searches that run."),
    )
    first_by = models.CharField(
        _("list in order: first by"),
        max_length=20,
        choices=Hint.choices,
        default=Hint.PREFERENCE,
        help_text=_("A doctor without a proven number comes after all others in any case."),
    )
    then_by = models.CharField(
        _("then by"), max_length=20, choices=Hint.choices, blank=True, default=Hint.TEAM
    )
    last_by = models.CharField(
        _("at last by"),
        max_length=20,
        choices=Hint.choices,
        blank=True,
        help_text=_("Who is still equal stands as on the roster."),
    )
    widen_after = models.PositiveSmallIntegerField(
        _("ask the next one as well after (seconds)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(15), MaxValueValidator(1800)],
        help_text=_("While the last one may still answer. Empty: not before his turn is over."),
    )
    ring_for = models.PositiveSmallIntegerField(
        _("ring for (seconds)"),
        default=25,
        validators=[MinValueValidator(10), MaxValueValidator(60)],
        help_text=_("Longer reaches the answering machine; shorter wakes nobody."),
    )
    ring_again = models.BooleanField(
        _("ring a mobile twice"),
        default=True,
        help_text=_("Night modes let a second call within three minutes through."),
    )
    answer_within = models.PositiveSmallIntegerField(
        _("time to answer (seconds)"),
        default=180,
        validators=[MinValueValidator(30), MaxValueValidator(1800)],
        help_text=_("After this the next doctor is asked. A later yes still counts."),
    )
    rounds = models.PositiveSmallIntegerField(
        _("rounds"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("How often the list is gone through before nobody is found."),
    )
    pause_between_rounds = models.PositiveSmallIntegerField(
        _("pause between rounds (seconds)"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(1800)],
    )
    confirm_within = models.PositiveSmallIntegerField(
        _("time until they have spoken (seconds)"),
        default=600,
        validators=[MinValueValidator(60), MaxValueValidator(3600)],
        help_text=_("After a yes, nurse and doctor are reminded when this has passed."),
    )
    replies_count = models.BooleanField(
        _("SMS replies count"),
        default=True,
        help_text=_("Whether a doctor may answer by SMS. Key and link always work."),
    )
    link_opens_for = models.PositiveSmallIntegerField(
        _("doctor's page stays open (hours)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text=_("For the browser on which the doctor said yes, and no other."),
    )
    # --- alarms -----------------------------------------------------------------------
    alarm_again = models.PositiveSmallIntegerField(
        _("alarm the next person in charge after (seconds)"),
        default=300,
        db_default=300,
        validators=[MinValueValidator(60), MaxValueValidator(1800)],
        help_text=_(
            "When nobody was found, the people in charge are alarmed one after another, again"
            " and again, until one takes charge. Whose telephone does not answer is followed"
            " by the next at once; nobody is alarmed twice within this time."
        ),
    )
    # --- a coordinator ----------------------------------------------------------------
    coordinator_picks_within = models.PositiveSmallIntegerField(
        _("a coordinator picks within (seconds)"),
        default=180,
        db_default=180,
        validators=[MinValueValidator(30), MaxValueValidator(900)],
        help_text=_(
            "Where a coordinator picks the doctor: he is called at once, and when nobody has"
            " picked after this time, the list starts by itself."
        ),
    )
    # --- the voice --------------------------------------------------------------------
    voice = models.CharField(
        _("voice"),
        max_length=40,
        default="Polly.Takumi-Neural",
        validators=[RegexValidator(r"^(Polly|Google)\.[A-Za-z0-9-]+$")],
        help_text=_("The carrier's name of the voice that speaks."),
    )
    speech_rate = models.PositiveSmallIntegerField(
        _("speed of the voice (percent)"),
        default=100,
        db_default=100,
        validators=[MinValueValidator(70), MaxValueValidator(130)],
        help_text=_(
            "100 is the voice's own, which every voice knows. Whoever is half asleep follows a"
            " slower one better: try it with a drill."
        ),
    )
    # --- checks of numbers ------------------------------------------------------------
    check_every = models.PositiveSmallIntegerField(
        _("check a number again after (days)"),
        null=True,
        blank=True,
        default=90,
        db_default=90,
        validators=[MinValueValidator(30), MaxValueValidator(730)],
        help_text=_(
            "By one SMS, on a working day, unless the doctor was heard meanwhile. Empty: a number"
            " is checked when it is new, and not again."
        ),
    )

    fewest_doctors = models.PositiveSmallIntegerField(
        _("doctors who can be asked at any time, at least"),
        default=2,
        db_default=2,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Times with fewer stand on the page of readiness, two weeks ahead."),
    )
    doctors_enter_days = models.BooleanField(
        _("doctors enter their own unavailable days"),
        default=True,
        db_default=True,
        help_text=_("By a personal link, without sign-in. Off: the links open nothing."),
    )
    teams_see_days = models.BooleanField(
        _("doctors see the unavailable days of their team"),
        default=True,
        db_default=True,
        help_text=_("On the same page, and by a link of the team."),
    )
    offline_sheet = models.CharField(
        _("numbers kept on nurses' devices"),
        max_length=10,
        choices=OfflineSheet.choices,
        default=OfflineSheet.CONSENTED,
        db_default=OfflineSheet.CONSENTED,
        help_text=_(
            "The contact sheet opens without a network. It stays on a device until whoever used"
            " it signs out; the device's own lock protects it."
        ),
    )

    # --- The scheme ---------------------------------------------------------------------
    last_resort_clinic = models.ForeignKey(
        "teams.Clinic",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="last_resort_of",
        verbose_name=_("clinic of last resort"),
        help_text=_("Its doctors stand last on the list, whatever the order says."),
    )
    advice_first = models.BooleanField(
        _("advice first"),
        default=False,
        db_default=False,
        help_text=_(
            "Whoever says yes calls the nurse back before he sets out; “solved by phone” is then"
            " one tap. For a death he is asked to come, as without this."
        ),
    )
    room_link = models.BooleanField(
        _("room in the medical network"),
        default=False,
        db_default=False,
        help_text=_(
            "A request carries the link to the patient's room in your closed network (MCS), and"
            " the nurse notes what was posted there, and when."
        ),
    )
    outside_service_name = models.CharField(
        _("outside service"),
        max_length=40,
        blank=True,
        db_default="",
        help_text=_("A contracted service whose number appears when no doctor has said yes."),
    )
    outside_service_number = PhoneField(_("its number"), blank=True, db_default="")
    outside_service_notes = models.CharField(
        _("what the nurse should know of it"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("Contract number, hours, what it costs. Never a patient."),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_region_rings_before_its_time_is_up",
                condition=models.Q(answer_within__gt=models.F("ring_for")),
                violation_error_message=_("The time to answer must be longer than the ringing."),
            ),
            models.CheckConstraint(
                name="an_outside_service_has_a_name_and_a_number",
                condition=models.Q(
                    outside_service_name="", outside_service_number="", outside_service_notes=""
                )
                | (~models.Q(outside_service_name="") & ~models.Q(outside_service_number="")),
                violation_error_message=_(
                    "Give the outside service both a name and a number, or leave it empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The last resort is a clinic of its own teams."""
        clinic = self.last_resort_clinic
        if clinic is not None and clinic.team.region_id != self.pk:
            message = _("The clinic of last resort must belong to a team of this region.")
            raise ValidationError({"last_resort_clinic": message})

    @property
    def hints(self) -> list[str]:
        """Those that are set, in their order."""
        return [hint for hint in (self.first_by, self.then_by, self.last_by) if hint]

    @property
    def link_lifetime(self) -> timedelta:
        return timedelta(hours=self.link_opens_for)
