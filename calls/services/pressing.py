"""The press: what the nurse hands over, and the escalation that it opens."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass

from django.db import Error, IntegrityError, connection, transaction

from calls.dispatch import clock, engine, listing
from calls.dispatch.trouble import connection_was_lost, is_a_rows_fault, note
from calls.dispatch.vocabulary import Channel
from calls.models import (
    AbsenceReason,
    CaseKind,
    Escalation,
    Handover,
    Wanted,
)
from stations.models import AttendingDoctor, Patient, Station, User
from teams.models import Region


class RequestIdInUse(Exception):
    """The same request id came with other content."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the nurse hands over with the press. `address` and `handover` may follow.

    `lives` and `family_agrees` are facts of the handover, by the keys of their choices: whether
    this search is meant for her. The nurse decides; nothing is refused.
    """

    wanted: Wanted
    case_kind: CaseKind
    reason: AbsenceReason
    area: str
    call_back_number: str  # E.164
    tell_by: Channel = Channel.TEXT
    attending_doctor: AttendingDoctor | None = None
    patient: Patient | None = None  # one of the station's, announced beforehand
    room_link: str = ""
    address: str = ""
    handover: str = ""
    lives: str = ""
    family_agrees: str = ""
    is_drill: bool = False

    @property
    def digest(self) -> str:
        """SHA-256, in hex: tells a repeated press from another request."""
        facts = asdict(self) | {
            "attending_doctor": getattr(self.attending_doctor, "pk", None),
            "patient": getattr(self.patient, "pk", None),
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def open_escalation(
    *, station: Station, by: User, request_id: uuid.UUID, request: Request
) -> Escalation:
    """Open an escalation and ask the first doctor, in one transaction.

    Safe to repeat: the same `request_id` gives the same escalation. Where the search cannot
    begin it is saved all the same, as one that is stuck. Raises `RequestIdInUse` when it comes
    with other content, or from another station, and `OperationalError` while the database is
    away.
    """
    lost = False
    for _ in range(engine.TRIES):
        try:
            with transaction.atomic():
                return _open(station, by, request_id, request)
        except IntegrityError as error:
            # Either this press came before, or another escalation has just taken the first
            # doctor's number: then look again.
            again: Error = error
        except Error as error:
            # The connection died, perhaps in the commit: what is there says whether it was done.
            if is_a_rows_fault(error):
                return _saved_alone(error, station, by, request_id, request)
            if lost or connection.in_atomic_block or not connection_was_lost(error):
                raise
            lost, again = True, error
            connection.close()
        except Exception as error:
            return _saved_alone(error, station, by, request_id, request)
        if existing := Escalation.objects.filter(request_id=request_id).first():
            return _the_same(existing, station, request)
    raise again


def _the_same(existing: Escalation, station: Station, request: Request) -> Escalation:
    if existing.request_digest != request.digest or existing.station_id != station.pk:
        raise RequestIdInUse
    return existing


def _open(station: Station, by: User, request_id: uuid.UUID, request: Request) -> Escalation:
    escalation = _new(station, by, request_id, request)
    engine.begin(escalation, listing.make(escalation), by=by)
    return escalation


def _saved_alone(
    error: Exception, station: Station, by: User, request_id: uuid.UUID, request: Request
) -> Escalation:
    """Saved without a first step, which raised: with the roster as it stands, for the phone list,
    and for the watch, which tries again. Raises when not even that can be saved."""
    with transaction.atomic():
        escalation = _new(station, by, request_id, request)
        listing.make_plainly(escalation)
        note(error, pk=escalation.pk)
    escalation.refresh_from_db()
    return escalation


def _new(station: Station, by: User, request_id: uuid.UUID, request: Request) -> Escalation:
    now = clock.now()
    escalation = Escalation.objects.create(
        station=station,
        opened_by=by,
        opened_at=now,
        wake_at=now,
        request_id=request_id,
        request_digest=request.digest,
        advice_first=advice_comes_first(station.region, request.wanted),
        by_list=request.is_drill,  # nobody's pick is waited for in a drill
        **{name: getattr(request, name) for name in _REQUEST_FIELDS},
    )
    facts = {name: getattr(request, name) for name in _FACTS if getattr(request, name)}
    if facts:
        handover = Handover(escalation=escalation, changed_at=now, changed_by=by)
        handover.write(facts)
        handover.save(force_insert=True)
    return escalation


def advice_comes_first(region: Region, wanted: Wanted) -> bool:
    """Whether the doctor calls the nurse back before he sets out: never for a death, which
    nobody can confirm by telephone."""
    return region.advice_first and wanted != Wanted.CONFIRMATION


_FACTS = ("lives", "family_agrees")
_REQUEST_FIELDS = tuple(name for name in Request.__dataclass_fields__ if name not in _FACTS)
