"""One telephone call or one SMS."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models.alarm import Alarm
from calls.models.choices import Severity
from calls.models.escalation import Escalation
from calls.models.labels import ATTEMPT_STATE, CHANNEL, choices
from calls.models.notice import Notice
from calls.models.offer import Offer, new_key
from teams.models import Contact

LIVE = [str(state) for state in AttemptState if state.is_live]
ON_ITS_WAY = [str(s) for s in AttemptState if s.is_live and s.rank > AttemptState.PLACING.rank]
# A call to a doctor that the carrier was not asked for.
WAITING_CALL = models.Q(state=AttemptState.PLANNED, channel=Channel.VOICE, offer__isnull=False)
WITH_THE_CARRIER = [str(AttemptState.PLACING), *ON_ITS_WAY]


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def unplaced(self, now: datetime, grace: timedelta) -> "AttemptQuerySet":
        """Those nobody is placing: planned for longer than `grace`, or with a lease run out."""
        forgotten = models.Q(state=AttemptState.PLANNED, due_at__lte=now - grace)
        abandoned = models.Q(state=AttemptState.PLACING, lease_until__lte=now)
        wanted = _rested(now) | models.Q(alarm__isnull=False)
        return self.filter(forgotten | abandoned, wanted).order_by("pk")

    def waiting_calls(self, now: datetime, grace: timedelta) -> "AttemptQuerySet":
        """Calls to doctors, planned for longer than `grace`, in the order in which they go out:
        the most severe first, then the oldest escalation."""
        return self.filter(WAITING_CALL, _rested(now), due_at__lte=now - grace).order_by(
            "severity", "escalation_id", "pk"
        )

    def to_stop(self, now: datetime) -> "AttemptQuerySet":
        """Calls that should be hung up, are known to the carrier, and were not lately tried."""
        return self.filter(
            models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=now),
            stop_wanted=True,
            state__in=ON_ITS_WAY,
            sid__isnull=False,
        )

    def unheard_of(self, now: datetime, patience: timedelta) -> "AttemptQuerySet":
        """Known to the carrier, but nothing more was heard for longer than `patience`."""
        return self.filter(
            models.Q(reconciled_at__isnull=True) | models.Q(reconciled_at__lte=now - patience),
            _rested(now),
            state__in=ON_ITS_WAY,
            sid__isnull=False,
            placed_at__lte=now - patience,
        )

    def ringing_for_a_drill(self, number: str) -> "AttemptQuerySet":
        """Calls to this number that are not wanted when a real request needs it."""
        return self.filter(
            number=number,
            channel=Channel.VOICE,
            state__in=WITH_THE_CARRIER,
            stop_wanted=False,
            escalation__is_drill=True,
        )

    def that_hold(self, number: str) -> "AttemptQuerySet":
        """By which a real request asks on this number; a drill holds none."""
        return self.filter(number=number, holds_number=True)


def _rested(now: datetime) -> models.Q:
    """Nothing is done for an escalation while it rests after a fault: it would be in vain."""
    resting = "escalation__not_before"
    return models.Q(**{f"{resting}__isnull": True}) | models.Q(**{f"{resting}__lte": now})


class Attempt(models.Model):
    """Made for exactly one offer, notice or alarm, committed before the carrier is asked."""

    key = models.CharField(_("key"), max_length=22, unique=True, default=new_key, editable=False)
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="attempts", verbose_name=_("escalation")
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attempts",
        verbose_name=_("offer"),
    )
    notice = models.ForeignKey(
        Notice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attempts",
        verbose_name=_("notice"),
    )
    alarm = models.ForeignKey(
        Alarm,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="attempts",
        verbose_name=_("alarm"),
    )
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attempts",
        verbose_name=_("contact"),
    )
    turn = models.PositiveSmallIntegerField(_("turn"), default=0)
    number = models.CharField(_("number"), max_length=16)
    channel = models.CharField(_("channel"), max_length=10, choices=choices(CHANNEL))
    state = models.CharField(
        _("state"), max_length=20, choices=choices(ATTEMPT_STATE), default=str(AttemptState.PLANNED)
    )
    holds_number = models.BooleanField(_("asks about this escalation"), default=False)
    stop_wanted = models.BooleanField(_("to be hung up"), default=False)
    severity = models.PositiveSmallIntegerField(
        _("severity"),
        default=Severity.SUFFERING,
        db_default=Severity.SUFFERING,
    )
    in_line = models.BooleanField(
        _("had to wait in line"),
        default=False,
        db_default=False,
        help_text=_("The carrier's limit was reached when the call should have gone out."),
    )
    generation = models.PositiveSmallIntegerField(_("times placed"), default=0)
    lease_until = models.DateTimeField(_("being placed until"), null=True, blank=True)
    sid = models.CharField(_("SID"), max_length=34, unique=True, null=True, blank=True)
    error_code = models.IntegerField(_("error code"), null=True, blank=True)
    queue_seconds = models.FloatField(_("seconds in the carrier's queue"), default=0)
    created_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("to be placed"))
    placed_at = models.DateTimeField(_("taken by the carrier"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reconciled_at = models.DateTimeField(_("asked the carrier"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("call or SMS")
        verbose_name_plural = _("calls and SMS")
        ordering = ["pk"]
        indexes = [
            # Read by the watch, every half second.
            models.Index(
                fields=["state", "due_at"],
                name="live_attempts",
                condition=models.Q(state__in=LIVE),
            ),
            # Read by the office's page of an alarm: by what somebody was alarmed.
            models.Index(
                fields=["alarm"],
                name="attempts_of_an_alarm",
                condition=models.Q(alarm__isnull=False),
            ),
            # Read before each call, by the watch and by whoever waits: who goes out first.
            models.Index(
                fields=["severity", "escalation", "id"],
                name="calls_waiting_in_line",
                condition=WAITING_CALL,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_attempt_is_for_one_offer_one_notice_or_one_alarm",
                condition=models.Q(offer__isnull=False, notice__isnull=True, alarm__isnull=True)
                | models.Q(offer__isnull=True, notice__isnull=False, alarm__isnull=True)
                | models.Q(offer__isnull=True, notice__isnull=True, alarm__isnull=False),
                violation_error_message=_(
                    "A call or SMS belongs to one offer, one notice or one alarm."
                ),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(holds_number=True),
                name="a_number_is_asked_about_one_escalation_at_a_time",
                violation_error_message=_("This number is being asked about another escalation."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(channel=Channel.VOICE, state__in=WITH_THE_CARRIER),
                name="a_number_rings_once_at_a_time",
                violation_error_message=_("This number is already being called."),
            ),
            models.CheckConstraint(
                name="whoever_places_an_attempt_has_a_lease",
                condition=~models.Q(state=AttemptState.PLACING)
                | models.Q(lease_until__isnull=False),
                violation_error_message=_("An attempt that is being placed needs a lease."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} #{self.pk}"

    @property
    def rings_a_doctor(self) -> bool:
        """A call that asks: nothing may make it wait."""
        return self.offer_id is not None and self.channel == Channel.VOICE

    @property
    def owner(self) -> Any:
        return self.offer or self.notice or self.alarm


class CarrierCallbackManager(models.Manager["CarrierCallback"]):
    def take(
        self, attempt: Attempt, sid: str, status: str, code: int | None, *, at: datetime
    ) -> bool:
        """Write a report down; False when it had come in before. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [attempt.pk, sid, status, code, at])
            return bool(cursor.rowcount)


_TAKE = """
INSERT INTO calls_carriercallback (attempt_id, sid, status, error_code, received_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (sid, status) DO NOTHING"""


class CarrierCallback(models.Model):
    """One row for each status of each call or SMS, for ever: a duplicate changes nothing."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="callbacks", verbose_name=_("call or SMS")
    )
    sid = models.CharField(_("SID"), max_length=34)
    status = models.CharField(_("status"), max_length=20)
    error_code = models.IntegerField(_("error code"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))

    objects = CarrierCallbackManager()

    class Meta:
        verbose_name = _("carrier's report")
        verbose_name_plural = _("carrier's reports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sid", "status"],
                name="a_status_is_reported_once",
                violation_error_message=_("This report has already come in."),
            )
        ]

    def __str__(self) -> str:
        return self.status
