"""What would not hold, and what has to be looked at: one item for each question, with the page that
mends it. Nothing is called, sent or changed by looking.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.cover import Gap, Period, gaps, spans
from calls.days import away_of
from calls.dispatch import circuit, pulse
from calls.dispatch.daytime import day_of, is_working_day
from calls.dispatch.loading import takes_calls, takes_texts
from calls.models import Attempt, AuditRun, Backup, Duty, Escalation, PreflightRun
from calls.printed_sheet import behind, has_changed, newest
from stations.models import Absence, Responsible, Role, Station, User
from teams.models import Contact, Doctor, Region, Unavailability

AHEAD = timedelta(days=14)
# What is done once a day is late after this.
A_DAY = timedelta(hours=26)
# Whoever has not practised for so long has forgotten how.
DRILL_EVERY = timedelta(days=92)
# Attempts of an escalation go out within seconds.
QUEUE_AGE = timedelta(seconds=30)
# Absences are told on the next working day.
TOLD_WITHIN = timedelta(days=4)
MOST_NAMES = 5


class Level(IntEnum):
    """Of one item. `BAD`: tonight somebody would be left alone."""

    GOOD = 0
    LOOK = 1
    BAD = 2


class What(StrEnum):
    COVER = "cover"
    NUMBERS = "numbers"
    UNREACHABLE = "unreachable"
    DOUBTED = "doubted"
    STATIONS = "stations"
    IN_CHARGE = "in_charge"
    SHEET = "sheet"
    ABSENCES = "absences"
    WATCH = "watch"
    CARRIER = "carrier"
    QUEUE = "queue"
    PREFLIGHT = "preflight"
    AUDIT = "audit"
    DUTIES = "duties"
    BACKUP = "backup"
    MAIL = "mail"
    DRILL = "drill"


@dataclass(frozen=True)
class Item:
    """`lines`: in full sentences, the first says it all. `mends`: label and address of the pages
    where it is put right."""

    what: What
    level: Level
    lines: tuple[str, ...]
    mends: tuple[tuple[str, str], ...] = ()


def readiness_of(region: Region, now: datetime) -> list[Item]:
    """The worst first. Some twenty statements, whatever the size of the roster."""
    items = [item for look in LOOKS for item in look(region, now)]
    return sorted(items, key=lambda item: -item.level)


# --- Who could be asked -------------------------------------------------------------------


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


def _cover(region: Region, now: datetime) -> Iterator[Item]:
    within = Period(now, now + AHEAD)
    doctors = _doctors(region, within)
    away = {doctor.pk: away_of(doctor) for doctor in doctors if _can_be_reached(doctor)}
    found = gaps(spans(away, within), region.fewest_doctors)
    mends = (_page(_("Unavailable periods"), "teams_unavailability"),)
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
    yield _names(
        What.UNREACHABLE,
        Level.LOOK,
        names,
        good=_("Every doctor has a number that can be used."),
        bad=_("No number of %(names)s can be used."),
        mends=(_page(_("Doctors"), "teams_doctor"),),
    )


def _gap(gap: Gap) -> str:
    facts = {"from": _when(gap.starts), "until": _when(gap.ends), "number": gap.able}
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


def _numbers(region: Region, now: datetime) -> Iterator[Item]:
    contacts = Contact.objects.filter(
        doctor__is_active=True,
        doctor__clinic__team__region=region,
        doctor__clinic__team__is_outside=False,
    )
    old = contacts.exclude(proven_lately(region, now)).count()
    mends = (_page(_("Telephone numbers"), "teams_contact", "proof=old"),)
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
    yield _names(
        What.DOUBTED,
        Level.LOOK,
        [one.doctor.name for one in doubted],
        good=_("Nobody else has answered a doctor's number."),
        bad=_("Somebody else answered a number of %(names)s."),
        mends=(_page(_("Telephone numbers"), "teams_contact", "doubted_at__isempty=0"),),
    )


# --- Who asks, and who is alarmed ---------------------------------------------------------


def _stations(region: Region, now: datetime) -> Iterator[Item]:
    nurses = Count("nurses", filter=Q(nurses__is_active=True, nurses__role=Role.NURSE))
    asking = Station.objects.asking().filter(region=region).annotate(number=nurses)
    mends = (_page(_("Users"), "stations_user"),)
    if not asking:
        nobody = _("No station may ask for a doctor yet.")
        there = (_page(_("Stations"), "stations_station"),)
        yield Item(What.STATIONS, Level.BAD, (nobody,), there)
        return
    yield _names(
        What.STATIONS,
        Level.BAD,
        [station.name for station in asking if not station.number],
        good=_("Every station that may ask has a nurse who can sign in."),
        bad=_("Nobody of %(names)s can sign in."),
        mends=mends,
    )


def _in_charge(region: Region, now: datetime) -> Iterator[Item]:
    """Hour by hour of the week to come; people of one station alone do not count."""
    people = list(Responsible.objects.filter(region=region, station=None, is_active=True))
    hours = [now + timedelta(hours=hour) for hour in range(7 * 24)]
    alone = [at for at in hours if not any(one.may_be_alarmed_at(at) for one in people)]
    mends = (_page(_("People in charge"), "stations_responsible"),)
    if not people:
        words = _("When no doctor is found, nobody of the region is alarmed: there is no one.")
        yield Item(What.IN_CHARGE, Level.BAD, (words,), mends)
    elif alone:
        words = ngettext(
            "For %(number)d hour of the week nobody in charge may be alarmed, first %(at)s.",
            "For %(number)d hours of the week nobody in charge may be alarmed, first %(at)s.",
            len(alone),
        )
        facts = {"number": len(alone), "at": _when(alone[0])}
        yield Item(What.IN_CHARGE, Level.LOOK, (words % facts,), mends)
    else:
        words = _("At any hour somebody in charge is alarmed when no doctor is found.")
        yield Item(What.IN_CHARGE, Level.GOOD, (words,), mends)


def _sheet(region: Region, now: datetime) -> Iterator[Item]:
    version = newest(region)
    mends = (_page(_("Contact sheet on paper"), "calls_regionsheet"),)
    if version is None or has_changed(region, version):
        words = _("The contact sheet on paper is not what the roster says.")
        yield Item(What.SHEET, Level.LOOK, (words,), mends)
        return
    yield _names(
        What.SHEET,
        Level.LOOK,
        [station.name for station in behind(region, version)],
        good=_("Every station has the newest contact sheet."),
        bad=_("The newest contact sheet is not at %(names)s yet."),
        mends=mends,
    )


def _absences(region: Region, now: datetime) -> Iterator[Item]:
    late = Absence.objects.of_region(region).not_over(now).filter(entered_at__lt=now - TOLD_WITHIN)
    untold = late.filter(notices__isnull=True).select_related("attending_doctor")
    yield _names(
        What.ABSENCES,
        Level.LOOK,
        [str(one.attending_doctor) for one in untold],
        good=_("The teams were told of every planned absence."),
        bad=_("The teams were not told of the absence of %(names)s."),
        mends=(_page(_("Planned absences"), "stations_absence"),),
    )


# --- The machine, and the way to the telephones -------------------------------------------


def _processes(region: Region, now: datetime) -> Iterator[Item]:
    looked_at = pulse.last_look()
    if pulse.beats(looked_at, now):
        words = _("The program that watches over every search is at work.")
        yield Item(What.WATCH, Level.GOOD, (words,))
    else:
        words = _("Nothing watches over the searches. The operator has to start “watch”.")
        yield Item(What.WATCH, Level.BAD, (words,))
    if circuit.of_now(now).open_since is None:
        yield Item(What.CARRIER, Level.GOOD, (_("The carrier takes calls and SMS."),))
    else:
        words = _("The carrier takes neither calls nor SMS at the moment.")
        yield Item(What.CARRIER, Level.BAD, (words,))
    waiting = Attempt.objects.unplaced(now, QUEUE_AGE).count()
    if waiting:
        words = ngettext(
            "%(number)d call or SMS waits for longer than %(seconds)d seconds.",
            "%(number)d calls and SMS wait for longer than %(seconds)d seconds.",
            waiting,
        )
        facts = {"number": waiting, "seconds": QUEUE_AGE.seconds}
        yield Item(What.QUEUE, Level.BAD, (words % facts,), (_page(_("Log"), "calls_attempt"),))
    else:
        yield Item(What.QUEUE, Level.GOOD, (_("No call and no SMS waits to go out."),))


def _preflight(region: Region, now: datetime) -> Iterator[Item]:
    run = PreflightRun.objects.first()
    mends = (_page(_("Checks of the telephones"), "calls_preflightrun"),)
    if run is None or now - run.at > A_DAY:
        level = Level.BAD if settings.MODE == "production" else Level.LOOK
        words = _("The way to the telephones has not been checked today.")
        yield Item(What.PREFLIGHT, level, (words,), mends)
    elif run.findings:
        words = ngettext(
            "The check of the telephones found %(number)d thing that has to be mended.",
            "The check of the telephones found %(number)d things that have to be mended.",
            len(run.findings),
        )
        lines = (words % {"number": len(run.findings)},)
        yield Item(What.PREFLIGHT, Level.BAD, lines, mends)
    else:
        words = _("The way to the telephones and back was checked today.")
        yield Item(What.PREFLIGHT, Level.GOOD, (words,), mends)


def _housekeeping(region: Region, now: datetime) -> Iterator[Item]:
    at = AuditRun.objects.aggregate(at=Max("started_at"))["at"]
    yield _of_today(
        What.AUDIT,
        at,
        now,
        good=_("The record was looked through today, and nothing is wrong with it."),
        late=_("The record has not been found in order today; the operator's log says why."),
    )
    yield _of_today(
        What.BACKUP,
        Backup.objects.aggregate(at=Max("at"))["at"],
        now,
        good=_("There is a backup of today."),
        late=_("There is no backup of today, as far as this program was told."),
        level=Level.BAD if settings.MODE == "production" else Level.LOOK,
    )
    yesterday = day_of(now - timedelta(days=1))
    undone = Duty.objects.filter(day=yesterday, done_at__isnull=True)
    names = [duty.get_name_display() for duty in undone] if is_working_day(yesterday) else []
    yield _names(
        What.DUTIES,
        Level.LOOK,
        names,
        good=_("Yesterday's duties were done."),
        bad=_("Not done yesterday: %(names)s."),
    )


def _mail(region: Region, now: datetime) -> Iterator[Item]:
    mends = (_page(_("Users"), "stations_user"),)
    if not settings.MAIL_GOES_OUT:
        words = _("Staff cannot be told by mail: the operator has set no EMAIL_URL.")
        yield Item(What.MAIL, Level.LOOK, (words,))
    elif not staff_addresses(region):
        words = _("No member of the staff has an e-mail address here.")
        yield Item(What.MAIL, Level.LOOK, (words,), mends)
    else:
        yield Item(What.MAIL, Level.GOOD, (_("Staff are told by mail when something is bad."),))


def staff_addresses(region: Region) -> list[str]:
    """Of those who keep the region's rosters, and have given one."""
    staff = User.objects.filter(region=region, role=Role.STAFF, is_active=True)
    return list(staff.exclude(email="").order_by("pk").values_list("email", flat=True))


def _drill(region: Region, now: datetime) -> Iterator[Item]:
    drills = Escalation.objects.filter(station__region=region, is_drill=True)
    last = drills.aggregate(at=Max("opened_at"))["at"]
    mends = (_page(_("Requests"), "calls_escalation", "is_drill__exact=1"),)
    if last is None:
        yield Item(What.DRILL, Level.LOOK, (_("There has been no drill yet."),), mends)
        return
    level = Level.GOOD if now - last <= DRILL_EVERY else Level.LOOK
    words = _("The last drill was on %(day)s.") % {"day": _day(last)}
    yield Item(What.DRILL, level, (words,), mends)


LOOKS: tuple[Callable[[Region, datetime], Iterator[Item]], ...] = (
    _cover,
    _numbers,
    _stations,
    _in_charge,
    _sheet,
    _absences,
    _processes,
    _preflight,
    _housekeeping,
    _mail,
    _drill,
)


# --- In words -----------------------------------------------------------------------------


def _names(
    what: What,
    level: Level,
    names: Sequence[str],
    *,
    good: str,
    bad: str,
    mends: tuple[tuple[str, str], ...] = (),
) -> Item:
    if not names:
        return Item(what, Level.GOOD, (good,), mends)
    shown = _(", ").join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    if more > 0:
        shown = _("%(names)s and %(number)d more") % {"names": shown, "number": more}
    return Item(what, level, (bad % {"names": shown},), mends)


def _of_today(
    what: What,
    at: datetime | None,
    now: datetime,
    *,
    good: str,
    late: str,
    level: Level = Level.LOOK,
) -> Item:
    if at is None or now - at > A_DAY:
        last = _("The last was on %(day)s.") % {"day": _day(at)} if at else _("There was none.")
        return Item(what, level, (late, last))
    return Item(what, Level.GOOD, (good,))


def _when(at: datetime) -> str:
    return date_format(timezone.localtime(at), "n/j (D) H:i")


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")


def _page(label: str, model: str, query: str = "") -> tuple[str, str]:
    address = reverse(f"admin:{model}_changelist")
    return label, f"{address}?{query}" if query else address
