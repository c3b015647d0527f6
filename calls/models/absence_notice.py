"""One SMS by which a team doctor hears of planned absences. It belongs to no escalation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models.errand import Errand, ErrandQuerySet
from calls.models.offer import secret_of
from stations.models import Absence
from teams.models import Contact, Doctor


class AbsenceNotice(Errand):
    """A doctor is told once a day at most."""

    channel = Channel.TEXT

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

    objects = ErrandQuerySet.as_manager()

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
