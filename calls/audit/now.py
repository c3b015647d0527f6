"""What holds at every moment, whatever the age: read from the small partial indexes."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from calls.audit.finding import Finding
from calls.dispatch.vocabulary import Channel, OfferState
from calls.models import Attempt, Escalation
from calls.models.attempt import LIVE, WITH_THE_CARRIER

GUARDS = ("calls_timeline_is_append_only", "calls_timeline_is_not_emptied")


def an_open_escalation_has_a_wake_up() -> Iterator[Finding]:
    for pk in Escalation.objects.open().filter(wake_at=None).values_list("pk", flat=True):
        yield Finding("I1", f"escalation {pk}", "is open, and nothing will ever wake it")


def the_timeline_can_only_be_read() -> Iterator[Finding]:
    """The triggers are there and enabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger"
            " WHERE tgrelid = 'calls_timelineentry'::regclass AND tgenabled = 'O'"
        )
        there = {name for [name] in cursor.fetchall()}
    for trigger in GUARDS:
        if trigger not in there:
            yield Finding("I5", f"trigger {trigger}", "does not guard")


def a_number_rings_once_at_a_time() -> Iterator[Finding]:
    ringing = Attempt.objects.filter(channel=Channel.VOICE, state__in=WITH_THE_CARRIER)
    yield from _twice(ringing, "rings")


def a_number_is_asked_about_one_escalation() -> Iterator[Finding]:
    yield from _twice(Attempt.objects.filter(holds_number=True), "is asked about")


def _twice(attempts: QuerySet[Attempt], what: str) -> Iterator[Finding]:
    """Named by the attempts: a telephone number has no place in a log."""
    numbers = attempts.values("number").annotate(times=Count("pk")).filter(times__gt=1)
    twice = [row["number"] for row in numbers.order_by()]
    for pk in attempts.filter(number__in=twice).order_by("pk").values_list("pk", flat=True):
        yield Finding("I6", f"attempt {pk}", f"its number {what} twice at the same time")


def a_number_is_held_for_who_is_asked() -> Iterator[Finding]:
    held = Attempt.objects.filter(holds_number=True)
    for pk in held.filter(escalation__is_drill=True).values_list("pk", flat=True):
        yield Finding("I6", f"attempt {pk}", "holds its number for a drill")
    for pk in held.exclude(offer__state=OfferState.ASKING).values_list("pk", flat=True):
        yield Finding("I6", f"attempt {pk}", "holds its number for nobody")
    past = held.filter(offer__state=OfferState.ASKING).exclude(turn=F("offer__turn"))
    for pk in past.values_list("pk", flat=True):
        yield Finding("I6", f"attempt {pk}", "holds its number for a past turn")


def whoever_is_asked_holds_his_number() -> Iterator[Finding]:
    holds = Attempt.objects.filter(
        offer=OuterRef("offer"), number=OuterRef("number"), holds_number=True
    )
    asking = Attempt.objects.filter(
        state__in=LIVE,
        offer__state=OfferState.ASKING,
        turn=F("offer__turn"),
        escalation__is_drill=False,
    )
    for pk in asking.filter(~Exists(holds)).values_list("pk", flat=True):
        yield Finding("I6", f"attempt {pk}", "asks, and its number is free for another escalation")
