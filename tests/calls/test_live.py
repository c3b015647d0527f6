"""The live state: what the page and the API say in every situation of a night."""

from datetime import timedelta

import pytest
from django.utils import translation

from calls import hearing, services
from calls.dispatch import clock
from calls.dispatch.vocabulary import Channel
from calls.live import READ_TOGETHER, live_state
from calls.models import Attempt, Escalation, Outcome, Via
from calls.telephony.base import CarrierError, Progress
from stations.models import AttendingDoctor
from teams.models import Unavailability
from tests.dispatch.night import Night
from tests.make import make_contact, make_night, mobile, press

pytestmark = pytest.mark.django_db
STATEMENTS = 8


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=3, pause_between_rounds=60, rounds=2)


def live(escalation, *, now=None):
    row = Escalation.objects.select_related(*READ_TOGETHER).get(pk=escalation.pk)
    with translation.override("en"):
        return live_state(row, now or clock.now())


def states(state):
    return [row.state for row in state.rows]


def test_the_first_doctor_rings(night):
    night.press()
    night.call(1, Progress.RINGING)
    night.text(1, Progress.SENT, Progress.DELIVERED)
    state = live(night.escalation)
    assert state.status == "searching"
    assert state.asking.asked_as == 1
    assert state.asking.doctor == night.doctors[0].name
    assert state.asking.clinic == night.doctors[0].clinic.name
    assert state.asking.reasons == ("Aチーム, number 1",)
    assert {(t.channel, t.state_words) for t in state.asking.attempts} == {
        ("voice", "ringing"),
        ("text", "delivered"),
    }
    assert 170 < state.asking.seconds_left <= 180
    assert state.next.doctor == night.doctors[1].name
    assert not state.failing


def test_the_second_doctor_is_asked_after_a_no(night):
    night.press()
    night.decline(1)
    state = live(night.escalation)
    assert states(state) == ["declined", "asking", "waiting"]
    assert state.rows[0].note == "by a key on the call"
    assert state.asking.asked_as == 2
    assert state.next.position == 3


@pytest.mark.parametrize(
    ("answers", "words"), [(True, "picked up"), (False, "picked up, no key pressed")]
)
def test_a_call_in_which_he_answered_was_not_in_vain(night, answers, words):
    night.press()
    night.call(1, Progress.ANSWERED)
    if answers:
        night.decline(1)
    night.call(1, Progress.COMPLETED)
    state = live(night.escalation)
    assert [t.state_words for t in state.rows[0].attempts if t.channel == "voice"] == [words]
    assert any("the call has ended" in entry.how for entry in state.timeline)


def test_what_he_answered_in_an_earlier_turn_says_nothing_of_this_one(night):
    night.press()
    night.accept(1)
    night.call(1, Progress.ANSWERED, Progress.COMPLETED)
    services.hand_back(offer=night.offer(1))
    night.work()
    services.ask_first(offer=night.offer(1), by=night.nurse)
    services.skip(offer=night.offer(2), by=night.nurse)
    night.work()
    night.call(1, Progress.ANSWERED, Progress.COMPLETED)
    voice = [t for t in live(night.escalation).rows[0].attempts if t.channel == "voice"]
    assert [t.state_words for t in voice] == ["picked up, no key pressed"]


def test_whoever_cannot_come_is_not_announced_as_the_next(night):
    now = clock.now()
    Unavailability.objects.create(
        doctor=night.doctors[1], starts_at=now, ends_at=now + timedelta(hours=1)
    )
    night.press()
    state = live(night.escalation)
    assert state.next.position == 3
    assert state.rows[1].note == "unavailable at this time"
    assert not state.rows[1].can_ask_first


def test_the_attending_doctor_is_not_announced_for_his_own_patient(night):
    himself = AttendingDoctor.objects.create(
        region=night.nurse.stations.get().region, name="見本", team_doctor=night.doctors[1]
    )
    night.press(attending_doctor=himself)
    assert live(night.escalation).next.position == 3


def test_the_nurse_may_skip_and_put_first_what_still_lies_ahead(night):
    night.press()
    night.decline(1)
    declined, asking, waiting = live(night.escalation).rows
    assert (declined.can_skip, declined.can_ask_first) == (False, False)
    assert (asking.can_skip, asking.can_ask_first) == (True, False)
    assert waiting.can_skip
    assert not waiting.can_ask_first, "he is the next anyway"


def test_a_doctor_who_did_not_answer_can_be_asked_again_at_once(night):
    night.press()
    night.call(1, Progress.RINGING, Progress.COMPLETED)
    silent = live(night.escalation).rows[0]
    assert silent.state == "silent"
    assert silent.can_ask_first
    assert not silent.can_skip


def test_between_the_rounds_the_page_knows_when_it_goes_on(night):
    night.press()
    for number in (1, 2, 3):
        night.call(number, Progress.BUSY)
    state = live(night.escalation)
    assert state.status == "searching"
    assert state.asking is None
    assert state.next is None
    assert state.resumes_at is not None


def test_nobody_was_found(night):
    night.press()
    for number in (1, 2, 3):
        night.decline(number)
    state = live(night.escalation)
    assert state.status == "unanswered"
    assert state.phones_matter
    assert state.asking is None


def test_a_doctor_has_accepted(night):
    night.press()
    night.decline(1)
    night.accept(2, minutes=25)
    state = live(night.escalation)
    assert state.status == "accepted"
    assert state.accepted.doctor == night.doctors[1].name
    assert state.accepted.arrives_at - state.accepted.answered_at == timedelta(minutes=25)
    assert [n.number for n in state.accepted.numbers] == [mobile(2)]
    assert state.confirm_by is not None
    assert [row.state_words for row in state.rows][2] == "Not asked"


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        (lambda e, by: services.cancel(escalation=e, by=by), "cancelled", ""),
        (
            lambda e, by: services.close(escalation=e, outcome=Outcome.AMBULANCE, by=by),
            "closed",
            "Ambulance",
        ),
    ],
)
def test_it_has_ended(night, end, status, words):
    night.press()
    end(night.escalation, night.nurse)
    state = live(night.escalation)
    assert (state.status, state.outcome_words, state.is_open) == (status, words, False)
    assert state.ended_at is not None


@pytest.mark.parametrize(("seconds", "failing"), [(0, False), (5, False), (7, True), (60, True)])
def test_an_attempt_that_nobody_places_is_failing_after_six_seconds(seconds, failing):
    nurse, _ = make_night()
    escalation = press(nurse)
    now = escalation.opened_at + timedelta(seconds=seconds)
    assert live(escalation, now=now).failing is failing


@pytest.mark.parametrize(("seconds", "failing"), [(1, False), (9, False), (11, True)])
def test_nothing_attempted_is_failing_after_ten_seconds(outbox, seconds, failing):
    first = Night(outbox, doctors=1)
    first.press()
    # His only number is asked about the first escalation, so the second one waits.
    second = press(first.nurse)
    now = second.opened_at + timedelta(seconds=seconds)
    assert live(second, now=now).failing is failing


def test_an_ambiguous_answer_of_the_carrier_is_failing_while_it_lasts(night, outbox):
    outbox.fail_next(CarrierError("time-out", ambiguous=True))
    outbox.fail_next(CarrierError("time-out", ambiguous=True))
    night.press()
    assert not live(night.escalation).failing
    assert live(night.escalation, now=clock.now() + timedelta(seconds=7)).failing


def test_the_phone_list_has_every_number_and_ends_with_those_who_will_not_come(night):
    clinic = night.doctors[0].clinic
    clinic.phone = "+81550000001"
    clinic.save()
    make_contact(night.doctors[1], "+81550000005", can_text=False, rank=2)
    night.press()
    night.decline(1)
    listed = live(night.escalation).phone_list
    assert [row.position for row in listed] == [2, 3, 1]
    assert [(n.national, n.kind) for n in listed[0].numbers] == [
        ("090-0000-0002", "mobile"),
        ("055-000-0005", "landline"),
        ("055-000-0001", "clinic"),
    ]


def test_the_timeline_tells_the_night_in_words(night):
    night.press()
    night.call(1, Progress.BUSY)
    hearing.hear(sender=mobile(2), body="ちょっと待って", sid="SM1")
    night.accept(2, via=Via.REPLY, minutes=30)
    told = [
        (e.happening, e.what, e.doctor, e.how, e.words) for e in live(night.escalation).timeline
    ]
    one, two = night.doctors[0].name, night.doctors[1].name
    assert told[:7] == [
        ("opened", "Search started", "", "", ""),
        ("asked", "Asked", one, "call · SMS", ""),
        ("moved", "Progress of a call or SMS", one, "call: busy", ""),
        ("unreachable", "Not reached", one, "", ""),
        ("asked", "Asked", two, "call · SMS", ""),
        ("unclear", "Replied, unclear", two, "", "ちょっと待って"),
        ("accepted", "Accepted", two, "by an SMS reply · there in 30 minutes", ""),
    ]


@pytest.mark.parametrize("doctors", [3, 30])
def test_it_costs_the_same_however_long_the_list_is(outbox, django_assert_max_num_queries, doctors):
    night = Night(outbox, doctors=doctors)
    night.press()
    night.decline(1)
    escalation = Escalation.objects.select_related(*READ_TOGETHER).get(pk=night.escalation.pk)
    now = clock.now()
    with django_assert_max_num_queries(STATEMENTS):
        live_state(escalation, now)


@pytest.mark.parametrize(
    ("held_back", "opens"),
    [pytest.param(4, False, id="for a moment"), pytest.param(25, True, id="for long")],
)
def test_a_call_that_the_carrier_holds_back_says_so_and_for_long_opens_the_phone_list(
    night, held_back, opens
):
    night.press()
    Attempt.objects.filter(channel=Channel.VOICE).update(queue_seconds=held_back)
    state = live(night.escalation)
    assert held_back - 2 <= state.carrier_queue <= held_back
    assert any("waits at the carrier" in one.state_words for one in state.asking.attempts)
    assert state.phones_matter is opens
    night.later(seconds=held_back + 1)
    state = live(night.escalation)
    assert (state.carrier_queue, state.phones_matter) == (0, False)


def test_what_came_of_a_notice_says_whom_it_was_for(night):
    night.press()
    night.accept(1)
    for notice in Attempt.objects.filter(notice__isnull=False, channel=Channel.TEXT):
        night.report(notice, Progress.DELIVERED)
    moved = [entry for entry in live(night.escalation).timeline if entry.happening == "moved"]
    assert {(entry.how, entry.doctor, entry.person) for entry in moved} == {
        ("SMS: delivered", night.doctors[0].name, ""),
        ("SMS: delivered", "", "to the nurse"),
    }


def test_whoever_is_asked_again_and_who_does_not_come(night):
    night.press()
    night.decline(1)
    night.accept(2)
    services.hand_back(offer=night.offer(2))
    night.work()
    state = live(night.escalation)
    assert [row.doctor for row in state.gone] == [night.doctors[1].name]
    assert not state.asking.again
