"""How many calls may begin: what all processes share of the carrier's limit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CarrierSlot(models.Model):
    """One of the calls that may begin at about the same moment; `dispatch.pace` makes the rows."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    free_at = models.DateTimeField(_("free again"))

    class Meta:
        verbose_name = _("carrier's slot")
        verbose_name_plural = _("carrier's slots")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"
