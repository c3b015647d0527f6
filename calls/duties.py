"""What has to be done once a day, by whichever watch comes first.

A row for each duty and day says who does it and whether it is done. There is no other
scheduler: as long as a watch runs, and the search depends on one, no duty is left undone.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import close_old_connections

from calls.audit import audit
from calls.checking import check_contacts, send_what_staff_asked_for
from calls.dispatch import clock
from calls.dispatch.daytime import TOKYO, day_of, is_working_day
from calls.dispatch.trouble import where_it_happened
from calls.models import Duty, DutyName
from calls.preflight import in_words, keep, preflight
from calls.purging import purge
from calls.readiness import check_regions
from calls.telling import tell_absences

logger = logging.getLogger(__name__)

# A duty that failed, or whose process died, is taken again after this.
LEASE = timedelta(minutes=10)
LOOK_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Daily:
    """`work` returns whether it is done for the day; between `begins` and `until` in Japan.
    `in_production`: nowhere else.

    It has to be safe to repeat, and to run twice at once.
    """

    name: DutyName
    work: Callable[[], bool]
    begins: time
    until: time = time.max
    on_working_days: bool = False
    in_production: bool = False

    def is_due(self, now: datetime) -> bool:
        there = now.astimezone(TOKYO)
        day_fits = not self.on_working_days or is_working_day(there.date())
        if self.in_production and settings.MODE != "production":
            return False
        return day_fits and self.begins <= there.time() < self.until


def _tell_absences() -> bool:
    """What the carrier did not take is tried again on the same day."""
    told = tell_absences()
    return told is not None and not told.waiting


def _check_contacts() -> bool:
    """What was left, because somebody searched for a doctor, is tried again on the same day."""
    checked = check_contacts()
    return checked is not None and not checked.waiting


def _preflight() -> bool:
    """Early enough for somebody to mend it before the night."""
    for sentence in in_words(keep(preflight())):
        logger.error("Preflight: %s", sentence)
    return True


def _audit() -> bool:
    """Before the day begins, so that whoever can repair something is about to come to work."""
    for finding in audit().findings:
        logger.error("The audit found: %s", finding)
    return True


def _readiness() -> bool:
    """After everything else of the morning, so that staff read what holds."""
    check_regions()
    return True


def _purge() -> bool:
    purge()
    return True


DAILY = (
    Daily(DutyName.PURGE, _purge, time(5)),
    # Elsewhere the telephones are simulated, and web may just be starting.
    Daily(DutyName.PREFLIGHT, _preflight, time(8, 30), in_production=True),
    Daily(DutyName.ABSENCES, _tell_absences, time(11), time(17), on_working_days=True),
    Daily(DutyName.CHECKS, _check_contacts, time(13), time(17), on_working_days=True),
    Daily(DutyName.AUDIT, _audit, time(6)),
    Daily(DutyName.READINESS, _readiness, time(9)),
)


def do(daily: Daily) -> bool:
    """Do it, unless it is done for the day or somebody else is at it. Never raises for its own.

    Returns whether this call did it.
    """
    now = clock.now()
    mine = _take(daily, now)
    if mine is None:
        return False
    try:
        done = daily.work()
    except Exception as error:
        logger.error("The duty %s failed: %s", daily.name, where_it_happened(error))
        return False
    if done:
        Duty.objects.filter(pk=mine.pk, generation=mine.generation).update(done_at=clock.now())
    return done


def _take(daily: Daily, now: datetime) -> Duty | None:
    row, _ = Duty.objects.get_or_create(
        name=daily.name, day=day_of(now), defaults={"lease_until": now}
    )
    if row.done_at is not None or row.lease_until > now:
        return None
    free = Duty.objects.filter(pk=row.pk, generation=row.generation, done_at__isnull=True)
    row.generation += 1
    won = free.update(generation=row.generation, lease_until=now + LEASE)
    return row if won else None


class Diary:
    """Looks once a minute what is due, and does it in a thread of its own, one after another."""

    def __init__(self, duties: tuple[Daily, ...] = DAILY) -> None:
        self._duties = duties
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="duties")
        self._looked: datetime | None = None
        self._busy: Future[None] | None = None

    def look(self, now: datetime) -> None:
        if self._looked is not None and now - self._looked < LOOK_EVERY:
            return
        due = [daily for daily in self._duties if daily.is_due(now)]
        if self._busy is None or self._busy.done():
            self._looked = now
            self._busy = self._thread.submit(self._do, due)

    def close(self) -> None:
        """Wait for what is being done."""
        self._thread.shutdown()

    def _do(self, due: list[Daily]) -> None:
        """What somebody waits for comes first."""
        try:
            send_what_staff_asked_for()
        except Exception as error:
            logger.error("Checks that staff asked for wait: %s", where_it_happened(error))
        for daily in due:
            try:
                do(daily)
            except Exception as error:  # the database is away: in a minute once more
                logger.error("The duty %s waits: %s", daily.name, where_it_happened(error))
            finally:
                close_old_connections()
