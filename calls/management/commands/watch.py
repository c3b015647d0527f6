"""The sure path: finds what is overdue and does the work itself, dialling included."""

import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from calls import services, tasks
from calls.dispatch import clock, engine, pace
from calls.dispatch.events import Woken
from calls.dispatch.pulse import Pulse
from calls.dispatch.trouble import Stuck, where_it_happened
from calls.dispatch.vocabulary import Channel, Why
from calls.duties import Diary
from calls.models import Attempt, Escalation
from calls.models.attempt import WAITING_CALL
from calls.models.escalation import SOUGHT
from calls.telephony import carrier

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
THREADS = 8
# How long a planned attempt is left to the workers before the watch takes it.
GRACE = timedelta(seconds=0.3)
# A call is over after so long, rung and spoken; nothing heard since means ask the carrier.
CALL_PATIENCE = timedelta(seconds=150)
TEXT_PATIENCE = timedelta(minutes=10)
AT_A_TIME = 200
# An escalation that somebody holds locked for longer than this is reported, and then so often.
LATE, SAY_AGAIN = timedelta(seconds=5), timedelta(seconds=30)
# The first fault may pass by itself within a second.
ALARMED_FROM = 2


class Command(BaseCommand):
    help = "Steps every overdue escalation and places every forgotten call, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round, then stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        watch = Watch()
        if options["once"]:
            watch.look()
            watch.stop()
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: watch.stopped.set())
        watch.run()


class Watch:
    """A loop that only looks, and threads that do. Two of them are better than one."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._diary, self._pulse = Diary(), Pulse()
        self._reported: dict[int, datetime] = {}
        self._put_off: dict[int, datetime] = {}
        # No doctor's telephone waits for what somebody is told.
        self._dialling = ThreadPoolExecutor(THREADS, thread_name_prefix="dial")
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="watch")
        self._under_way: set[tuple[str, int]] = set()
        self._tried: set[int] = set()
        self._head = threading.Lock()
        self._lock = threading.Lock()

    def run(self) -> None:
        carrier()  # loaded now, and not while the first doctor's telephone should ring
        while not self.stopped.wait(TICK_SECONDS):
            try:
                now = self.look()
                self._pulse.beat(now)
                self._diary.look(now)
            except Error as error:
                logger.error("The database does not answer: %s", type(error).__name__)
            finally:
                close_old_connections()
        self.stop()

    def stop(self) -> None:
        for threads in (self._dialling, self._threads):
            threads.shutdown(wait=True, cancel_futures=False)
        self._diary.close()

    def look(self) -> datetime:
        """Find what is due, without a lock; hand it to the threads. Returns when it was."""
        now = clock.now()
        attempts = Attempt.objects
        is_behind = self._look_at_the_line(now)
        for row, since in self._overdue(now, is_behind=is_behind):
            if since is not None:  # an open one always has a wake-up
                self._do("step", row, partial(self._step, now - since))
        other = attempts.unplaced(now, GRACE).exclude(WAITING_CALL)
        for row in other.values_list("pk", flat=True)[:AT_A_TIME]:
            self._do("place", row, partial(tasks.place, skip_locked=True))
        for row in attempts.to_stop(now).values_list("pk", flat=True)[:AT_A_TIME]:
            self._do("hang up", row, tasks.hang_up)
        silent_calls = attempts.unheard_of(now, CALL_PATIENCE).filter(channel=Channel.VOICE)
        silent_texts = attempts.unheard_of(now, TEXT_PATIENCE).filter(
            channel=Channel.TEXT, reconciled_at__isnull=True
        )
        for unheard in (silent_calls, silent_texts):
            for row in unheard.values_list("pk", flat=True)[:AT_A_TIME]:
                self._do("reconcile", row, tasks.reconcile)
        return now

    def _overdue(self, now: datetime, *, is_behind: bool) -> list[tuple[int, datetime | None]]:
        """Whom to step. While this machine is behind with its calls, whoever looks for a doctor
        comes first: of those who have one, and wait to be reminded of something, one a look."""
        rows = Escalation.objects.overdue(now).values_list("pk", "wake_at")
        if not is_behind:
            return list(rows[:AT_A_TIME])
        # One that is locked, or still being stepped, does not keep the others waiting.
        self._put_off = {row: at for row, at in self._put_off.items() if now - at < LATE}
        others = rows.exclude(SOUGHT).exclude(pk__in=self._put_off)[:1]
        reminded = list(others)
        self._put_off |= {row: now for row, _since in reminded}
        return [*rows.filter(SOUGHT)[:AT_A_TIME], *reminded]

    def _step(self, late: timedelta, row: int) -> None:
        """Whoever is locked is passed by; a lock that is held for long is somebody's mistake.

        Where the search cannot go on at the second try either, the people in charge are alarmed.
        """
        try:
            stepped = engine.step(row, Woken(), skip_locked=True)
        except Stuck:
            if Escalation.objects.stuck().filter(pk=row, faults__gte=ALARMED_FROM).exists():
                services.alarm_office(escalation=row, why=Why.FAILING)
            raise
        if stepped is None and late > LATE:
            now = clock.now()
            self._reported = {r: at for r, at in self._reported.items() if now - at < SAY_AGAIN}
            if self._reported.setdefault(row, now) == now:
                seconds = late.total_seconds()
                logger.error("Escalation %s is locked, and %.0f seconds overdue", row, seconds)

    def _look_at_the_line(self, now: datetime) -> bool:
        """Have as many waiting calls dialled as may begin; the others are told that they wait.

        Returns whether calls wait that the carrier would take.
        """
        waiting = Attempt.objects.waiting_calls(now, GRACE)
        if not waiting.exists():
            return False
        self._tried = set()
        free = pace.free(now)
        for number in range(min(THREADS, free)):
            self._do("dial", number, self._dial, self._dialling)
        # A job of another name: whoever is still to be told does not miss his turn for it.
        for row in waiting.filter(in_line=False).values_list("pk", flat=True)[:AT_A_TIME]:
            self._do("queue", row, partial(tasks.place, skip_locked=True))
        return free > 0

    def _dial(self, _number: int) -> None:
        """Dial from the head of the line on, whoever stands there by now. What does not move,
        whether it raises, somebody holds it locked or there is no slot for it, is passed by until
        the next look: so a machine that is slow dials less, but in order."""
        place = partial(tasks.place, skip_locked=True, in_turn=True)
        while (row := self._head_of_the_line()) is not None:
            self._run(("place", row), place)

    def _head_of_the_line(self) -> int | None:
        now = clock.now()
        if not pace.free(now):
            return None
        with self._head:
            tried = self._tried  # a look puts an empty one in its place meanwhile
            waiting = Attempt.objects.waiting_calls(now, GRACE).exclude(pk__in=tried)
            row = waiting.values_list("pk", flat=True).first()
            if row is not None:
                tried.add(row)
        return row

    def _do(
        self,
        what: str,
        row: int,
        work: Callable[[int], Any],
        threads: ThreadPoolExecutor | None = None,
    ) -> None:
        """Once at a time for each row; a fault in one row never stops the others."""
        job = (what, row)
        with self._lock:
            if job in self._under_way:
                return
            self._under_way.add(job)
        (threads or self._threads).submit(self._run, job, work)

    def _run(self, job: tuple[str, int], work: Callable[[int], Any]) -> None:
        try:
            work(job[1])
        except Stuck:  # its fault is on the row, and in the log
            pass
        except Exception as error:
            logger.error("The watch could not %s %s: %s", *job, where_it_happened(error))
        finally:
            close_old_connections()
            with self._lock:
                self._under_way.discard(job)
