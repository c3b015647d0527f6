"""The invariants I1 to I7, checked on the real tables."""

from collections import Counter
from itertools import groupby, pairwise
from operator import attrgetter

from django.db import connection

from calls.dispatch.state import AttemptState, OfferState
from calls.models import Attempt, Escalation, Happening, Offer, TimelineEntry
from calls.models.attempt import LIVE, ON_ITS_WAY, WITH_THE_CARRIER


def check() -> None:
    """Fail with a sentence when the dispatch left something that must never be."""
    for invariant in (
        an_open_escalation_has_a_wake_up,
        one_doctor_accepts,
        nobody_is_asked_when_nobody_is_needed,
        what_the_carrier_took_has_an_end_or_will_be_asked_after,
        the_timeline_has_no_gap_and_its_chain_holds,
        the_timeline_can_only_be_read,
        a_number_is_used_once_at_a_time,
        nothing_runs_backwards,
    ):
        invariant()


def an_open_escalation_has_a_wake_up() -> None:
    """I1"""
    asleep = Escalation.objects.open().filter(wake_at__isnull=True)
    assert not asleep.exists(), f"{asleep[0]} is open, and nothing will ever wake it"


def one_doctor_accepts() -> None:
    """I2"""
    accepted = Offer.objects.filter(state=OfferState.ACCEPTED).values_list("escalation", flat=True)
    twice = [pk for pk, doctors in Counter(accepted).items() if doctors > 1]
    assert not twice, f"two doctors accepted #{twice[0]}"


def nobody_is_asked_when_nobody_is_needed() -> None:
    """I3. By the numbers of the timeline, not by clocks."""
    ends = {Happening.ACCEPTED, Happening.CLOSED, Happening.CANCELLED}
    anew = {Happening.RELEASED, Happening.HANDED_BACK, Happening.REOPENED}
    asks = {Happening.ASKED, Happening.TRIED}
    for escalation, entries in _timelines():
        over = False
        for entry in entries:
            over = entry.happening not in anew and (over or entry.happening in ends)
            assert not (over and entry.happening in asks), f"{escalation}: asked after the end"
    for attempt in Attempt.objects.filter(offer__isnull=False).select_related("escalation"):
        for end in (attempt.escalation.accepted_at, attempt.escalation.ended_at):
            assert end is None or attempt.created_at <= end, f"{attempt} was made after the end"


def what_the_carrier_took_has_an_end_or_will_be_asked_after() -> None:
    """I4"""
    for attempt in Attempt.objects.all():
        over = not AttemptState(attempt.state).is_live
        assert over == (attempt.ended_at is not None), f"{attempt} is {attempt.state}, end unclear"
        if attempt.sid is not None and not over:
            known = attempt.state in ON_ITS_WAY and attempt.placed_at is not None
            assert known, f"{attempt} has a SID, and the watch would never ask after it"


def the_timeline_has_no_gap_and_its_chain_holds() -> None:
    """I5, first half."""
    for escalation, entries in _timelines():
        numbers = [entry.number for entry in entries]
        assert numbers == list(range(1, escalation.sequence + 1)), f"{escalation}: {numbers}"
        head = ""
        for entry in entries:
            assert entry.previous_hash == head, f"{escalation}: the chain breaks at {entry}"
            assert entry.hash == entry.computed_hash(), f"{escalation}: {entry} was changed"
            head = entry.hash
        assert escalation.head == head, f"{escalation}: the last entry is gone"


def the_timeline_can_only_be_read() -> None:
    """I5, second half: the trigger is there and enabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'calls_timelineentry'::regclass"
            " AND tgname = 'calls_timeline_is_append_only'"
        )
        assert cursor.fetchone() == ("O",), "the timeline can be changed"


def a_number_is_used_once_at_a_time() -> None:
    """I6"""
    ringing = Attempt.objects.filter(channel="voice", state__in=WITH_THE_CARRIER)
    asked_about = Attempt.objects.filter(holds_number=True).select_related("offer")
    for what, attempts in (("rings", ringing), ("is asked about", asked_about)):
        numbers = Counter(attempt.number for attempt in attempts)
        twice = [number for number, times in numbers.items() if times > 1]
        assert not twice, f"{twice[0]} {what} twice at the same time"
    for attempt in asked_about:
        assert attempt.offer.state == OfferState.ASKING, f"{attempt} holds its number for nobody"
        assert attempt.turn == attempt.offer.turn, f"{attempt} holds its number for a past turn"
    held = {(attempt.offer_id, attempt.number) for attempt in asked_about}
    asking = Attempt.objects.filter(offer__state=OfferState.ASKING, state__in=LIVE)
    for attempt in asking.select_related("offer"):
        if attempt.turn == attempt.offer.turn:
            free = (attempt.offer_id, attempt.number) not in held
            assert not free, f"{attempt} asks, and its number is free for another escalation"


def nothing_runs_backwards() -> None:
    """I7"""
    moved = TimelineEntry.objects.filter(happening=Happening.MOVED, attempt__isnull=False)
    in_order = moved.order_by("attempt", "number")
    for attempt, entries in groupby(in_order, key=attrgetter("attempt_id")):
        ranks = [AttemptState(entry.details["state"]).rank for entry in entries]
        forwards = all(one <= other for one, other in pairwise(ranks)) and ranks.count(9) <= 1
        assert forwards, f"attempt {attempt} ran backwards: {ranks}"


def _timelines() -> list[tuple[Escalation, list[TimelineEntry]]]:
    return [
        (escalation, list(escalation.timeline.order_by("number")))
        for escalation in Escalation.objects.all()
    ]
