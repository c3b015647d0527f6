"""What the nurse wrote down for the doctor, beside and after the press."""

import json
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.escalation import Escalation
from stations.encryption import EncryptedTextField
from stations.models import User


class Handover(models.Model):
    """By fact, encrypted as one text. `calls.handover` knows the facts; the address and the
    nurse's free words stand with the escalation, for they go with the press."""

    escalation = models.OneToOneField(
        Escalation,
        models.PROTECT,
        primary_key=True,
        related_name="written",
        verbose_name=_("escalation"),
    )
    text = EncryptedTextField(_("what was written"), blank=True)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return f"#{self.escalation_id}"

    @property
    def facts(self) -> dict[str, str]:
        """By the key of the fact."""
        return dict(json.loads(self.text)) if self.text else {}

    def write(self, facts: Mapping[str, str]) -> None:
        self.text = json.dumps(dict(facts), ensure_ascii=False) if facts else ""
