"""What is said of one question: how bad it is, in words, and the pages where it is put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

# What is done once a day is late after this.
A_DAY = timedelta(hours=26)
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


def item_of_names(
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


def of_today(
    what: What,
    at: datetime | None,
    now: datetime,
    *,
    good: str,
    late: str,
    level: Level = Level.LOOK,
) -> Item:
    if at is None or now - at > A_DAY:
        last = (
            _("The last was on %(day)s.") % {"day": day_in_words(at)}
            if at
            else _("There was none.")
        )
        return Item(what, level, (late, last))
    return Item(what, Level.GOOD, (good,))


def moment_in_words(at: datetime) -> str:
    return date_format(timezone.localtime(at), "n/j (D) H:i")


def day_in_words(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")


def page(label: str, model: str, query: str = "") -> tuple[str, str]:
    address = reverse(f"admin:{model}_changelist")
    return label, f"{address}?{query}" if query else address
