"""A carrier out of a seed: it loses, delays, doubles and reorders what it reports."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from calls.dispatch.vocabulary import Channel
from calls.simulation.agenda import Agenda
from calls.simulation.dispatch import Died, Fate
from calls.telephony.base import CarrierError, Progress

OVER = {
    Progress.COMPLETED,
    Progress.BUSY,
    Progress.NO_ANSWER,
    Progress.FAILED,
    Progress.CANCELED,
    Progress.DELIVERED,
    Progress.UNDELIVERED,
}
INVALID_NUMBER = 21211
SERVER_ERROR = 20500


@dataclass(slots=True)
class Line:
    """One call or one SMS at the carrier."""

    sid: str
    key: str
    channel: Channel
    phone: str
    progress: Progress = Progress.QUEUED

    @property
    def is_over(self) -> bool:
        return self.progress in OVER


class SimulatedCarrier:
    """`goes_out` is told of each call and SMS that is really made, `reports` brings what the
    carrier posts to us. `fate` befalls the next request; `kind` carriers make no trouble."""

    def __init__(self, rng: Random, agenda: Agenda, counts: Counter[str]) -> None:
        self._rng, self._agenda, self.counts = rng, agenda, counts
        self.lines: dict[str, Line] = {}
        self.fate = Fate.FINE
        self.is_kind = False
        self.is_down = False
        self.goes_out: Callable[[Line], None] = lambda line: None
        self.reports: Callable[[str, str, Progress], None] = lambda key, sid, progress: None

    # --- what it is asked -----------------------------------------------------------------

    def take(self, channel: Channel, phone: str, key: str) -> str:
        self._is_there()
        fate, self.fate = self.fate, Fate.FINE
        match fate:
            case Fate.DIES_BEFORE:
                raise Died
            case Fate.REFUSED:
                raise CarrierError("refused", code=SERVER_ERROR, down=True)
            case Fate.INVALID:
                raise CarrierError("invalid number", code=INVALID_NUMBER, permanent=True)
            case Fate.SLOW_DOWN:
                raise CarrierError("too many requests", code=20429, retry_after=3.0)
            case Fate.UNCLEAR_NOT_DONE:
                raise CarrierError("no answer", ambiguous=True, down=True)
        line = self._make(channel, phone, key)
        if fate is Fate.DIES_AFTER:
            raise Died
        if fate is Fate.UNCLEAR_DONE:
            raise CarrierError("no answer", ambiguous=True, down=True)
        return line.sid

    def find(self, channel: Channel, phone: str) -> list[tuple[str, str]]:
        self._is_there()
        if not self.is_kind and self._rng.random() < 0.1:
            self.counts["look-up failed"] += 1
            raise CarrierError("no answer", code=SERVER_ERROR, down=True)
        found = [li for li in self.lines.values() if li.channel is channel and li.phone == phone]
        return [(line.sid, line.key) for line in reversed(found)]

    def look_up(self, sid: str) -> Progress:
        self._is_there()
        return self.lines[sid].progress

    def hang_up(self, sid: str) -> None:
        self._is_there()
        line = self.lines[sid]
        self.counts["hung up"] += 1
        self.moves(line, Progress.CANCELED if not _talks(line) else Progress.COMPLETED)

    def _is_there(self) -> None:
        """While it is down it answers nothing, and does nothing."""
        if self.is_down:
            raise CarrierError("no answer", ambiguous=True, down=True)

    # --- what it does ---------------------------------------------------------------------

    def _make(self, channel: Channel, phone: str, key: str) -> Line:
        prefix = "CA" if channel is Channel.VOICE else "SM"
        line = Line(f"{prefix}{len(self.lines) + 1:032d}", key, channel, phone)
        self.lines[line.sid] = line
        self.goes_out(line)
        return line

    def moves(self, line: Line, progress: Progress) -> None:
        """It comes so far, unless it is over; we may hear of it."""
        if line.is_over:
            return
        line.progress = progress
        if self.is_kind:
            self._report(0.0, line, progress)
            return
        luck = self._rng.random()
        if luck < 0.06:
            self.counts["callback lost"] += 1
            return
        delay = 0.0
        if luck < 0.16:
            self.counts["callback late"] += 1
            delay = self._rng.uniform(2, 240)
        self._report(delay, line, progress)
        if luck > 0.92:
            self.counts["callback twice"] += 1
            self._report(self._rng.uniform(0, 60), line, progress)

    def _report(self, delay: float, line: Line, progress: Progress) -> None:
        self._agenda.later(delay, self.reports, line.key, line.sid, progress)


def _talks(line: Line) -> bool:
    return line.progress is Progress.ANSWERED
