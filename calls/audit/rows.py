"""What holds for the offers and attempts of some escalations, in one statement each."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from calls.audit.finding import Finding
from calls.dispatch.vocabulary import OfferState
from calls.models import Alarm, Attempt, Offer
from calls.models.attempt import LIVE, ON_ITS_WAY


def one_doctor_accepts(batch: list[int]) -> Iterator[Finding]:
    accepted = Offer.objects.filter(escalation__in=batch, state=OfferState.ACCEPTED)
    twice = accepted.order_by().values("escalation").annotate(times=Count("pk"))
    for row in twice.filter(times__gt=1):
        yield Finding("I2", f"escalation {row['escalation']}", f"{row['times']} doctors accepted")


def nobody_is_asked_when_nobody_is_needed(batch: list[int]) -> Iterator[Finding]:
    """By the clock; `timelines` looks at the same by the numbers."""
    late = Q(created_at__gt=F("escalation__accepted_at")) | Q(
        created_at__gt=F("escalation__ended_at")
    )
    asks = Attempt.objects.filter(late, escalation__in=batch, offer__isnull=False)
    for pk in asks.values_list("pk", flat=True):
        yield Finding("I3", f"attempt {pk}", "was made after a yes or after the end")


def nobody_is_alarmed_after_the_end(batch: list[int]) -> Iterator[Finding]:
    late = Alarm.objects.filter(created_at__gt=F("escalation__ended_at"), escalation__in=batch)
    for pk in late.values_list("pk", flat=True):
        yield Finding("I3", f"alarm {pk}", "was raised after the end")
    running = Alarm.objects.running().filter(escalation__in=batch, escalation__alarm_at=None)
    for pk in running.values_list("pk", flat=True):
        yield Finding("I3", f"alarm {pk}", "runs, and nothing is alarmed about")


def an_attempt_is_over_exactly_when_it_has_an_end(batch: list[int]) -> Iterator[Finding]:
    live = Q(state__in=LIVE)
    wrong = (live & Q(ended_at__isnull=False)) | (~live & Q(ended_at__isnull=True))
    found = Attempt.objects.filter(wrong, escalation__in=batch)
    for pk, state in found.values_list("pk", "state"):
        yield Finding("I4", f"attempt {pk}", f"is {state}, end unclear")


def what_the_carrier_took_will_be_asked_after(batch: list[int]) -> Iterator[Finding]:
    forgotten = Attempt.objects.filter(
        ~Q(state__in=ON_ITS_WAY) | Q(placed_at__isnull=True),
        escalation__in=batch,
        sid__isnull=False,
        state__in=LIVE,
    )
    for pk in forgotten.values_list("pk", flat=True):
        yield Finding("I4", f"attempt {pk}", "has a SID, and the watch would never ask after it")
