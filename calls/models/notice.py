"""Something that a nurse, a doctor or somebody in charge is told, outside an offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.escalation import Escalation
from calls.models.labels import NEWS, choices
from calls.models.offer import Offer
from stations.models import Responsible


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
        help_text=_("The doctor who is told."),
    )
    person = models.ForeignKey(
        Responsible,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("person in charge"),
        help_text=_(
            "The person in charge who is told. Where no doctor is either, it is the nurse."
        ),
    )
    news = models.CharField(_("news"), max_length=20, choices=choices(NEWS))
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_for_one_person",
                condition=models.Q(offer__isnull=True) | models.Q(person__isnull=True),
                violation_error_message=_("A notice is for one person."),
            )
        ]

    def __str__(self) -> str:
        return self.get_news_display()
