"""From the yes until the doctor is there, and a nurse who takes it over, on real rows."""

from datetime import timedelta

import pytest

from calls import services
from calls.history import history
from calls.models import Outcome
from tests.make import make_nurse, mobile

pytestmark = pytest.mark.django_db
HERS = "+819000000902"


@pytest.fixture
def accepted(night):
    night.accept(1, minutes=15)
    return night


@pytest.fixture
def colleague(night):
    return make_nurse(night.nurse.stations.get(), display_name="雛形看護師")


def told_in_words(night):
    """What the timeline says, with how, and who did it."""
    entries = history(night.escalation, {}, {})
    return [(e.happening, e.how, e.by) for e in entries if e.happening not in ("moved", "told")]


# --- The doctor ---------------------------------------------------------------------------


def test_the_doctor_confirms_that_they_have_spoken(accepted):
    services.confirm_contact(escalation=accepted.escalation, offer=accepted.offer(1))
    assert accepted.status == "contacted"
    assert told_in_words(accepted)[-1] == ("contacted", "リンクから", "")
    accepted.later(minutes=20)
    assert (None, "confirm") not in accepted.told


def test_the_doctor_changes_the_time_and_the_nurse_reads_it(accepted, outbox):
    services.give_arrival(offer=accepted.offer(1), minutes=45)
    accepted.work()
    offer = accepted.offer(1)
    assert offer.arrives_at - offer.answered_at > timedelta(minutes=44)
    assert accepted.told[-1] == (None, "arrival")
    assert outbox.texts[-1].to == accepted.escalation.call_back_number


def test_the_nurse_enters_the_time_and_nobody_is_disturbed(accepted):
    told = accepted.told
    services.give_arrival(offer=accepted.offer(1), minutes=45, by=accepted.nurse)
    accepted.work()
    assert accepted.told == told
    assert told_in_words(accepted)[-1][2] == accepted.nurse.display_name


@pytest.mark.parametrize("by_nurse", [True, False])
def test_he_is_there_and_so_they_have_spoken(accepted, by_nurse):
    by = accepted.nurse if by_nurse else None
    for _ in range(2):
        services.arrive(offer=accepted.offer(1), by=by)
    assert accepted.status == "contacted"
    assert accepted.offer(1).arrived_at is not None
    assert accepted.happened[-2:] == ["contacted", "arrived"]


def test_both_times_stay_after_the_end(accepted):
    services.arrive(offer=accepted.offer(1))
    services.close(escalation=accepted.escalation, outcome=Outcome.VISITED, by=accepted.nurse)
    offer = accepted.offer(1)
    assert None not in (offer.arrives_at, offer.arrived_at)


def test_who_comes_in_his_place_has_times_of_his_own(accepted):
    services.arrive(offer=accepted.offer(1))
    services.hand_back(offer=accepted.offer(1))
    accepted.accept(1)
    assert (accepted.offer(1).arrives_at, accepted.offer(1).arrived_at) == (None, None)


# --- The nurse ----------------------------------------------------------------------------


def test_a_colleague_takes_it_over_and_hears_what_comes(accepted, colleague, outbox):
    services.take_over(escalation=accepted.escalation, by=colleague, call_back_number=HERS)
    accepted.work()
    assert accepted.told[-1] == (1, "new_number")
    assert outbox.texts[-1].to == mobile(1)
    assert "090-0000-0902" in outbox.texts[-1].body
    services.hand_back(offer=accepted.offer(1))
    accepted.work()
    assert (None, "handed_back") in accepted.told
    assert HERS in [text.to for text in outbox.texts]
    assert ("taken_over", "見本看護師 から · 折り返し先を変更", "雛形看護師") in told_in_words(
        accepted
    )


def test_taking_it_over_twice_is_taking_it_over_once(accepted, colleague):
    for _ in range(2):
        services.take_over(escalation=accepted.escalation, by=colleague)
    assert accepted.happened.count("taken_over") == 1


def test_of_two_who_take_it_the_last_one_has_it_and_both_are_told_of(accepted, colleague):
    services.take_over(escalation=accepted.escalation, by=colleague)
    services.take_over(escalation=accepted.escalation, by=accepted.nurse)
    accepted.escalation.refresh_from_db()
    assert accepted.escalation.nurse == accepted.nurse
    assert told_in_words(accepted)[-2:] == [
        ("taken_over", "見本看護師 から", "雛形看護師"),
        ("taken_over", "雛形看護師 から", "見本看護師"),
    ]


def test_a_landline_is_called_for_it_takes_no_sms(accepted, colleague, outbox):
    services.take_over(
        escalation=accepted.escalation, by=colleague, call_back_number="+81550000002"
    )
    services.hand_back(offer=accepted.offer(1))
    accepted.work()
    assert "+81550000002" in [call.to for call in outbox.calls]


def test_a_doctor_without_sms_is_called_about_the_new_number(make):
    night = make(doctors=1)
    night.doctors[0].contacts.update(can_text=False)
    night.press()
    night.accept(1)
    services.take_over(escalation=night.escalation, by=night.nurse, call_back_number=HERS)
    told = night.escalation.notices.get(news="new_number")
    assert told.attempts.get().channel == "voice"
