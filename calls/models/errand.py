"""A call or an SMS that can wait, and belongs to no escalation."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import AttemptState
from calls.models.labels import ATTEMPT_STATE, choices
from calls.models.offer import digest_of, new_key

# What ended so did not reach the doctor.
DID_NOT_ARRIVE = [
    str(AttemptState.FAILED),
    str(AttemptState.UNDELIVERED),
    str(AttemptState.CANCELED),
    str(AttemptState.DROPPED),
]
ON_ITS_WAY = [str(s) for s in AttemptState if s.is_live and s.rank > AttemptState.PLACING.rank]


class ErrandQuerySet(models.QuerySet[Any]):
    def unplaced(self, now: datetime) -> Self:
        """Those that nobody is sending: planned, or left behind by somebody who died."""
        abandoned = models.Q(state=AttemptState.PLACING, lease_until__lte=now)
        return self.filter(models.Q(state=AttemptState.PLANNED) | abandoned).order_by("pk")

    def waiting(self) -> Self:
        """Those that the carrier has not taken, as far as is known."""
        return self.filter(state__in=[AttemptState.PLANNED, AttemptState.PLACING])

    def arriving(self) -> Self:
        """All but those of which it is known that they did not arrive."""
        return self.exclude(state__in=DID_NOT_ARRIVE)

    def unheard_of(self, now: datetime, patience: timedelta) -> Self:
        """The carrier has them, and has said nothing of their end for longer than `patience`."""
        return self.filter(
            state__in=ON_ITS_WAY, sid__isnull=False, placed_at__lte=now - patience
        ).order_by("pk")

    def by_token(self, token: str) -> Self:
        return self.filter(token_digest=digest_of(token))


class Errand(models.Model):
    """Committed before the carrier is asked. The states are those of an attempt."""

    key = models.CharField(_("key"), max_length=22, unique=True, default=new_key, editable=False)
    token_digest = models.CharField(
        _("digest of the link"), max_length=64, unique=True, editable=False
    )
    number = models.CharField(_("number"), max_length=16)
    day = models.DateField(_("day"))
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

    class Meta:
        abstract = True
