"""What a preflight found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PreflightRun(models.Model):
    """One row for each; `findings` are a list of `{"problem": …, "facts": {…}}`."""

    at = models.DateTimeField(_("at"))
    findings = models.JSONField(_("findings"), default=list)

    class Meta:
        verbose_name = _("check of the telephones")
        verbose_name_plural = _("checks of the telephones")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
