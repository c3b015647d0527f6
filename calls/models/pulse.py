"""When a watch last looked: what other processes can know of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WatchPulse(models.Model):
    """One row, which every watch writes; `dispatch.pulse` makes it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True, default=1)
    looked_at = models.DateTimeField(_("last looked"))

    class Meta:
        verbose_name = _("pulse of the watch")
        verbose_name_plural = _("pulse of the watch")

    def __str__(self) -> str:
        return f"{self.looked_at:%Y-%m-%d %H:%M:%S}"
