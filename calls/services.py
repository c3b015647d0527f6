"""What a person can do: one function for each use case.

A nurse, a doctor and the carrier's reports all come through here, whether by a page, the
API, a key, a link or an SMS.
"""

import hashlib
import json
import logging
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import Error, IntegrityError, connection, transaction

from calls.dispatch import advice, clock, engine, listing, placing
from calls.dispatch.engine import Step
from calls.dispatch.orders import (
    Accepted,
    AlarmRaised,
    ArrivalGiven,
    Arrived,
    Award,
    Cancelled,
    Closed,
    Declined,
    EndTurn,
    HandedBack,
    LinkLost,
    ListWanted,
    News,
    Picked,
    PutFirst,
    Reopened,
    Restarted,
    SearchedOn,
    Skipped,
    Spoke,
    TakeCharge,
    TakenCharge,
    TookOver,
)
from calls.dispatch.state import Channel, OfferState, Why
from calls.dispatch.trouble import connection_was_lost, is_a_rows_fault, note
from calls.models import (
    AbsenceReason,
    Alarm,
    Attempt,
    CaseKind,
    Escalation,
    Happening,
    Offer,
    Outcome,
    PostKind,
    Via,
    Wanted,
)
from calls.telephony.base import Progress
from stations.models import AttendingDoctor, Patient, Responsible, Station, User
from teams.models import Region

__all__ = ["Answer", "Request", "Via"]

logger = logging.getLogger(__name__)

NEW_LINK_AT_MOST_EVERY = timedelta(minutes=1)


class Answer(Enum):
    """What somebody who answered is told."""

    YOURS = "yours"  # the escalation is his
    TAKEN = "taken"  # somebody else was faster
    OVER = "over"  # it has ended, or was called off
    DECLINED = "declined"  # his no was noted, now or before


class Charge(Enum):
    """What somebody who took charge is told."""

    YOURS = "yours"  # nobody else is alarmed
    TAKEN = "taken"  # somebody else was faster
    OVER = "over"  # nobody needs to any more


class RequestIdInUse(Exception):
    """The same request id came with other content."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the nurse hands over with the press. `address` and `handover` may follow."""

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
    return Escalation.objects.create(
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


def advice_comes_first(region: Region, wanted: Wanted) -> bool:
    """Whether the doctor calls the nurse back before he sets out: never for a death, which
    nobody can confirm by telephone."""
    return region.advice_first and wanted != Wanted.CONFIRMATION


_REQUEST_FIELDS = tuple(Request.__dataclass_fields__)


def skip(*, offer: Offer, by: User) -> None:
    """Pass a doctor over, also while his phone rings; the next is asked at once."""
    engine.step(offer.escalation_id, Skipped(offer.pk), by=by)


def ask_first(*, offer: Offer, by: User) -> None:
    """Put a doctor at the head of those who are still to be asked."""
    engine.step(offer.escalation_id, PutFirst(offer.pk), by=by)


def cancel(*, escalation: Escalation, by: User) -> None:
    """Call it off. Whoever was asked is told; whoever had accepted is stood down."""
    engine.step(escalation.pk, Cancelled(), by=by)


def restart(*, escalation: Escalation, by: User) -> None:
    """Search once more, after nobody was found."""
    engine.step(escalation.pk, Restarted(), by=by)


def take_over(*, escalation: Escalation, by: User, call_back_number: str = "") -> None:
    """From here on it is hers, and notices to the nurse go to her number.

    `call_back_number` (E.164); empty: the one that holds stays. A doctor on his way is told of
    another number. Safe to repeat; of two who take it at once the last one has it.
    """
    engine.step(escalation.pk, TookOver(by.pk, call_back_number), by=by)


def comes(*, offer: Offer, minutes: int | None, by: User) -> None:
    """After advice by phone the doctor comes, and is there in so many minutes (None: not known).

    They have spoken by that. Safe to repeat: the last word on the time holds. Nothing changes
    when he no longer has it.
    """
    advice.comes(offer, minutes, by)


def note_post(
    *, escalation: Escalation, kind: PostKind, at: datetime, note: str = "", by: User
) -> None:
    """Something was posted in the patient's room of the medical network, at that time.

    `note` is kept encrypted. Goes on the timeline, also after the end; decides nothing.
    """
    details = {"kind": str(kind), "at": at.isoformat()}
    engine.note(escalation.pk, Happening.POSTED, by=by, words=note, details=details)


def search_on(*, offer: Offer, by: User) -> None:
    """Look for another doctor: this one, who had accepted, does not come. He is told, and a
    later yes of his counts again. Nothing changes when he no longer has it."""
    engine.step(offer.escalation_id, SearchedOn(offer.pk), by=by)


def reopen(*, escalation: Escalation, by: User) -> None:
    """Open again what was ended in error. Nobody is phoned by that alone."""
    engine.step(escalation.pk, Reopened(), by=by)


def close(*, escalation: Escalation, outcome: Outcome, by: User) -> None:
    """End it with what came of it; of a drill comes nothing but a drill."""
    outcome = Outcome.DRILL if escalation.is_drill else outcome
    engine.step(escalation.pk, Closed(), by=by, outcome=outcome)


def accept(*, offer: Offer, via: Via, minutes: int | None = None, words: str = "") -> Answer:
    """Give the escalation to the offer's doctor.

    `minutes` until he is there, `words` as he wrote them. Returns `Answer.YOURS`, or
    `TAKEN` when somebody else was faster, `OVER` when it has ended, `DECLINED` when he had
    said no before. Safe to repeat. Never raises for a late answer.
    """
    event = Accepted(offer.pk, on_page=via is Via.LINK)
    step = engine.step(offer.escalation_id, event, via=via, minutes=minutes, words=words)
    return _answer(step, offer)


def decline(*, offer: Offer, via: Via, words: str = "") -> Answer:
    """Note the doctor's no; the next is asked at once. No reason is asked for.

    Returns `Answer.DECLINED`; `YOURS`, `TAKEN` or `OVER` when it came too late to matter.
    """
    step = engine.step(offer.escalation_id, Declined(offer.pk), via=via, words=words)
    return _answer(step, offer)


def hand_back(*, offer: Offer) -> None:
    """The doctor who had accepted cannot go after all: the nurse is told, the next is asked.

    Safe to repeat; nothing changes when he no longer has it.
    """
    engine.step(offer.escalation_id, HandedBack(offer.pk))


# --- Until the doctor is there: said by the nurse (`by`), or, without her, by himself --------


def confirm_contact(
    *, escalation: Escalation, by: User | None = None, offer: Offer | None = None
) -> None:
    """Nurse and doctor have spoken: no reminder is needed.

    `offer`: the doctor who is meant; nothing changes when he no longer has it.
    """
    event = Spoke(None if offer is None else offer.pk)
    engine.step(escalation.pk, event, **_said(by))


def give_arrival(*, offer: Offer, minutes: int, by: User | None = None) -> None:
    """The doctor who accepted is there in so many minutes (1 to `LONGEST_DRIVE`).

    The nurse is told what he says; his page shows what she enters. Nothing changes when he no
    longer has it, or is there. Safe to repeat.
    """
    event = ArrivalGiven(offer.pk, minutes, by_doctor=by is None)
    engine.step(offer.escalation_id, event, **_said(by))


def arrive(*, offer: Offer, by: User | None = None) -> None:
    """The doctor is there, and so they have spoken. Safe to repeat."""
    engine.step(offer.escalation_id, Arrived(offer.pk), **_said(by))


def _said(by: User | None) -> dict[str, Any]:
    return {"via": Via.LINK} if by is None else {"by": by}


def _answer(step: Step | None, offer: Offer) -> Answer:
    if step is None:
        return Answer.OVER
    if any(isinstance(action, Award) for action in step.actions):
        return Answer.YOURS
    if any(isinstance(a, EndTurn) and a.state is OfferState.DECLINED for a in step.actions):
        return Answer.DECLINED
    his = step.state.offer(offer.pk).state
    if his is OfferState.ACCEPTED:
        return Answer.YOURS
    if step.state.accepted is not None:
        return Answer.TAKEN
    return Answer.DECLINED if his is OfferState.DECLINED else Answer.OVER


def carrier_reported(
    *, key: str, sid: str, progress: Progress, code: int | None, status: str = ""
) -> None:
    """A status of a call or an SMS came in. Repeated, late and reordered reports are safe."""
    row = Attempt.objects.filter(key=key).values_list("pk", "escalation").first()
    if row is not None:
        placing.reported(*row, sid=sid, progress=progress, code=code, status=status)


# --- The people in charge ---------------------------------------------------------------


def alarm_office(*, escalation: int, why: Why) -> None:
    """Alarm the people in charge, because the search cannot go on by itself.

    Safe to repeat: nothing changes while they are alarmed, or somebody has taken charge.
    Raises what a step raises, where not even this one can be taken.
    """
    engine.step(escalation, AlarmRaised(why))


def take_charge(*, escalation: Escalation, by: User) -> Charge:
    """Somebody who signed in takes care of it: nobody else is alarmed. Safe to repeat."""
    step = engine.step(escalation.pk, TakenCharge(None), by=by)
    return _charge(step, in_charge_user=by)


def take_charge_by(*, alarm: Alarm) -> Charge:
    """Whoever was alarmed takes care of it, by key or link; the nurse is told. Safe to repeat."""
    if not alarm.person.is_active:
        return Charge.OVER
    event = TakenCharge(alarm.pk, picks=alarm.why == Why.WAITS)
    step = engine.step(alarm.escalation_id, event)
    return _charge(step, in_charge_person=alarm.person)


def _charge(step: Step | None, **whose: User | Responsible) -> Charge:
    if step is None:
        return Charge.OVER
    if any(isinstance(action, TakeCharge) for action in step.actions):
        return Charge.YOURS
    trouble = step.state.trouble
    if trouble is None or not trouble.in_charge:
        return Charge.OVER
    his = Escalation.objects.filter(pk=step.escalation, **whose)
    return Charge.YOURS if his.exists() else Charge.TAKEN


# --- A coordinator ----------------------------------------------------------------------


def pick(*, offer: Offer, by: User) -> None:
    """The coordinator wants this doctor asked now. Nothing changes when no pick is waited for
    any more, or the doctor cannot be asked at this moment."""
    engine.step(offer.escalation_id, Picked(offer.pk), by=by)


def start_list(*, escalation: int, by: User | None = None) -> None:
    """The coordinator leaves it to the list, which begins at once. Safe to repeat."""
    engine.step(escalation, ListWanted(), by=by)


# --- The doctor's page ------------------------------------------------------------------


def bind_page(*, offer: Offer) -> bool:
    """Bind the page of a doctor who accepted to the browser that asks; once only.

    Returns False when it is bound already, or the offer was not accepted.
    """

    def bind(held: engine.Held) -> bool:
        unbound = Offer.objects.filter(
            pk=offer.pk, state=OfferState.ACCEPTED, bound_at__isnull=True
        )
        return bool(unbound.update(bound_at=held.now))

    # Under the lock: a step that loaded the offer before would save it unbound again.
    return bool(engine.under_lock(offer.escalation_id, bind))


def send_new_link(*, offer: Offer) -> None:
    """Send the doctor who accepted a new link, to his registered number, once a minute.

    The page on the device that had it is closed by that: only one device shows it.
    """
    lately = clock.now() - NEW_LINK_AT_MOST_EVERY
    if not offer.notices.filter(news=News.YOURS, created_at__gte=lately).exists():
        engine.step(offer.escalation_id, LinkLost(offer.pk))
