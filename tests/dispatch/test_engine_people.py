"""What a yes does, and what the nurse can do."""

from datetime import timedelta

import pytest

from calls import services
from calls.models import Outcome, Via
from calls.services import Answer
from calls.telephony.base import CarrierError, Progress
from tests.dispatch.night import short
from tests.make import mobile

pytestmark = pytest.mark.django_db


# --- The yes ----------------------------------------------------------------------------


def test_a_yes_tells_the_nurse_and_stops_the_call(night, outbox):
    night.call(1, Progress.RINGING)
    assert night.accept(1, Via.LINK) is Answer.YOURS
    assert night.status == "accepted"
    assert night.told == [(None, "accepted")]
    assert outbox.hung_up == [night.attempt(1, "voice").sid]


def test_a_yes_by_key_brings_the_link_to_his_page(night):
    night.call(1, Progress.ANSWERED)
    night.accept(1, Via.KEY)
    assert night.told == [(1, "yours"), (None, "accepted")]


def test_everyone_who_was_asked_is_told_that_it_is_taken(night, outbox):
    night.call(1, Progress.BUSY)
    night.decline(2)
    night.call(3, Progress.RINGING)
    night.accept(1, Via.LINK)
    assert night.states == ["accepted", "declined", "withdrawn"]
    assert night.told == [(3, "taken"), (None, "accepted")]
    assert outbox.hung_up == [night.attempt(2, "voice").sid, night.attempt(3, "voice").sid]


def test_a_second_yes_is_told_that_it_is_taken_and_stands_on_the_timeline(night):
    night.call(1, Progress.BUSY)
    night.accept(2)
    assert night.accept(1, Via.LINK) is Answer.TAKEN
    assert night.happened[-1] == "too_late"
    assert night.accept(2) is Answer.YOURS


def test_a_no_after_the_yes_takes_nothing_back(night):
    night.accept(1)
    assert night.decline(1) is Answer.YOURS
    assert night.states[0] == "accepted"


def test_a_yes_after_a_no_is_not_taken(night):
    night.decline(1)
    assert night.accept(1, Via.LINK) is Answer.DECLINED
    assert night.states[0] == "declined"


def test_the_minutes_he_named_become_the_time_of_arrival(night):
    night.accept(1, Via.REPLY, minutes=30, words="1 30")
    offer = night.offer(1)
    assert offer.arrives_at - offer.answered_at == timedelta(minutes=30)


def test_a_call_whose_sid_comes_after_the_yes_is_hung_up(make, outbox):
    night = make()
    outbox.fail_next(CarrierError("time-out", ambiguous=True), done=True)
    night.press()
    night.accept(1, Via.LINK)
    night.later(seconds=2)
    [call] = outbox.find_calls(mobile(1))
    assert outbox.hung_up == [call.sid]
    assert night.rung == [1]


def test_a_nurse_who_wants_a_call_is_called(make):
    night = make()
    night.press(tell_by="voice")
    night.accept(1, Via.LINK)
    assert night.rung == [1, 901]
    spoken = "".join(night.outbox.calls[-1].say)
    assert night.doctors[0].name in spoken
    assert night.outbox.calls[-1].key_url.endswith("/nurse")


def test_both_are_reminded_until_they_have_spoken(night):
    night.accept(1, Via.LINK)
    night.later(minutes=10)
    assert night.told[1:] == [(None, "confirm"), (1, "confirm")]
    night.later(minutes=5)
    assert night.told[3:] == [(None, "confirm")]
    services.confirm_contact(escalation=night.escalation, by=night.nurse)
    night.later(minutes=5)
    assert len(night.told) == 4


def test_a_case_that_stays_open_is_asked_about_at_nine_every_morning(night):
    night.accept(1, Via.LINK)
    services.confirm_contact(escalation=night.escalation, by=night.nurse)
    night.later(hours=24)
    assert night.told[1:] == [(None, "still_open")]
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)
    night.later(hours=24)
    assert len(night.told) == 2


# --- What the nurse does ----------------------------------------------------------------


def test_a_cancel_stops_the_ringing_and_tells_who_was_asked(night, outbox):
    night.call(1, Progress.BUSY)
    night.call(2, Progress.RINGING)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    assert (night.status, night.states) == ("cancelled", ["withdrawn", "withdrawn", "waiting"])
    assert night.told == [(1, "over"), (2, "over")]
    assert outbox.hung_up == [night.attempt(2, "voice").sid]


def test_a_cancel_after_the_yes_stands_the_doctor_down(night):
    night.accept(1, Via.LINK)
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert night.told == [(None, "accepted"), (1, "over")]


def test_a_doctor_without_sms_is_called_when_he_is_stood_down(make):
    night = make()
    night.doctors[0].contacts.update(can_text=False)
    night.press()
    night.call(1, Progress.ANSWERED)
    night.accept(1)
    night.call(1, Progress.COMPLETED)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    assert night.rung == [1, 1]


def test_a_notice_that_no_longer_holds_is_not_sent(night):
    services.accept(offer=night.offer(1), via=Via.KEY)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    assert [short(text.to) for text in night.outbox.texts[1:]] == [1]
    assert (
        "不要になりました" in night.outbox.texts[-1].body
        or "called off" in night.outbox.texts[-1].body
    )


def test_skipping_the_doctor_who_is_asked_asks_the_next(night, outbox):
    night.call(1, Progress.RINGING)
    services.skip(offer=night.offer(1), by=night.nurse)
    night.work()
    assert night.rung == [1, 2]
    assert night.told == [(1, "over")]
    assert night.bars == ["by_nurse"]
    assert outbox.hung_up == [night.attempt(1, "voice").sid]


def test_a_skipped_doctor_stays_skipped_in_the_next_round(make):
    night = make(doctors=2, ring_again=False)
    night.press()
    services.skip(offer=night.offer(2), by=night.nurse)
    night.rings_out(1)
    night.later(seconds=60)
    assert night.states == ["asking", "skipped"]


def test_who_is_put_first_comes_next_and_interrupts_nobody(night):
    services.ask_first(offer=night.offer(3), by=night.nurse)
    night.work()
    assert night.rung == [1]
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 3]


def test_a_silent_doctor_who_is_put_first_is_asked_again_in_the_same_round(night):
    night.call(1, Progress.BUSY)
    services.ask_first(offer=night.offer(1), by=night.nurse)
    night.call(2, Progress.BUSY)
    assert night.rung == [1, 2, 1]
