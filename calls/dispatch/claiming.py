"""The last look before a telephone rings: who may place an attempt, and whether to.

Intent before act: the attempt was committed before anybody asks the carrier. Whoever
claims it gets a lease and a generation; a claimant that died is overtaken when its lease
has run out, and one that wakes up later fails the comparison of generations and writes
nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import IntegrityError, connection

from calls.dispatch import circuit, engine, pace
from calls.dispatch.events import Event, GaveWay, Woken
from calls.dispatch.loading import Loaded, is_somebody_elses, takes_calls, takes_texts
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status
from calls.dispatch.writing import Writer
from calls.models import Attempt
from calls.models.contact_check import RINGING
from calls.models.joined import Joined

# The total limit of a carrier request; after it somebody else may look and place again.
LEASE = timedelta(seconds=15)
# With a second account each of the two requests, the look-up and the call, may be made twice.
LEASE_OF_TWO = timedelta(seconds=30)
# So often an attempt is placed or looked up; then it counts as failed.
GENERATIONS = 5
# A number that rings for somebody else is tried again after this.
NUMBER_BUSY = timedelta(seconds=2)
# A row of which no end was reported stays among them: `number_check.make_way` looks closer.
_A_CHECK_IS_LIVE = f"""
SELECT 1 FROM calls_contactcheck WHERE channel = 'voice' AND number = %s
AND state IN ({", ".join(f"'{state}'" for state in RINGING)}) LIMIT 1"""
_ATTEMPTS = Joined(Attempt, "offer", "offer__doctor", "contact", condition='"own"."id" = %s')
# What is told only as long as it holds; the rest can be told at any time.
HOLDS_WHILE: dict[News, set[Status]] = {
    News.NOBODY: {Status.UNANSWERED},
    News.ACCEPTED: {Status.ACCEPTED, Status.CONTACTED},
    News.YOURS: {Status.ACCEPTED, Status.CONTACTED},
    News.CONFIRM: {Status.ACCEPTED},
    News.STILL_OPEN: {Status.CONTACTED},
    News.ARRIVAL: {Status.ACCEPTED, Status.CONTACTED},
    News.RANG_YOU: {Status.ACCEPTED, Status.CONTACTED},
    News.NEW_NUMBER: {Status.ACCEPTED, Status.CONTACTED},
    News.IN_CHARGE: {Status.SEARCHING, Status.UNANSWERED, Status.ACCEPTED},
    News.SOLVED: {status for status in Status if status is not Status.UNANSWERED},
}


@dataclass(frozen=True)
class Claim:
    """The right to place an attempt until the lease ends.

    `late`: somebody may have placed it before, so look it up at the carrier first.
    `wanted`: false when it is only looked up, to hang it up if it was placed.
    `meets_a_check`: the number rings for a check, which has to make way first.
    """

    attempt: Attempt
    generation: int
    late: bool
    wanted: bool
    seconds_left: int
    meets_a_check: bool


def claim(attempt: int, *, skip_locked: bool = False, in_turn: bool = False) -> Claim | None:
    """Take an attempt to place it, or None when there is nothing to place, or not yet.

    The last look before a telephone rings: under the escalation's lock, is it still open,
    is this attempt still wanted, is the number still this doctor's, and does the carrier take
    one more call? `in_turn`: whoever claims goes through the waiting calls from their head.
    `skip_locked`: an escalation that somebody else holds is passed by.
    """
    try:
        with engine.locked(of_attempt=attempt, skip_locked=skip_locked) as held:
            return None if held is None else _claim(held, attempt, in_turn=in_turn)
    except IntegrityError:
        _postpone(attempt)
        _make_way(attempt)
        return None


def _claim(held: engine.Held, number: int, *, in_turn: bool) -> Claim | None:
    # A notice is read when there is one: a doctor's telephone does not wait for two joins more.
    attempt = _ATTEMPTS.get(number)
    if attempt is None:
        raise Attempt.DoesNotExist
    attempt.escalation = held.escalation
    for owner in (attempt.offer, attempt.notice, attempt.alarm):
        if owner is not None:
            owner.escalation = held.escalation
    late = attempt.state == AttemptState.PLACING
    free = attempt.state == AttemptState.PLANNED and attempt.due_at <= held.now
    if not free and not (late and attempt.lease_until and attempt.lease_until <= held.now):
        return None
    wanted = _is_wanted(attempt)
    if not late and not wanted:
        _drop(attempt, held)
        return None
    if attempt.generation >= GENERATIONS:  # whoever placed it died, each time
        _end(attempt, AttemptState.FAILED, held)
        return None
    if circuit.holds(held.now):
        _hold_back(attempt, held, late=late)
        return None
    if free and attempt.rings_a_doctor and not pace.take(attempt, held.now, in_turn=in_turn):
        _wait_in_line(attempt, held)
        return None
    if free:
        attempt.due_at = held.now  # from now on the carrier is waited for, not the line
    attempt.state = AttemptState.PLACING
    attempt.generation += 1
    attempt.lease_until = held.now + lease()
    attempt.save(update_fields=["state", "generation", "lease_until", "due_at"])
    return Claim(
        attempt=attempt,
        generation=attempt.generation,
        late=late,
        wanted=wanted,
        seconds_left=_seconds_left(attempt, held),
        meets_a_check=_meets_a_check(attempt),
    )


def _meets_a_check(attempt: Attempt) -> bool:
    """By hand-written SQL: Django takes longer to write it than PostgreSQL to answer it, and a
    doctor's telephone waits for both."""
    if attempt.channel != Channel.VOICE:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_A_CHECK_IS_LIVE, [attempt.number])
        return bool(cursor.fetchone())


def lease() -> timedelta:
    """How long whoever claims an attempt has, to ask the carrier and to write down its answer."""
    return LEASE_OF_TWO if settings.TWILIO_SECOND else LEASE


def _hold_back(attempt: Attempt, held: engine.Held, *, late: bool) -> None:
    """The carrier takes nothing at this moment. The doctor's time does not run meanwhile."""
    if late:
        attempt.lease_until = held.now + NUMBER_BUSY
        attempt.save(update_fields=["lease_until"])
        return
    attempt.due_at = held.now + NUMBER_BUSY
    asks_anew = attempt.offer_id is not None and not attempt.in_line
    attempt.in_line = attempt.in_line or asks_anew
    attempt.save(update_fields=["due_at", "in_line"])
    if asks_anew:
        held.decide(Woken())


def _wait_in_line(attempt: Attempt, held: engine.Held) -> None:
    """It stays planned until the watch comes to it; the doctor's time has not begun."""
    if not attempt.in_line:
        attempt.in_line = True
        attempt.save(update_fields=["in_line"])
        held.decide(Woken())


def _drop(attempt: Attempt, held: engine.Held) -> None:
    _end(attempt, AttemptState.DROPPED, held)


def _end(attempt: Attempt, state: AttemptState, held: engine.Held) -> None:
    attempt.state, attempt.ended_at = state, held.now
    attempt.save(update_fields=["state", "ended_at"])
    held.decide(Woken())


def dropped(claimed: Claim) -> None:
    """It was never placed, and nobody wants it any more."""

    def drop(held: engine.Held) -> None:
        attempt = Attempt.objects.get(pk=claimed.attempt.pk)
        if attempt.generation == claimed.generation and attempt.state == AttemptState.PLACING:
            _drop(attempt, held)

    engine.under_lock(claimed.attempt.escalation_id, drop)


def _is_wanted(attempt: Attempt) -> bool:
    if attempt.stop_wanted:
        return False
    status = Status(attempt.escalation.status)
    if attempt.notice is not None:
        holds_while = HOLDS_WHILE.get(News(attempt.notice.news))
        return holds_while is None or status in holds_while
    if attempt.alarm is not None:
        person = attempt.alarm.person
        is_his = person.number == attempt.number and person.is_active
        return is_his and attempt.alarm.ended_at is None
    contact = attempt.contact
    if contact is None or contact.number != attempt.number or attempt.offer is None:
        return False
    if is_somebody_elses(contact, attempt.escalation):
        return False
    able = takes_calls(contact) if attempt.channel == Channel.VOICE else takes_texts(contact)
    asking = attempt.offer.state == OfferState.ASKING and attempt.offer.turn == attempt.turn
    if attempt.escalation.is_drill and Attempt.objects.that_hold(attempt.number).exists():
        return False  # he is asked in earnest
    return able and asking and attempt.offer.doctor.is_active and status is Status.SEARCHING


def _seconds_left(attempt: Attempt, held: engine.Held) -> int:
    """How long the message is worth anything."""
    if attempt.offer is None or attempt.offer.deadline is None:
        return 3600
    return max(1, int((attempt.offer.deadline - held.now).total_seconds()))


def _postpone(attempt: int) -> None:
    """The number rings for somebody else at this moment: this call comes after that one."""
    with engine.locked(of_attempt=attempt) as held:
        if held is not None:
            Attempt.objects.filter(pk=attempt, state=AttemptState.PLANNED).update(
                due_at=held.now + NUMBER_BUSY
            )


def _make_way(attempt: int) -> None:
    """Hang up whatever rings for a drill on the number of this attempt, unless it is one too."""
    wanted = Attempt.objects.select_related("escalation").get(pk=attempt)
    if wanted.escalation.is_drill:
        return
    in_the_way = Attempt.objects.ringing_for_a_drill(wanted.number)
    for drill, ringing in in_the_way.values_list("escalation", "pk"):
        engine.under_lock(drill, partial(_give_way, number=ringing))


def _give_way(held: engine.Held, number: int) -> None:
    """Also while he listens: the real request rings a moment later."""
    writer = Writer(Loaded(held.escalation, held.now))
    ringing = writer.loaded.attempts[number]
    if AttemptState(ringing.state).is_live:
        writer.out.stop(ringing)
        event: Event = Woken() if ringing.offer_id is None else GaveWay(ringing.offer_id)
        held.carry_out(writer, event)
