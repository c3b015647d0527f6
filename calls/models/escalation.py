"""One first call, passed on. It belongs to the station, not to the nurse."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import Channel, Status
from calls.models.choices import AbsenceReason, CaseKind, Outcome, Severity, Wanted
from calls.models.labels import CHANNEL, STATUS, WHY, choices
from stations.encryption import EncryptedTextField
from stations.models import AttendingDoctor, Patient, Responsible, Role, Station, User
from teams.models import Order
from teams.phone import PhoneField

OPEN = [str(status) for status in Status if status.is_open]
# A doctor is looked for, or people in charge are, because none was found.
SOUGHT = models.Q(status__in=[Status.SEARCHING, Status.UNANSWERED])


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, user: Any) -> "EscalationQuerySet":
        """The escalations of a nurse's stations. City staff have figures, not cases, coordinators
        a queue, and auditors timelines."""
        if not user.is_authenticated or user.role != Role.NURSE:
            return self.none()
        return self.filter(station__nurses=user)

    def to_pick_for(self, user: Any) -> "EscalationQuerySet":
        """Those of a coordinator's region that search, the longest waiting first. He sees where
        and what in neutral words; his pages show neither patient nor handover."""
        if not user.is_authenticated or not user.is_coordinator:
            return self.none()
        return self.filter(
            status=Status.SEARCHING,
            station__region=user.region_id,
            station__region__order=Order.COORDINATOR,
        ).order_by("opened_at")

    def open(self) -> "EscalationQuerySet":
        return self.filter(status__in=OPEN)

    def ended(self) -> "EscalationQuerySet":
        return self.exclude(status__in=OPEN)

    def overdue(self, now: datetime) -> "EscalationQuerySet":
        """Open ones whose wake-up time has come and that do not rest, the longest waiting first."""
        rested = models.Q(not_before__isnull=True) | models.Q(not_before__lte=now)
        return self.open().filter(rested, wake_at__lte=now).order_by("wake_at")

    def stuck(self) -> "EscalationQuerySet":
        """Open ones that the engine could not step: only a human can help, and has to be told."""
        return self.open().filter(faults__gt=0)

    def ended_after(self, at: datetime, pk: int) -> "EscalationQuerySet":
        """Those that ended after this moment, or in it with a greater key, in this order."""
        in_it = models.Q(ended_at=at, pk__gt=pk)
        return self.filter(
            models.Q(ended_at__gt=at) | in_it, ended_at__isnull=False, ended_at__gte=at
        ).order_by("ended_at", "pk")

    def newest_first(self) -> "EscalationQuerySet":
        return self.order_by("-opened_at")


class Escalation(models.Model):
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="escalations", verbose_name=_("station")
    )
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="escalations", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"))
    kept_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # nobody looks for them by her
        verbose_name=_("taken over by"),
        help_text=_("Empty: it is still with whoever opened it."),
    )
    request_id = models.UUIDField(_("request"), default=uuid.uuid4, unique=True, editable=False)
    request_digest = models.CharField(_("content of the request"), max_length=64, editable=False)

    wanted = models.CharField(_("help wanted"), max_length=20, choices=Wanted.choices)
    case_kind = models.CharField(_("kind of case"), max_length=20, choices=CaseKind.choices)
    reason = models.CharField(
        _("why the attending doctor is out"), max_length=20, choices=AbsenceReason.choices
    )
    area = models.CharField(_("area"), max_length=40)
    call_back_number = PhoneField(_("number to call the nurse back"))
    tell_by = models.CharField(
        _("tell the nurse by"), max_length=10, choices=choices(CHANNEL), default=str(Channel.TEXT)
    )
    attending_doctor = models.ForeignKey(
        AttendingDoctor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations",
        verbose_name=_("attending doctor"),
    )
    # --- What the region's scheme and an announced patient add, frozen at the press --------
    patient = models.ForeignKey(
        Patient,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="escalations",
        verbose_name=_("announced patient"),
    )
    advice_first = models.BooleanField(_("advice first"), default=False, db_default=False)
    room_link = EncryptedTextField(_("room in the medical network"), blank=True, db_default="")

    address = EncryptedTextField(_("address and how to get there"), blank=True)
    handover = EncryptedTextField(_("what the doctor should know"), blank=True)

    is_drill = models.BooleanField(
        _("drill"),
        default=False,
        db_default=False,
        help_text=_("Telephones ring for practice; no doctor is asked to go."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=choices(STATUS), default=str(Status.SEARCHING)
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    resumes_at = models.DateTimeField(_("next round at"), null=True, blank=True)
    confirm_by = models.DateTimeField(_("to have spoken by"), null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(_("reminders"), default=0)
    wake_at = models.DateTimeField(
        _("looked at again at"), null=True, blank=True, help_text=_("The search, or its alarm.")
    )
    search_at = models.DateTimeField(_("search looked at again at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    faults = models.PositiveSmallIntegerField(
        _("faults"),
        default=0,
        db_default=0,
        help_text=_("How often in a row the search could not go on. 0 is as it should be."),
    )
    not_before = models.DateTimeField(_("rests until"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("entries on the timeline"), default=0)
    head = models.CharField(_("hash of the last entry"), max_length=64, blank=True, editable=False)

    # A coordinator's queue.
    picks_by = models.DateTimeField(_("to be picked by"), null=True, blank=True)
    by_list = models.BooleanField(
        _("goes on by the list"),
        default=False,
        db_default=False,
        help_text=_("Nobody picked in time, or the coordinator left it to the list."),
    )
    # What the people in charge are alarmed about, and who has taken charge.
    alarm_why = models.CharField(
        _("alarmed because"),
        max_length=20,
        choices=choices(WHY),
        blank=True,
        default="",
        db_default="",
    )
    alarm_since = models.DateTimeField(_("alarmed since"), null=True, blank=True)
    alarm_at = models.DateTimeField(_("alarm looked at again at"), null=True, blank=True)
    in_charge_since = models.DateTimeField(_("taken charge of"), null=True, blank=True)
    in_charge_user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("taken charge of by, signed in"),
    )
    in_charge_person = models.ForeignKey(
        Responsible,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("taken charge of by, alarmed"),
    )

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-opened_at"]
        indexes = [
            # Read by the watch, every half second: cost follows what is open.
            models.Index(
                fields=["wake_at"],
                name="open_escalations_by_wake_up",
                condition=models.Q(status__in=OPEN),
            ),
            # Read by the audit: what ended since it last looked.
            models.Index(
                fields=["ended_at", "id"],
                name="ended_escalations_by_end",
                condition=models.Q(ended_at__isnull=False),
            ),
            # Read when a patient is erased: few escalations have one.
            models.Index(
                fields=["patient"],
                name="escalations_of_a_patient",
                condition=models.Q(patient__isnull=False),
            ),
            # Read by a station's home: what runs, and what was last.
            models.Index(fields=["station", "-opened_at"], name="escalations_of_a_station"),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_open_escalation_has_a_wake_up",
                condition=~models.Q(status__in=OPEN) | models.Q(wake_at__isnull=False),
                violation_error_message=_("An open escalation must be looked at again."),
            ),
            models.CheckConstraint(
                name="an_ended_escalation_has_an_end",
                condition=models.Q(status__in=OPEN, ended_at__isnull=True)
                | (~models.Q(status__in=OPEN) & models.Q(ended_at__isnull=False)),
                violation_error_message=_("An escalation has an end exactly when it is over."),
            ),
            models.CheckConstraint(
                name="a_drill_ends_as_a_drill_and_nothing_else_does",
                condition=models.Q(is_drill=True, outcome__in=["", Outcome.DRILL])
                | (models.Q(is_drill=False) & ~models.Q(outcome=Outcome.DRILL)),
                violation_error_message=_("A drill ends as a drill, and nothing else does."),
            ),
            models.CheckConstraint(
                name="an_alarm_is_looked_at_again",
                condition=models.Q(alarm_why="", alarm_since=None, alarm_at=None)
                | (
                    ~models.Q(alarm_why="")
                    & models.Q(alarm_since__isnull=False, alarm_at__isnull=False)
                ),
                violation_error_message=_("An alarm must be looked at again, until it is over."),
            ),
            models.CheckConstraint(
                name="an_ended_escalation_alarms_nobody",
                condition=models.Q(status__in=OPEN) | models.Q(alarm_why=""),
                violation_error_message=_("Nobody is alarmed about an escalation that is over."),
            ),
            models.CheckConstraint(
                name="one_person_takes_charge",
                condition=models.Q(in_charge_since=None, in_charge_user=None, in_charge_person=None)
                | models.Q(
                    in_charge_since__isnull=False,
                    in_charge_user__isnull=False,
                    in_charge_person=None,
                )
                | models.Q(
                    in_charge_since__isnull=False,
                    in_charge_user=None,
                    in_charge_person__isnull=False,
                ),
                violation_error_message=_("Exactly one person takes charge."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {_('Drill')}" if self.is_drill else f"#{self.pk}"

    @property
    def nurse(self) -> User:
        """Who has it now."""
        return self.kept_by or self.opened_by

    @property
    def nurse_id(self) -> int:
        return self.kept_by_id or self.opened_by_id

    @property
    def is_open(self) -> bool:
        return Status(self.status).is_open

    @property
    def by_telephone(self) -> bool:
        """Advice is all that is wanted: nobody sets out, so nobody arrives."""
        return self.wanted == Wanted.ADVICE

    @property
    def in_neutral_words(self) -> Any:
        """The help that is wanted, as an SMS, a call and the page before the yes may say it."""
        if self.advice_first:
            return _("advice by telephone, the nurse is called back first")
        return Wanted(self.wanted).in_neutral_words

    @property
    def severity(self) -> Severity:
        """By the kind of case; a confirmation of death says what a kind without a name is."""
        if self.is_drill:
            return Severity.DRILL
        if self.wanted == Wanted.CONFIRMATION and self.case_kind == CaseKind.OTHER:
            return Severity.DEAD
        return CaseKind(self.case_kind).severity
