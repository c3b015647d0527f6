"""Something that a nurse or a doctor is told, outside an offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.escalation import Escalation
from calls.models.labels import NEWS, choices
from calls.models.offer import Offer


class Notice(models.Model):
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="notices", verbose_name=_("escalation")
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("offer"),
        help_text=_("The doctor who is told; empty means the nurse."),
    )
    news = models.CharField(_("news"), max_length=20, choices=choices(NEWS))
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_news_display()
