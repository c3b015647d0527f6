"""A station as the dispatch sees it: for whom would it find a doctor now?"""

from django.utils.translation import gettext_lazy as _

from stations.models import Station


class AskingStation(Station):
    """A page of its own in the admin, on the station's own rows."""

    class Meta:
        proxy = True
        verbose_name = _("who would be asked now")
        verbose_name_plural = _("who would be asked now")
