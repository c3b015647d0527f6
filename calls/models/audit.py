"""What the audit remembers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRun(models.Model):
    """The last audit that found nothing: one row. The next looks at what came after it."""

    started_at = models.DateTimeField(_("began"))
    looked_at = models.PositiveIntegerField(_("escalations looked at"))

    class Meta:
        verbose_name = _("audit")
        verbose_name_plural = _("audits")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
