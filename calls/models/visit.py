"""What came of a visit: the doctor's report, and who bills and pays what."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.choices import BilledBy, CallHours, Letter
from calls.models.escalation import Escalation
from calls.models.facts_as_text import FactsAsText
from calls.models.offer import Offer
from stations.models import User


class VisitReport(FactsAsText):
    """By fact, encrypted as one text; `calls.visit` knows the facts. `letter`, which names
    nobody, stands by itself. By the doctor on his page (`changed_by` empty), or by a nurse."""

    escalation = models.OneToOneField(
        Escalation,
        models.PROTECT,
        primary_key=True,
        related_name="report",
        verbose_name=_("escalation"),
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("of the doctor"),
    )
    letter = models.CharField(
        _("attending doctor's letter"), max_length=20, choices=Letter.choices, blank=True
    )
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("visit report")
        verbose_name_plural = _("visit reports")

    def __str__(self) -> str:
        return f"#{self.escalation_id}"

    @property
    def facts(self) -> dict[str, str]:
        """By the key of the fact, but for those of the settlement."""
        return super().facts | ({"letter": self.letter} if self.letter else {})

    def write(self, facts: Mapping[str, str]) -> None:
        self.letter = facts.get("letter", "")
        super().write({key: value for key, value in facts.items() if key != "letter"})


class Settlement(models.Model):
    """Who bills and pays what, recorded and not computed. It names no patient."""

    escalation = models.OneToOneField(
        Escalation,
        models.PROTECT,
        primary_key=True,
        related_name="settlement",
        verbose_name=_("escalation"),
    )
    billed_by = models.CharField(
        _("billed by"), max_length=20, choices=BilledBy.choices, blank=True
    )
    hours = models.CharField(_("add-on"), max_length=20, choices=CallHours.choices, blank=True)
    linked = models.CharField(_("standing link of the clinics"), max_length=10, blank=True)
    linked_since = models.CharField(_("linked since"), max_length=200, blank=True)
    honorarium = models.PositiveIntegerField(_("honorarium (yen)"), null=True, blank=True)
    travel_cost = models.PositiveIntegerField(_("travel (yen)"), null=True, blank=True)
    paid_by = models.CharField(_("paid by"), max_length=200, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")

    def __str__(self) -> str:
        return f"#{self.escalation_id}"
