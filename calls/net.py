"""Would the net hold at this moment? What a station sees before it needs it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError

from calls.dispatch import circuit, pulse
from calls.dispatch.trouble import where_it_happened
from calls.models import PreflightRun
from calls.preview import Prospect, preview
from stations.models import Station

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Net:
    """For one station, now. `prospects` are None where not even a list can be made.

    `watch_looked_at`: when a watch last looked for what is due, None if never. `down_since`: the
    carrier takes nothing. `checked_at`: the last check of the way to the telephones, with so
    many `findings`; None where it was never checked.
    """

    prospects: tuple[Prospect, ...] | None
    watch_looks: bool
    watch_looked_at: datetime | None
    down_since: datetime | None
    checked_at: datetime | None
    findings: int

    @property
    def would_ask(self) -> bool:
        """A press would ask somebody, by itself."""
        return bool(self.can_be_asked) and self.down_since is None

    @property
    def holds(self) -> bool:
        """And it would go on until somebody says yes, or everybody was asked. Without a watch
        the workers ask the first, and nobody sees that his time is up."""
        return self.would_ask and self.watch_looks

    @property
    def can_be_asked(self) -> tuple[Prospect, ...]:
        return tuple(one for one in self.prospects or () if one.can_be_asked)

    @property
    def cannot(self) -> tuple[Prospect, ...]:
        return tuple(one for one in self.prospects or () if not one.can_be_asked)

    @property
    def teams(self) -> int:
        """From how many teams those are who can be asked."""
        return len({one.team for one in self.can_be_asked})


def net_of(station: Station, now: datetime) -> Net:
    """Read what a press would find. Raises only what the database raises when it is away."""
    looked_at = pulse.last_look()
    run = PreflightRun.objects.first()
    return Net(
        prospects=_prospects(station, now),
        watch_looks=pulse.beats(looked_at, now),
        watch_looked_at=looked_at,
        down_since=circuit.of_now(now).open_since,
        checked_at=None if run is None else run.at,
        findings=0 if run is None else len(run.findings),
    )


def _prospects(station: Station, now: datetime) -> tuple[Prospect, ...] | None:
    """The page stands all the same: her button is on it."""
    try:
        return preview(station, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("No list for station %s: %s", station.pk, where_it_happened(error))
        return None
