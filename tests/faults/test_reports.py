"""The carrier's reports: twice, late, in any order, forged."""

from itertools import permutations

import pytest
from django.db import transaction

from calls import services
from calls.models import Attempt, CarrierCallback, Offer
from calls.telephony.base import Progress
from tests.calls.twilio_client import FORGED, press_key, report
from tests.invariants import check

pytestmark = pytest.mark.django_db

CALLS = {
    "picked up": [Progress.QUEUED, Progress.RINGING, Progress.ANSWERED, Progress.COMPLETED],
    "busy": [Progress.QUEUED, Progress.RINGING, Progress.BUSY],
    "not picked up": [Progress.QUEUED, Progress.RINGING, Progress.NO_ANSWER],
    "failed": [Progress.QUEUED, Progress.FAILED],
}
TEXTS = {
    "delivered": [Progress.QUEUED, Progress.SENT, Progress.DELIVERED],
    "came back": [Progress.QUEUED, Progress.SENT, Progress.UNDELIVERED],
}


def after(attempt, reports):
    """What it comes to when the reports arrive like this; nothing stays."""
    with transaction.atomic():
        for progress in reports:
            services.carrier_reported(
                key=attempt.key, sid=attempt.sid, progress=progress, code=None
            )
        check()
        attempt.refresh_from_db()
        ended = attempt.state, attempt.ended_at is not None, attempt.sid
        states = list(Offer.objects.in_order().values_list("state", flat=True))
        tried = sorted(Attempt.objects.values_list("number", "channel", "state", "turn"))
        reports = CarrierCallback.objects.count()
        transaction.set_rollback(True)
    return ended, states, tried, reports


@pytest.mark.parametrize("channel", ["voice", "text"])
def test_f12_reports_in_any_order_and_twice_come_to_the_same(night, channel):
    attempt = night.attempt(1, channel)
    for reports in (CALLS if channel == "voice" else TEXTS).values():
        as_told = after(attempt, reports)
        for order in permutations(reports):
            assert after(attempt, [*order, order[0], order[-1]]) == as_told, order


def test_f12_reports_after_the_yes_and_after_the_end_change_nothing(night):
    call = night.attempt(1, "voice")
    night.accept(1)
    for end in (lambda: None, lambda: services.cancel(escalation=night.escalation, by=night.nurse)):
        end()
        before = night.status, night.states, night.rung
        night.report(call, Progress.RINGING, Progress.COMPLETED)
        assert (night.status, night.states, night.rung) == before


def test_f12_a_report_on_a_past_turn_gives_the_present_one_no_more_time(make):
    night = make(doctors=1, ring_again=False)
    night.press()
    old = night.attempt(1, "text")
    night.rings_out(1)
    night.later(seconds=60)
    deadline = night.offer(1).deadline
    night.turn_the_clock(seconds=30)
    night.report(old, Progress.DELIVERED)
    assert night.offer(1).deadline == deadline


def everything():
    return (
        list(Offer.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        CarrierCallback.objects.count(),
    )


@pytest.mark.parametrize("signature", [FORGED, ""], ids=["forged", "unsigned"])
def test_f13_a_forged_or_unsigned_request_is_refused_and_has_no_effect(night, signature):
    call = night.attempt(1, "voice")
    before = everything()
    assert press_key(call, "1", signature=signature).status_code == 403
    assert report(call, "busy", signature=signature).status_code == 403
    assert everything() == before


def test_f13_a_replayed_request_has_no_second_effect(night):
    call = night.attempt(1, "voice")
    report(call, "busy")
    before = everything()
    assert report(call, "busy").status_code == 204
    assert everything() == before
