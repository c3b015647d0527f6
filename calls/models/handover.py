"""What the nurse wrote down for the doctor, beside and after the press."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.escalation import Escalation
from calls.models.facts_as_text import FactsAsText
from stations.models import User


class Handover(FactsAsText):
    """By fact, encrypted as one text. `calls.handover` knows the facts; the address and the
    nurse's free words stand with the escalation, for they go with the press."""

    escalation = models.OneToOneField(
        Escalation,
        models.PROTECT,
        primary_key=True,
        related_name="written",
        verbose_name=_("escalation"),
    )
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return f"#{self.escalation_id}"
