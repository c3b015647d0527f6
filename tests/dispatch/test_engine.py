"""Whole searches on real PostgreSQL: whom the carrier is asked to call, and who is told what."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls import services, tasks
from calls.dispatch import clock
from calls.models import Attempt, Outcome, Via
from calls.services import Answer
from calls.telephony import carrier
from calls.telephony.base import CarrierError, Progress
from teams.models import Unavailability
from tests.dispatch.counting import Counting
from tests.dispatch.night import short
from tests.make import make_contact, make_doctor, make_request, mobile

pytestmark = pytest.mark.django_db

LANDLINE, SECOND_MOBILE = "+81550000001", mobile(11)
NO_SMS = {"can_text": False, "text_proven_at": None, "reply_proven_at": None}


def request_of(night, **fields):
    """What `open_escalation` wants; nothing is placed before `night.work()`."""
    return {
        "station": night.nurse.stations.get(),
        "by": night.nurse,
        "request_id": uuid.uuid4(),
        "request": make_request(**fields),
    }


# --- One doctor after another -----------------------------------------------------------


def test_a_press_calls_and_texts_the_first_doctor_at_once(night):
    assert (night.rung, night.texted) == ([1], [1])
    assert night.states == ["asking", "waiting", "waiting"]


@pytest.mark.parametrize(
    ("progress", "then"),
    [
        (Progress.BUSY, "unreachable"),
        (Progress.FAILED, "unreachable"),
        (Progress.CANCELED, "unreachable"),
        (Progress.COMPLETED, "silent"),
    ],
)
def test_a_call_that_ends_without_a_yes_brings_the_next_doctor_at_once(night, progress, then):
    night.call(1, progress)
    assert night.rung == [1, 2]
    assert night.states == [then, "asking", "waiting"]


def test_no_answer_on_a_mobile_rings_once_more_before_the_next_doctor(night):
    night.rings_out(1)
    assert night.rung == [1, 1]
    night.rings_out(1)
    assert night.rung == [1, 1, 2]


def test_no_answer_rings_once_where_the_region_wants_it_so(make):
    night = make(ring_again=False)
    night.press()
    night.rings_out(1)
    assert night.rung == [1, 2]


def test_a_no_brings_the_next_doctor_and_stops_the_ringing(night, outbox):
    night.call(1, Progress.RINGING)
    assert night.decline(1, Via.LINK) is Answer.DECLINED
    assert night.rung == [1, 2]
    assert outbox.hung_up == [night.attempt(1, "voice").sid]
    assert night.states == ["declined", "asking", "waiting"]


def test_a_doctor_who_was_reached_but_says_nothing_has_until_his_time_is_up(night):
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    night.later(seconds=179)
    assert night.states[0] == "asking"
    night.later(seconds=1)
    assert night.states == ["silent", "asking", "waiting"]


def test_nothing_is_tried_any_more_once_the_time_is_up(make):
    night = make(answer_within=40)
    night.press()
    night.call(1, Progress.RINGING)
    night.turn_the_clock(seconds=41)
    night.call(1, Progress.NO_ANSWER)
    assert night.rung == [1, 2]


def test_his_time_begins_when_the_carrier_has_taken_the_first_attempt(make):
    night = make()
    night.escalation = services.open_escalation(**request_of(night))
    night.turn_the_clock(seconds=100)
    night.work()
    assert night.offer(1).deadline - clock.now() > timedelta(seconds=179)


def test_an_sms_that_was_not_delivered_leaves_the_call_alone(night):
    night.text(1, Progress.SENT, Progress.UNDELIVERED, code=30003)
    assert night.states[0] == "asking"
    assert night.rung == [1]


def test_nobody_is_asked_twice_in_a_round(make):
    night = make(rounds=1)
    night.press()
    night.nobody_answers()
    assert night.rung == [1, 1, 2, 2, 3, 3]
    assert night.texted[:3] == [1, 2, 3]


# --- Several numbers --------------------------------------------------------------------


def test_the_second_number_follows_the_first_before_the_next_doctor(make):
    night = make()
    make_contact(night.doctors[0], LANDLINE, rank=2, **NO_SMS)
    night.press()
    night.call(1, Progress.BUSY)
    assert night.rung == [1, LANDLINE]
    night.call(LANDLINE, Progress.NO_ANSWER)
    assert night.rung == [1, LANDLINE, 2]
    assert night.texted == [1, 2]


def test_a_landline_first_still_brings_the_sms_to_the_mobile(make):
    night = make()
    make_contact(night.doctors[0], LANDLINE, rank=0, **NO_SMS)
    night.press()
    assert (night.rung, night.texted) == ([LANDLINE], [1])


def test_an_sms_that_failed_goes_to_the_next_number(make):
    night = make()
    make_contact(night.doctors[0], SECOND_MOBILE, rank=2)
    night.press()
    night.text(1, Progress.FAILED, code=30008)
    assert (night.rung, night.texted) == ([1], [1, 11])


def test_an_unproven_number_comes_after_a_proven_one(make):
    night = make()
    make_contact(night.doctors[0], LANDLINE, rank=0, **NO_SMS | {"voice_proven_at": None})
    night.press()
    assert night.rung == [1]


def test_a_doctor_who_only_reads_sms_has_until_his_time_is_up(make):
    night = make()
    night.doctors[0].contacts.update(can_voice=False)
    night.press()
    night.text(1, Progress.DELIVERED)
    assert (night.rung, night.texted) == ([], [1])
    night.later(seconds=180)
    assert night.states == ["silent", "asking", "waiting"]


def test_an_sms_only_doctor_whose_sms_failed_makes_way_at_once(make):
    night = make()
    night.doctors[0].contacts.update(can_voice=False)
    night.press()
    night.text(1, Progress.UNDELIVERED, code=30005)
    assert night.states == ["unreachable", "asking", "waiting"]


def test_a_number_that_the_carrier_refuses_for_good_is_not_tried_again(make, outbox):
    night = make(doctors=2)
    make_contact(night.doctors[0], LANDLINE, rank=2, **NO_SMS)
    outbox.fail_next(CarrierError("no such number", code=21211, permanent=True))
    night.press()
    assert night.rung == [LANDLINE]
    contact = night.doctors[0].contacts.get(number=mobile(1))
    assert (contact.voice_unusable, contact.text_unusable) == ("21211", "")
    night.call(LANDLINE, Progress.BUSY)
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.press()
    assert night.rung == [LANDLINE, 2, LANDLINE]


def test_a_landline_that_refuses_an_sms_is_still_called(make, outbox):
    night = make(doctors=1)
    services.open_escalation(**request_of(night))
    tasks.place(Attempt.objects.get(channel="voice").pk)
    outbox.fail_next(CarrierError("a landline", code=21614, permanent=True))
    tasks.place(Attempt.objects.get(channel="text").pk)
    contact = night.doctors[0].contacts.get()
    assert (contact.voice_unusable, contact.text_unusable) == ("", "21614")
    assert night.rung == [1]


def test_two_doctors_who_share_a_number_are_asked_one_after_the_other(make):
    night = make(doctors=2)
    night.doctors[1].contacts.all().delete()
    night.doctors[0].contacts.update(is_shared=True)
    make_contact(night.doctors[1], mobile(1), is_shared=True)
    night.press()
    night.call(1, Progress.BUSY)
    assert night.states == ["unreachable", "waiting"]
    night.later(seconds=2)
    assert night.states == ["unreachable", "asking"]
    assert night.rung == [1, 1]


# --- Who cannot be asked ----------------------------------------------------------------


def unavailable(**of):
    now = clock.now()
    Unavailability.objects.create(
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), **of
    )


def bars(night):
    passed = night.escalation.timeline.filter(happening="passed").order_by("number")
    return [entry.details["bar"] for entry in passed]


def test_an_unavailable_doctor_is_passed_over_and_the_timeline_says_why(make):
    night = make()
    unavailable(doctor=night.doctors[0])
    night.press()
    assert night.rung == [2]
    assert (night.states[0], bars(night)) == ("skipped", ["unavailable"])


def test_a_doctor_who_left_and_one_without_a_number_are_passed_over(make):
    night = make()
    night.doctors[1].contacts.all().delete()
    night.press()
    night.doctors[0].is_active = False
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 3]
    assert bars(night) == ["no_contact"]


def test_a_doctor_who_becomes_unavailable_while_others_are_asked_is_passed_over(night):
    unavailable(doctor=night.doctors[1])
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 3]


def test_when_a_whole_clinic_is_unavailable_the_nurse_is_told_at_once(make):
    night = make()
    unavailable(clinic=night.doctors[0].clinic)
    night.press()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])
    assert bars(night) == ["clinic_unavailable"] * 3
    assert night.texted == [901]


def test_an_empty_roster_tells_the_nurse_at_once(make):
    night = make(doctors=0)
    night.press()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])


def test_who_was_passed_over_by_a_rule_is_looked_at_again_in_the_next_round(make):
    night = make(doctors=2, rounds=2)
    unavailable(doctor=night.doctors[1])
    night.press()
    night.call(1, Progress.BUSY)
    Unavailability.objects.all().delete()
    night.later(seconds=60)
    assert night.states == ["asking", "waiting"]


# --- Rounds, and nobody -----------------------------------------------------------------


def test_after_a_pause_everybody_is_asked_once_more(make):
    night = make(doctors=2, ring_again=False)
    night.press()
    night.rings_out(1)
    night.rings_out(2)
    assert night.rung == [1, 2]
    night.later(seconds=59)
    assert night.rung == [1, 2]
    night.later(seconds=1)
    assert night.rung == [1, 2, 1]


def test_who_said_no_is_not_asked_in_the_next_round(make):
    night = make(doctors=2, ring_again=False)
    night.press()
    night.decline(1)
    night.rings_out(2)
    night.later(seconds=60)
    assert night.rung == [1, 2, 2]


def test_when_everybody_was_asked_the_nurse_is_told_and_reminded(night):
    night.nobody_answers()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])
    night.later(minutes=10)
    assert night.told == [(None, "nobody")] * 2


def test_a_late_yes_counts_while_nobody_was_found(night):
    night.nobody_answers()
    assert night.accept(2, Via.LINK) is Answer.YOURS
    assert night.status == "accepted"
    assert night.told[1:] == [(1, "taken"), (3, "taken"), (None, "accepted")]


def test_a_late_yes_counts_although_a_rule_passed_him_over_in_the_second_round(make):
    night = make(doctors=1, ring_again=False)
    night.press()
    night.rings_out(1)
    unavailable(doctor=night.doctors[0])
    night.later(seconds=60)
    assert (night.status, night.states) == ("unanswered", ["skipped"])
    assert night.accept(1, Via.LINK) is Answer.YOURS


def test_a_restart_asks_again_whoever_did_not_say_no(make):
    night = make(doctors=2, ring_again=False, rounds=1)
    night.press()
    night.decline(1)
    night.rings_out(2)
    assert night.status == "unanswered"
    services.restart(escalation=night.escalation, by=night.nurse)
    night.work()
    assert (night.status, night.states) == ("searching", ["declined", "asking"])


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
    assert night.outbox.calls[-1].key_url is None


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
    assert "取り消" in night.outbox.texts[-1].body or "called off" in night.outbox.texts[-1].body


def test_skipping_the_doctor_who_is_asked_asks_the_next(night, outbox):
    night.call(1, Progress.RINGING)
    services.skip(offer=night.offer(1), by=night.nurse)
    night.work()
    assert night.rung == [1, 2]
    assert night.told == [(1, "over")]
    assert bars(night) == ["by_nurse"]
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


# --- Telephones that are in use, and carriers that stammer ------------------------------


def test_a_doctor_who_is_asked_by_another_station_is_passed_by(night):
    one = night.escalation
    night.press()
    assert night.rung == [1, 2]
    night.escalation = one
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 2, 3]


def test_the_last_doctor_is_waited_for_until_his_phone_is_free(make):
    night = make(doctors=1, ring_again=False)
    first = night.press()
    night.press()
    assert (night.status, night.states, night.rung) == ("searching", ["waiting"], [1])
    night.rings_out(1)
    services.cancel(escalation=first, by=night.nurse)
    night.later(seconds=2)
    assert (night.states, night.rung) == (["asking"], [1, 1])


@pytest.mark.parametrize("done", [True, False], ids=["it was made", "it was not made"])
def test_an_ambiguous_answer_is_looked_up_before_anything_is_made_again(make, outbox, done):
    night = make()
    outbox.fail_next(CarrierError("time-out", ambiguous=True), done=done)
    night.press()
    night.later(seconds=2)
    assert night.rung == [1]
    attempt = night.attempt(1, "voice")
    assert (attempt.state, attempt.generation) == ("queued", 2)
    assert attempt.sid == outbox.find_calls(mobile(1))[0].sid


def test_an_attempt_that_the_carrier_never_takes_makes_way_after_five_tries(make, outbox):
    night = make()
    for _ in range(5):
        outbox.fail_next(CarrierError("time-out", ambiguous=True))
    services.open_escalation(**request_of(night))
    voice = Attempt.objects.get(channel="voice")
    for _ in range(5):
        tasks.place(voice.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE calls_attempt SET lease_until = clock_timestamp() WHERE id = %s"
                " AND lease_until IS NOT NULL",
                [voice.pk],
            )
    voice.refresh_from_db()
    assert (voice.state, voice.generation) == ("failed", 5)
    assert voice.escalation.offers.in_order()[1].state == "asking"


def test_an_sms_that_may_have_gone_out_is_recognised_by_its_words(make, outbox):
    night = make()
    services.open_escalation(**request_of(night))
    text = Attempt.objects.get(channel="text")
    outbox.fail_next(CarrierError("time-out", ambiguous=True), done=True)
    tasks.place(text.pk)
    night.later(seconds=2)
    assert night.texted == [1]
    assert Attempt.objects.get(pk=text.pk).state == "queued"


def test_a_call_of_which_nothing_is_heard_is_asked_after(night, outbox):
    attempt = night.attempt(1, "voice")
    outbox.move(attempt.sid, Progress.BUSY)
    tasks.reconcile(attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, night.states[1]) == ("busy", "asking")
    assert attempt.reconciled_at is not None


# --- What it costs ----------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["voice", "text"])
@pytest.mark.parametrize("doctors", [3, 40])
def test_a_task_reaches_the_carrier_within_twelve_statements(make, settings, channel, doctors):
    night = make(doctors=doctors)
    services.open_escalation(**request_of(night))
    attempt = Attempt.objects.get(channel=channel)
    settings.CARRIER = f"{Counting.__module__}.{Counting.__qualname__}"
    carrier.cache_clear()
    with CaptureQueriesContext(connection) as Counting.queries:
        tasks.place(attempt.pk)
    assert 0 < carrier().inner.statements <= 12


def test_a_press_costs_the_same_however_long_the_list_is(make):
    night = make(doctors=2)

    def statements():
        with CaptureQueriesContext(connection) as queries:
            escalation = services.open_escalation(**request_of(night))
        services.cancel(escalation=escalation, by=night.nurse)
        return len(queries)

    short_list = statements()
    for number in range(3, 40):
        make_doctor(night.doctors[0].clinic, mobile(number))
    assert statements() == short_list
