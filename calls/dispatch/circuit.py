"""Whether the carrier takes anything at all.

When it does not, every doctor would be gone through in minutes, and none of them asked. So after
a few attempts in a row that came to nothing, or at once where our account is closed, all others
wait, and no doctor's time runs. A harmless question every few seconds finds out whether it works
again. What concerns one number alone, or asks for patience, is an answer: the carrier works.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from calls.dispatch import clock
from calls.models import CarrierCircuit
from calls.telephony.base import CarrierError

logger = logging.getLogger(__name__)

# So many attempts in a row, none of them long after the one before.
ENOUGH = 3
IN_A_ROW = timedelta(minutes=2)
PROBE_EVERY = timedelta(seconds=5)
# What another process found out is known after so long.
KNOWN_FOR = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Circuit:
    """`failures` in a row; `open_since`: nothing goes out, and is asked about at `probe_at`."""

    failures: int = 0
    failed_at: datetime | None = None
    open_since: datetime | None = None
    probe_at: datetime | None = None

    @property
    def is_clean(self) -> bool:
        return self.failures == 0 and self.open_since is None

    def failed(self, now: datetime, *, closed: bool) -> "Circuit":
        """One more came to nothing; `closed`: nothing can be sent until staff repair it."""
        fresh = self.failed_at is None or now - self.failed_at > IN_A_ROW
        failures = 1 if fresh else self.failures + 1
        if self.open_since is None and not closed and failures < ENOUGH:
            return Circuit(failures, now)
        return Circuit(failures, now, self.open_since or now, now + PROBE_EVERY)

    def may_be_probed(self, now: datetime) -> bool:
        return self.probe_at is not None and now >= self.probe_at


class _Known:
    """What this process knows of the row, and since when."""

    circuit = Circuit()
    at: datetime | None = None


def of_now(now: datetime) -> Circuit:
    """As it was a moment ago; a statement once a second at the most."""
    known_at = _Known.at
    if known_at is None or not known_at <= now < known_at + KNOWN_FOR:
        row = CarrierCircuit.objects.first()
        _Known.circuit, _Known.at = _as_circuit(row), now
    return _Known.circuit


def holds(now: datetime) -> bool:
    """Whether an attempt has to wait."""
    return of_now(now).open_since is not None


def is_known_open() -> bool:
    """As far as this process knows; costs nothing."""
    return _Known.circuit.open_since is not None


def must_probe(now: datetime) -> bool:
    """Whether it is for the caller, and nobody else, to ask whether it works again."""
    if not of_now(now).may_be_probed(now):
        return False
    due = CarrierCircuit.objects.filter(open_since__isnull=False, probe_at__lte=now)
    mine = bool(due.update(probe_at=now + PROBE_EVERY))
    _Known.at = None
    return mine


def worked() -> None:
    """The carrier answered. Costs nothing as long as it always does."""
    if _Known.circuit.is_clean:
        return
    was_open = _Known.circuit.open_since is not None
    CarrierCircuit.objects.update(failures=0, failed_at=None, open_since=None, probe_at=None)
    _Known.circuit = Circuit()
    if was_open:
        logger.warning("The carrier answers again.")


def failed(error: CarrierError) -> None:
    """It did not. The first attempt that finds it so raises the log's alarm."""
    now = clock.now()
    with transaction.atomic():
        CarrierCircuit.objects.get_or_create(number=1)
        row = CarrierCircuit.objects.select_for_update().get(number=1)
        before = _as_circuit(row)
        circuit = before.failed(now, closed=error.closed)
        _save(row, circuit)
    _Known.circuit, _Known.at = circuit, now
    if before.open_since is None and circuit.open_since is not None:
        logger.error(
            "The carrier takes nothing (code %s). Calls and SMS wait; it is asked every %d s.",
            error.code,
            PROBE_EVERY.total_seconds(),
        )


def forget() -> None:
    """What this process knows: another database, or another time, is looked at anew."""
    _Known.circuit, _Known.at = Circuit(), None


def _as_circuit(row: CarrierCircuit | None) -> Circuit:
    if row is None:
        return Circuit()
    return Circuit(row.failures, row.failed_at, row.open_since, row.probe_at)


def _save(row: CarrierCircuit, circuit: Circuit) -> None:
    row.failures, row.failed_at = circuit.failures, circuit.failed_at
    row.open_since, row.probe_at = circuit.open_since, circuit.probe_at
    row.save()
