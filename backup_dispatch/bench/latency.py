"""How long a press, a busy line and a yes take, on real processes, one night at a time."""

import json
import math
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import psycopg
import redis

from backup_dispatch.bench.asking import inside
from backup_dispatch.people import EventStream, Nurse, UnexpectedAnswer
from backup_dispatch.phones import Phones, Record
from backup_dispatch.stack import WORKERS, Stack

# Short calls, and none that waits for the one before it.
SPEED = 8.0
# Beside others: their calls ring for a minute, shortened to half of one, as in a real night.
SPEED_BESIDE_OTHERS = 2.0
CALLS_PER_SECOND = 100.0
WARM_UP = 5  # rounds that are not counted
PATIENCE = 10.0  # seconds; what takes longer loses the round
# Nobody looks at anything for so long before a press and a yes, and after a press: what goes on
# by itself has ended, and what is measured is not measured together with who measures.
UNDISTURBED = 0.3
PACE_ADDITIONS = 20_000
STATIONS_OF_A_CITY = 10

BUSY, ASKED, NURSE = "+819000000001", "+819000000002", "+819000000901"
# One call each; two SMS that ask, and three that tell nurse and doctors of the yes.
CALLS, TEXTS = 2, 5
REQUEST = {
    "wanted": "visit",
    "case_kind": "fever",
    "reason": "no_answer",
    "area": "湯村",
    "call_back_number": NURSE,
    "tell_by": "text",
}


class Lost(Exception):
    """A round in which something did not come about in time; the text says what."""


@dataclass
class Measured:
    """Seconds of every round; attempts, and what they cost, of those with a yes by key."""

    press: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    yes: list[float] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    attempts: int = 0
    requests: int = 0
    messages: int = 0
    statements: dict[str, int] = field(default_factory=dict)


class Latencies:
    """One nurse, two telephones: the first is busy, the second one's doctor says yes.

    `running`: so many other escalations search beside it, each of them ringing somebody who
    does not pick up.
    """

    def __init__(self, stack: Stack, *, running: int = 0) -> None:
        self._stack = stack
        self._running = running
        self._round_began = 0.0
        self._nurse = Nurse(stack.web_url)
        self._phones = Phones(stack.simulator_url)
        self._broker = redis.Redis.from_url(stack.env["REDIS_URL"])

    def measure(self, rounds: int) -> Measured:
        """Play `rounds` nights after the warm-up, then count what one attempt costs."""
        self._nurse.sign_in("nurse", self._stack.env["DEMO_PASSWORD"])
        if self._running:
            self._let_others_search()
        for number in range(WARM_UP):
            self._round(Measured(), by_key=number % 2 == 0)
        measured = Measured()
        for number in range(rounds):
            try:
                # A yes by a key and a yes by SMS take turns.
                if number % 2 == 0:
                    self._counted_round(measured)
                else:
                    self._round(measured, by_key=False)
            except (Lost, UnexpectedAnswer) as lost:
                measured.lost.append(f"{number + 1}: {lost}")
            _show_progress(number + 1, rounds)
        if not self._running:
            measured.statements = self._statements()
        return measured

    def _let_others_search(self) -> None:
        cities = math.ceil(self._running / STATIONS_OF_A_CITY)
        policy = {"ring_for": 60, "answer_within": 1800}
        crowd = inside(self._stack, "crowd", cities=cities, stations=self._running, **policy)
        inside(self._stack, "press", stations=crowd["stations"])

    def _counted_round(self, measured: Measured) -> None:
        """A round in which no call is hung up: that takes a message which is no attempt's."""
        attempts, pushes = self._attempts(), self._pushes()
        record = self._round(measured, by_key=True)
        measured.attempts += self._attempts() - attempts
        measured.messages += self._pushes() - pushes
        measured.requests += len(record.attempts)

    def _round(self, measured: Measured, *, by_key: bool) -> Record:
        self._begin_round()
        form = self._nurse.begin_request()
        time.sleep(UNDISTURBED)
        pressed = time.time()
        escalation = self._nurse.press(form, REQUEST)
        time.sleep(UNDISTURBED)
        try:
            with self._nurse.events(escalation) as events:
                self._until("the second telephone rings", lambda: self._second_is("ringing"))
                yes = self._say_yes(escalation, events, by_key=by_key)
            record = self._quiet_record()
        except Lost:
            self._nurse.cancel(escalation)
            raise
        self._nurse.close(escalation, "visited")
        first, second = (request["at"] for request in record.created("Calls"))
        measured.press.append(first - pressed)
        measured.busy.append(second - _reported_busy(record))
        measured.yes.append(yes)
        measured.pace.append(_pace())
        return record

    def _begin_round(self) -> None:
        """What was is forgotten; beside others, whose calls go on, only what came later counts."""
        self._round_began = time.time()
        if not self._running:
            self._phones.forget()
        self._phones.behave(BUSY, call="busy")

    def _record(self) -> Record:
        if self._running:
            return self._phones.record(since=self._round_began).of({BUSY, ASKED, NURSE})
        return self._phones.record()

    def _say_yes(self, escalation: int, events: EventStream, *, by_key: bool) -> float:
        """Seconds from the yes until the nurse's page could know of it."""
        if by_key:
            self._phones.answer(ASKED)
            self._until("the second doctor listens", lambda: self._second_is("in-progress"))
        time.sleep(UNDISTURBED)
        known = self._nurse.look(escalation)["sequence"]
        time.sleep(UNDISTURBED)
        said = time.time()
        if by_key:
            self._phones.press(ASKED, "1")
        else:
            self._phones.reply(ASKED, "１")
        events.wait_for(known + 1, seconds=PATIENCE)
        self._until("the yes counts", lambda: self._yes_entries(escalation))
        heard = events.wait_for(min(self._yes_entries(escalation)), seconds=PATIENCE)
        if heard is None:
            raise Lost("no event of the yes")
        if by_key:
            self._phones.hang_up(ASKED)
        return heard - said

    def _second_is(self, status: str) -> bool:
        call = self._phones.call(ASKED)
        return call.get("status") == status and (status == "ringing" or call["listening"])

    def _yes_entries(self, escalation: int) -> list[int]:
        timeline = self._nurse.look(escalation)["timeline"]
        return [entry["number"] for entry in timeline if entry["happening"] == "accepted"]

    def _quiet_record(self) -> Record:
        """The record, when everything that belongs to the round has ended."""
        record = self._record()

        def is_complete() -> bool:
            nonlocal record
            record = self._record()
            made = len(record.created("Calls")), len(record.created("Messages"))
            return made >= (CALLS, TEXTS) and record.is_quiet

        self._until("all calls and SMS have ended", is_complete)
        if record.errors:
            raise Lost(str(record.errors))
        return record

    def _until(self, what: str, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise Lost(f"not within {PATIENCE:g} s: {what}")
            time.sleep(0.05)

    # --- what it costs ----------------------------------------------------------------

    def _attempts(self) -> int:
        """Calls and SMS that somebody has begun to place."""
        with psycopg.connect(self._stack.env["DATABASE_URL"]) as connection:
            query = "SELECT count(*) FROM calls_attempt WHERE generation > 0"
            return int((connection.execute(query).fetchone() or (0,))[0])

    def _pushes(self) -> int:
        """Messages that were ever put into one of Celery's queues."""
        statistics = self._broker.info("commandstats")
        return int(statistics.get("cmdstat_lpush", {"calls": 0})["calls"])

    def _statements(self) -> dict[str, int]:
        """Counted in a process that is alone with the database; the last thing of all."""
        for process in ("watch", *WORKERS):
            self._stack.stop_process(process)
        self._stack.env["CARRIER"] = "backup_dispatch.bench.statements.CountingCarrier"
        counted: dict[str, int] = json.loads(self._stack.manage("bench", "statements"))
        return counted


def _pace() -> float:
    """Seconds for the same work every time: how fast the machine is when it has just idled."""
    time.sleep(UNDISTURBED)
    began, total = time.perf_counter(), 0
    for number in range(PACE_ADDITIONS):
        total += number
    return time.perf_counter() - began


def _reported_busy(record: Record) -> float:
    """When the simulator told the product that the first line was busy."""
    reports: Iterable[float] = (
        callback["at"]
        for callback in record.callbacks
        if callback["params"].get("CallStatus") == "busy"
    )
    return next(iter(reports))


def _show_progress(done: int, rounds: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{rounds} ", end="\n" if done == rounds else "", file=sys.stderr)
