"""Whether the carrier takes anything: what all processes share of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CarrierCircuit(models.Model):
    """One row; `dispatch.circuit` makes it at the first failure."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True, default=1)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    open_since = models.DateTimeField(_("takes nothing since"), null=True, blank=True)
    probe_at = models.DateTimeField(_("tried again at"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of the carrier")
        verbose_name_plural = _("state of the carrier")

    def __str__(self) -> str:
        return f"{self.failures}"
