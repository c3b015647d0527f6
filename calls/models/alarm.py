"""One person in charge, alarmed once about one escalation."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.escalation import Escalation
from calls.models.labels import WHY, choices
from calls.models.offer import digest_of, new_key, secret_of
from stations.models import Responsible


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def by_token(self, token: str) -> "AlarmQuerySet":
        return self.filter(token_digest=digest_of(token))

    def running(self) -> "AlarmQuerySet":
        """Those by which somebody may still take charge."""
        return self.filter(ended_at__isnull=True)


class Alarm(models.Model):
    """It ends when somebody takes charge, or when what it is about holds no longer."""

    key = models.CharField(_("key"), max_length=22, unique=True, default=new_key, editable=False)
    token_digest = models.CharField(
        _("digest of the link"), max_length=64, unique=True, editable=False
    )
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="alarms", verbose_name=_("escalation")
    )
    person = models.ForeignKey(
        Responsible, models.PROTECT, related_name="alarms", verbose_name=_("person in charge")
    )
    why = models.CharField(_("why"), max_length=20, choices=choices(WHY))
    created_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("over"), null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.person.name}: {self.get_why_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.token_digest = self.token_digest or digest_of(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The secret of the link; the key in the carrier's callbacks does not give it."""
        return secret_of(f"alarm:{self.key}")

    @property
    def link(self) -> str:
        return f"{settings.LINK_BASE_URL}/c/{self.token}"
