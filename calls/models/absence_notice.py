"""One SMS by which a team doctor hears of planned absences. It belongs to no escalation."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import AttemptState
from calls.models.labels import ATTEMPT_STATE, choices
from calls.models.offer import digest_of, new_key, secret_of
from stations.models import Absence
from teams.models import Contact, Doctor

# What ended so was not read: the doctor is told once more.
DID_NOT_ARRIVE = [
    str(AttemptState.FAILED),
    str(AttemptState.UNDELIVERED),
    str(AttemptState.CANCELED),
    str(AttemptState.DROPPED),
]


class AbsenceNoticeQuerySet(models.QuerySet["AbsenceNotice"]):
    def unplaced(self, now: datetime) -> "AbsenceNoticeQuerySet":
        """Those that nobody is sending: planned, or left behind by somebody who died."""
        abandoned = models.Q(state=AttemptState.PLACING, lease_until__lte=now)
        return self.filter(models.Q(state=AttemptState.PLANNED) | abandoned).order_by("pk")

    def arriving(self) -> "AbsenceNoticeQuerySet":
        """All but those of which it is known that they did not arrive."""
        return self.exclude(state__in=DID_NOT_ARRIVE)

    def by_token(self, token: str) -> "AbsenceNoticeQuerySet":
        return self.filter(token_digest=digest_of(token))


class AbsenceNotice(models.Model):
    """Committed before the carrier is asked. The states are those of an attempt."""

    key = models.CharField(_("key"), max_length=22, unique=True, default=new_key, editable=False)
    token_digest = models.CharField(
        _("digest of the link"), max_length=64, unique=True, editable=False
    )
    doctor = models.ForeignKey(
        Doctor, models.PROTECT, related_name="absence_notices", verbose_name=_("doctor")
    )
    absences = models.ManyToManyField(
        Absence, related_name="notices", verbose_name=_("planned absences")
    )
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="absence_notices",
        verbose_name=_("contact"),
    )
    number = models.CharField(_("number"), max_length=16)
    day = models.DateField(_("day"), help_text=_("A doctor is told once a day at most."))
    state = models.CharField(
        _("state"), max_length=20, choices=choices(ATTEMPT_STATE), default=str(AttemptState.PLANNED)
    )
    generation = models.PositiveSmallIntegerField(_("times placed"), default=0)
    lease_until = models.DateTimeField(_("being placed until"), null=True, blank=True)
    sid = models.CharField(_("SID"), max_length=34, unique=True, null=True, blank=True)
    error_code = models.IntegerField(_("error code"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"))
    placed_at = models.DateTimeField(_("taken by the carrier"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = AbsenceNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of planned absences")
        verbose_name_plural = _("notices of planned absences")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "day"],
                name="a_doctor_hears_of_absences_once_a_day",
                violation_error_message=_("This doctor was told on that day already."),
            ),
            models.CheckConstraint(
                name="whoever_sends_a_notice_has_a_lease",
                condition=~models.Q(state=AttemptState.PLACING)
                | models.Q(lease_until__isnull=False),
                violation_error_message=_("A notice that is being sent needs a lease."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doctor} {self.day:%Y-%m-%d}"

    @property
    def token(self) -> str:
        """The secret of the doctor's link; the key in the carrier's callbacks does not give it."""
        return secret_of(f"absences:{self.key}")

    @property
    def link(self) -> str:
        return f"{settings.LINK_BASE_URL}/a/{self.token}"
