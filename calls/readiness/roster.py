"""Who could be asked, hour by hour, and on which numbers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.cover import Gap, Period, gaps, spans
from calls.days import away_of
from calls.dispatch.loading import takes_calls, takes_texts
from calls.readiness.items import (
    MOST_NAMES,
    Item,
    Level,
    What,
    item_of_names,
    moment_in_words,
    page,
)
from teams.models import Contact, Doctor, Region, Unavailability

AHEAD = timedelta(days=14)


def _doctors(region: Region, within: Period) -> list[Doctor]:
    """Those who take part, with their numbers and the periods that touch these days."""
    periods = Unavailability.objects.filter(starts_at__lt=within.ends, ends_at__gt=within.starts)
    return list(
        Doctor.objects.of_region(region)
        .active()
        .select_related("clinic")
        .prefetch_related(
            "contacts",
            Prefetch("unavailabilities", periods),
            Prefetch("clinic__unavailabilities", periods),
        )
    )


def _can_be_reached(doctor: Doctor) -> bool:
    return any(takes_calls(one) or takes_texts(one) for one in doctor.contacts.all())


def cover(region: Region, now: datetime) -> Iterator[Item]:
    within = Period(now, now + AHEAD)
    doctors = _doctors(region, within)
    away = {doctor.pk: away_of(doctor) for doctor in doctors if _can_be_reached(doctor)}
    found = gaps(spans(away, within), region.fewest_doctors)
    mends = (page(_("Unavailable periods"), "teams_unavailability"),)
    if found:
        level = Level.BAD if any(gap.able == 0 for gap in found) else Level.LOOK
        more = len(found) - MOST_NAMES
        lines = [_gap(gap) for gap in found[:MOST_NAMES]]
        lines += [_("And %(number)d more such times.") % {"number": more}] if more > 0 else []
        yield Item(What.COVER, level, tuple(lines), mends)
    else:
        words = ngettext(
            "At any time in the next %(days)d days at least %(number)d doctor can be asked.",
            "At any time in the next %(days)d days at least %(number)d doctors can be asked.",
            region.fewest_doctors,
        )
        facts = {"days": AHEAD.days, "number": region.fewest_doctors}
        yield Item(What.COVER, Level.GOOD, (words % facts,), mends)
    names = [doctor.name for doctor in doctors if not _can_be_reached(doctor)]
    yield item_of_names(
        What.UNREACHABLE,
        Level.LOOK,
        names,
        good=_("Every doctor has a number that can be used."),
        bad=_("No number of %(names)s can be used."),
        mends=(page(_("Doctors"), "teams_doctor"),),
    )


def _gap(gap: Gap) -> str:
    facts = {
        "from": moment_in_words(gap.starts),
        "until": moment_in_words(gap.ends),
        "number": gap.able,
    }
    if gap.able == 0:
        return _("%(from)s until %(until)s: nobody can be asked.") % facts
    words = ngettext(
        "%(from)s until %(until)s: only %(number)d doctor can be asked.",
        "%(from)s until %(until)s: only %(number)d doctors can be asked.",
        gap.able,
    )
    return words % facts


def proven_lately(region: Region, now: datetime) -> Q:
    """Contacts that were seen to work within the region's time, by a call or an SMS; ever, where
    it has none."""
    if region.check_every is None:
        return Q(voice_proven_at__isnull=False) | Q(text_proven_at__isnull=False)
    since = now - timedelta(days=region.check_every)
    return Q(voice_proven_at__gte=since) | Q(text_proven_at__gte=since)


def numbers(region: Region, now: datetime) -> Iterator[Item]:
    contacts = Contact.objects.filter(
        doctor__is_active=True,
        doctor__clinic__team__region=region,
        doctor__clinic__team__is_outside=False,
    )
    old = contacts.exclude(proven_lately(region, now)).count()
    mends = (page(_("Telephone numbers"), "teams_contact", "proof=old"),)
    if not old:
        yield Item(What.NUMBERS, Level.GOOD, (_("Every number was proven lately."),), mends)
    else:
        words = ngettext(
            "%(number)d telephone number was not proven within the region's time.",
            "%(number)d telephone numbers were not proven within the region's time.",
            old,
        )
        yield Item(What.NUMBERS, Level.LOOK, (words % {"number": old},), mends)
    doubted = contacts.filter(doubted_at__isnull=False).select_related("doctor")
    yield item_of_names(
        What.DOUBTED,
        Level.LOOK,
        [one.doctor.name for one in doubted],
        good=_("Nobody else has answered a doctor's number."),
        bad=_("Somebody else answered a number of %(names)s."),
        mends=(page(_("Telephone numbers"), "teams_contact", "doubted_at__isempty=0"),),
    )
