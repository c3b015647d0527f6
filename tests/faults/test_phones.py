"""Telephones that are busy, off, or say nothing."""

import pytest

from calls.telephony.base import Progress
from tests.make import make_contact

pytestmark = pytest.mark.django_db

LANDLINE = "+81550000001"


@pytest.mark.parametrize(
    ("progress", "code"),
    [(Progress.BUSY, None), (Progress.FAILED, 31404), (Progress.CANCELED, None)],
)
def test_f23_the_next_number_then_the_next_doctor_at_once_and_once_more_at_the_end(
    make, progress, code
):
    night = make(doctors=2)
    make_contact(night.doctors[0], LANDLINE, rank=2, can_text=False)
    night.press()
    night.call(1, progress, code=code)
    assert night.rung == [1, LANDLINE]
    night.call(LANDLINE, progress, code=code)
    assert night.rung == [1, LANDLINE, 2]
    night.call(2, progress, code=code)
    night.later(seconds=60)
    assert night.rung == [1, LANDLINE, 2, 1]


def test_f23_no_answer_rings_a_mobile_once_more_then_the_next_doctor(make):
    night = make(doctors=2)
    night.press()
    night.rings_out(1)
    night.rings_out(1)
    assert night.rung == [1, 1, 2]


def test_f23_an_sms_that_comes_back_goes_to_the_next_number_of_who_only_reads(make):
    night = make(doctors=2)
    make_contact(night.doctors[0], "+819000000011", rank=2)
    night.doctors[0].contacts.update(can_voice=False)
    night.press()
    night.text(1, Progress.SENT, Progress.UNDELIVERED, code=30003)
    assert night.texted == [1, 11]
    night.text(11, Progress.UNDELIVERED, code=30003)
    assert night.states == ["unreachable", "asking"]
    assert night.rung == [2]
