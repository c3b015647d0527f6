"""The roster as a workbook: a page of its own in the admin, on the region's own row."""

from django.utils.translation import gettext_lazy as _

from teams.models import Region


class RosterBook(Region):
    class Meta:
        proxy = True
        verbose_name = _("roster as a workbook (Excel)")
        verbose_name_plural = _("roster as a workbook (Excel)")
