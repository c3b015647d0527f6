"""The roster changes while a search runs, or has nobody to ask."""

import pytest

from calls import services
from calls.dispatch import clock
from calls.live import READ_TOGETHER, live_state
from calls.models import Escalation, Via
from calls.services import Answer
from calls.telephony.base import Progress
from tests.make import make_contact, make_unavailable, mobile

pytestmark = pytest.mark.django_db
NEW_NUMBER = mobile(91)


def leaves(doctor):
    doctor.is_active = False
    doctor.save(update_fields=["is_active"])


def is_unavailable(doctor):
    make_unavailable(doctor=doctor)


def loses_his_number(doctor):
    doctor.contacts.all().delete()


CHANGES = {
    leaves: "left",
    is_unavailable: "unavailable",
    loses_his_number: "no_contact",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_f32_whoever_is_next_is_looked_at_again_before_he_is_asked(night, change):
    change(night.doctors[1])
    night.call(1, Progress.BUSY)
    assert night.rung == [1, 3]
    assert night.bars == [CHANGES[change]], "the reason is on the timeline"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_f32_a_call_that_rings_may_finish_and_its_yes_counts(night, outbox, change):
    night.call(1, Progress.RINGING)
    change(night.doctors[0])
    night.later(seconds=1)
    assert outbox.hung_up == []
    night.call(1, Progress.ANSWERED)
    assert night.accept(1, Via.KEY) is Answer.YOURS
    assert "accepted" in night.happened


def test_f32_a_call_that_was_planned_and_not_yet_made_is_not_made_to_the_old_number(make):
    night = make()
    night.escalation = services.open_escalation(**night.request())
    night.doctors[0].contacts.update(number=NEW_NUMBER)
    night.work()
    assert night.rung == [2]


def test_f32_a_number_that_comes_in_while_his_first_one_rings_is_tried_after_it(night):
    make_contact(night.doctors[0], NEW_NUMBER, rank=2)
    night.call(1, Progress.BUSY)
    assert [call.to for call in night.outbox.calls] == [mobile(1), NEW_NUMBER]


def test_f32_a_doctor_who_comes_back_is_asked_in_the_next_round(make):
    night = make(doctors=2, rounds=2, pause_between_rounds=60, ring_again=False)
    night.press()
    leaves(night.doctors[1])
    night.call(1, Progress.BUSY)
    night.doctors[1].is_active = True
    night.doctors[1].save(update_fields=["is_active"])
    night.later(seconds=60)
    night.call(1, Progress.BUSY)
    assert 2 in night.rung


# --- Nobody to ask ----------------------------------------------------------------------


def live(night):
    row = Escalation.objects.select_related(*READ_TOGETHER).get(pk=night.escalation.pk)
    return live_state(row, clock.now())


def nobody_has_a_number(night):
    for doctor in night.doctors:
        doctor.contacts.all().delete()


def everybody_is_unavailable(night):
    for doctor in night.doctors:
        make_unavailable(doctor=doctor)


def the_clinic_is_unavailable(night):
    make_unavailable(clinic=night.doctors[0].clinic)


def everybody_left(night):
    for doctor in night.doctors:
        leaves(doctor)


NOBODY = [nobody_has_a_number, everybody_is_unavailable, the_clinic_is_unavailable, everybody_left]


@pytest.mark.parametrize("happens", NOBODY, ids=lambda happens: happens.__name__)
@pytest.mark.parametrize("doctors", [1, 3])
def test_f33_nobody_to_ask_is_told_at_the_press_with_the_phone_list(make, happens, doctors):
    night = make(doctors=doctors)
    happens(night)
    night.press()
    assert (night.status, night.rung) == ("unanswered", [])
    assert night.told == [(None, "nobody")]
    state = live(night)
    assert state.phones_matter
    listed = 0 if happens is everybody_left else doctors
    assert len(state.phone_list) == listed


def test_f33_an_empty_roster_is_told_at_once(make):
    night = make(doctors=0)
    night.press()
    assert (night.status, night.told) == ("unanswered", [(None, "nobody")])
    assert live(night).phones_matter


def test_f33_the_gap_comes_in_the_middle_of_the_search(night):
    everybody_is_unavailable(night)
    night.call(1, Progress.BUSY)
    assert (night.rung, night.status) == ([1], "unanswered")
    assert night.told[-1] == (None, "nobody")
    assert live(night).phones_matter
