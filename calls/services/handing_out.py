"""The contact sheet on paper: a new version, and who has got it."""

from django.db import transaction

from calls.dispatch import clock
from calls.models import SheetReceipt, SheetVersion
from calls.printed_sheet import content_of, has_changed, newest
from stations.models import Station, User
from teams.models import Region


@transaction.atomic
def publish_sheet(*, region: Region, by: User) -> SheetVersion:
    """Make a version of what the roster says now; the newest one, where nothing has changed. Safe
    to repeat, and by two at once."""
    region = Region.objects.select_for_update().get(pk=region.pk)
    last = newest(region)
    if last is not None and not has_changed(region, last):
        return last
    return SheetVersion.objects.create(
        region=region,
        number=1 if last is None else last.number + 1,
        at=clock.now(),
        by=by,
        content=content_of(region),
    )


def receive_sheet(*, station: Station, version: SheetVersion, by: User) -> None:
    """The station has this version. Safe to repeat: the first word stands."""
    SheetReceipt.objects.get_or_create(
        station=station, version=version, defaults={"at": clock.now(), "by": by}
    )
