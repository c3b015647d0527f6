"""The machine, the way to the telephones, and what keeps both in practice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.dispatch import circuit, pulse
from calls.dispatch.daytime import day_of, is_working_day
from calls.models import Attempt, AuditRun, Backup, Duty, Escalation, PreflightRun
from calls.readiness.items import (
    A_DAY,
    Item,
    Level,
    What,
    day_in_words,
    item_of_names,
    of_today,
    page,
)
from stations.models import Role, User
from teams.models import Region

# Whoever has not practised for so long has forgotten how.
DRILL_EVERY = timedelta(days=92)
# Attempts of an escalation go out within seconds.
QUEUE_AGE = timedelta(seconds=30)


def processes(region: Region, now: datetime) -> Iterator[Item]:
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
        yield Item(What.QUEUE, Level.BAD, (words % facts,), (page(_("Log"), "calls_attempt"),))
    else:
        yield Item(What.QUEUE, Level.GOOD, (_("No call and no SMS waits to go out."),))


def preflight(region: Region, now: datetime) -> Iterator[Item]:
    run = PreflightRun.objects.first()
    mends = (page(_("Checks of the telephones"), "calls_preflightrun"),)
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


def housekeeping(region: Region, now: datetime) -> Iterator[Item]:
    at = AuditRun.objects.aggregate(at=Max("started_at"))["at"]
    yield of_today(
        What.AUDIT,
        at,
        now,
        good=_("The record was looked through today, and nothing is wrong with it."),
        late=_("The record has not been found in order today; the operator's log says why."),
    )
    yield of_today(
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
    yield item_of_names(
        What.DUTIES,
        Level.LOOK,
        names,
        good=_("Yesterday's duties were done."),
        bad=_("Not done yesterday: %(names)s."),
    )


def mail(region: Region, now: datetime) -> Iterator[Item]:
    mends = (page(_("Users"), "stations_user"),)
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


def drill(region: Region, now: datetime) -> Iterator[Item]:
    drills = Escalation.objects.filter(station__region=region, is_drill=True)
    last = drills.aggregate(at=Max("opened_at"))["at"]
    mends = (page(_("Requests"), "calls_escalation", "is_drill__exact=1"),)
    if last is None:
        yield Item(What.DRILL, Level.LOOK, (_("There has been no drill yet."),), mends)
        return
    level = Level.GOOD if now - last <= DRILL_EVERY else Level.LOOK
    words = _("The last drill was on %(day)s.") % {"day": day_in_words(last)}
    yield Item(What.DRILL, level, (words,), mends)
