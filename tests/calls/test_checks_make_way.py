"""A check never keeps a request waiting, and never rings beside it."""

from datetime import timedelta

import pytest

from calls import services
from calls.checking import check_contacts, check_now, send_what_staff_asked_for
from calls.dispatch.vocabulary import Channel
from calls.models import ContactCheck
from calls.telephony.base import CarrierError
from teams.models import Contact
from tests.calls.clocks import set_clock, turn_back
from tests.make import mobile

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(make, settings):
    """By day, of one doctor whose number was never heard."""
    settings.CALLS_PER_SECOND = 1000
    set_clock("2026-11-24 13:30")
    night = make(doctors=1)
    Contact.objects.update(voice_proven_at=None, text_proven_at=None)
    yield night
    turn_back()


@pytest.fixture
def ringing(night):
    """His telephone rings for a check."""
    check_contacts()
    return ContactCheck.objects.get(channel=Channel.VOICE)


def test_the_check_is_hung_up_and_the_request_rings_at_once(night, ringing, outbox):
    night.press()
    assert outbox.hung_up == [ringing.sid]
    assert [call.to for call in outbox.calls] == [mobile(1), mobile(1)]
    assert night.attempt(1, Channel.VOICE).state == "queued"


def test_it_rings_also_when_the_carrier_does_not_hang_up(night, ringing, outbox):
    def refuse(sid):
        raise CarrierError("no")

    outbox.hang_up = refuse
    night.press()
    assert night.attempt(1, Channel.VOICE).state == "queued"


def test_nobody_takes_the_check_for_the_request_when_the_carrier_was_silent(night, ringing, outbox):
    outbox.fail_next(CarrierError("no answer", ambiguous=True))
    night.press()
    night.later(seconds=5)
    assert night.attempt(1, Channel.VOICE).sid != ringing.sid
    assert [call.to for call in outbox.calls] == [mobile(1), mobile(1)]


def test_a_check_that_has_ended_is_left_alone(night, ringing, outbox):
    ContactCheck.objects.update(state="completed")
    night.press()
    assert outbox.hung_up == []


def test_a_check_on_its_way_to_the_carrier_is_hung_up_by_whoever_sends_it(night, outbox):
    take = outbox.call

    def press_meanwhile(call):
        outbox.call = take
        night.press()
        return take(call)

    outbox.call = press_meanwhile
    check_contacts()
    check = ContactCheck.objects.get(channel=Channel.VOICE)
    assert outbox.hung_up == [check.sid]


def test_a_number_that_still_rings_for_a_request_is_not_checked(night, outbox):
    night.press()
    services.cancel(escalation=night.escalation, by=night.nurse)
    before = len(outbox.calls)
    check_now(Contact.objects.all())
    send_what_staff_asked_for()
    assert len(outbox.calls) == before
    assert ContactCheck.objects.get(channel=Channel.VOICE).state == "planned"


def test_a_check_of_which_no_end_was_heard_is_in_the_way_for_an_hour_at_most(
    night, ringing, outbox
):
    ContactCheck.objects.update(placed_at=ringing.placed_at - timedelta(hours=1, seconds=1))
    night.press()
    assert outbox.hung_up == []
    assert night.attempt(1, Channel.VOICE).state == "queued"
