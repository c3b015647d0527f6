"""Who asks, who is alarmed, and what they have in their hands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.printed_sheet import behind, has_changed, newest
from calls.readiness.items import Item, Level, What, item_of_names, moment_in_words, page
from stations.models import Absence, Responsible, Role, Station
from teams.models import Region

# Absences are told on the next working day.
TOLD_WITHIN = timedelta(days=4)


def stations(region: Region, now: datetime) -> Iterator[Item]:
    nurses = Count("nurses", filter=Q(nurses__is_active=True, nurses__role=Role.NURSE))
    asking = Station.objects.asking().filter(region=region).annotate(number=nurses)
    mends = (page(_("Users"), "stations_user"),)
    if not asking:
        nobody = _("No station may ask for a doctor yet.")
        there = (page(_("Stations"), "stations_station"),)
        yield Item(What.STATIONS, Level.BAD, (nobody,), there)
        return
    yield item_of_names(
        What.STATIONS,
        Level.BAD,
        [station.name for station in asking if not station.number],
        good=_("Every station that may ask has a nurse who can sign in."),
        bad=_("Nobody of %(names)s can sign in."),
        mends=mends,
    )


def in_charge(region: Region, now: datetime) -> Iterator[Item]:
    """Hour by hour of the week to come; people of one station alone do not count."""
    people = list(Responsible.objects.filter(region=region, station=None, is_active=True))
    hours = [now + timedelta(hours=hour) for hour in range(7 * 24)]
    alone = [at for at in hours if not any(one.may_be_alarmed_at(at) for one in people)]
    mends = (page(_("People in charge"), "stations_responsible"),)
    if not people:
        words = _("When no doctor is found, nobody of the region is alarmed: there is no one.")
        yield Item(What.IN_CHARGE, Level.BAD, (words,), mends)
    elif alone:
        words = ngettext(
            "For %(number)d hour of the week nobody in charge may be alarmed, first %(at)s.",
            "For %(number)d hours of the week nobody in charge may be alarmed, first %(at)s.",
            len(alone),
        )
        facts = {"number": len(alone), "at": moment_in_words(alone[0])}
        yield Item(What.IN_CHARGE, Level.LOOK, (words % facts,), mends)
    else:
        words = _("At any hour somebody in charge is alarmed when no doctor is found.")
        yield Item(What.IN_CHARGE, Level.GOOD, (words,), mends)


def sheet(region: Region, now: datetime) -> Iterator[Item]:
    version = newest(region)
    mends = (page(_("Contact sheet on paper"), "calls_regionsheet"),)
    if version is None or has_changed(region, version):
        words = _("The contact sheet on paper is not what the roster says.")
        yield Item(What.SHEET, Level.LOOK, (words,), mends)
        return
    yield item_of_names(
        What.SHEET,
        Level.LOOK,
        [station.name for station in behind(region, version)],
        good=_("Every station has the newest contact sheet."),
        bad=_("The newest contact sheet is not at %(names)s yet."),
        mends=mends,
    )


def absences(region: Region, now: datetime) -> Iterator[Item]:
    late = Absence.objects.of_region(region).not_over(now).filter(entered_at__lt=now - TOLD_WITHIN)
    untold = late.filter(notices__isnull=True).select_related("attending_doctor")
    yield item_of_names(
        What.ABSENCES,
        Level.LOOK,
        [str(one.attending_doctor) for one in untold],
        good=_("The teams were told of every planned absence."),
        bad=_("The teams were not told of the absence of %(names)s."),
        mends=(page(_("Planned absences"), "stations_absence"),),
    )
