"""A year of daily runs: how often doctors are asked whether a number still works."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from calls.checking import MOST_IN_VAIN, check_contacts
from calls.models import CheckAnswer, ContactCheck
from calls.services import checked
from teams.models import Contact
from tests.calls.clocks import set_clock, turn_back
from tests.make import make_clinic, make_contact, make_doctor, make_region, mobile

pytestmark = pytest.mark.django_db

BEGINS = date(2026, 11, 24)
ANSWERS, IS_SILENT, WANTS_NONE, IS_ASKED_IN_EARNEST = map(mobile, (1, 2, 3, 4))
UNPROVEN = {"voice_proven_at": None, "text_proven_at": None, "reply_proven_at": None}


@pytest.fixture(autouse=True)
def clock_of_the_test(db, settings):
    settings.CALLS_PER_SECOND = 1000
    yield
    turn_back()


def a_year():
    """Each day at half past one; the days on which it ran come out."""
    for after in range(365):
        day = BEGINS + timedelta(days=after)
        set_clock(f"{day} 13:30")
        if check_contacts() is not None:
            yield day


def everybody_who_answers_does():
    for check in ContactCheck.objects.filter(number=ANSWERS, answer=""):
        checked(check, CheckAnswer.KEY if check.channel == "voice" else CheckAnswer.REPLY)


def test_a_year(outbox):
    region = make_region()
    for number in (ANSWERS, IS_SILENT, WANTS_NONE):
        make_contact(make_doctor(make_clinic(region)), number, **UNPROVEN)
    make_contact(make_doctor(make_clinic(region)), IS_ASKED_IN_EARNEST)
    Contact.objects.filter(number=WANTS_NONE).update(checks_muted=True)
    days = []
    for day in a_year():
        days.append(day)
        everybody_who_answers_does()
        if day.day in (3, 4, 5):  # he says yes to somebody, each month
            Contact.objects.filter(number=IS_ASKED_IN_EARNEST).update(
                voice_proven_at=f"{day}T03:00:00+09:00"
            )

    def asked(number, channel):
        checks = ContactCheck.objects.filter(number=number, channel=channel)
        return list(checks.order_by("day").values_list("day", flat=True))

    assert asked(ANSWERS, "voice") == [BEGINS]
    texts = asked(ANSWERS, "text")
    assert texts[0] == BEGINS
    assert len(texts) == 1 + 365 // region.check_every
    between = [(later - earlier).days for earlier, later in pairwise(texts)]
    assert all(region.check_every <= gap <= region.check_every + 7 for gap in between)
    assert len(asked(IS_SILENT, "voice")) == len(asked(IS_SILENT, "text")) == MOST_IN_VAIN
    assert asked(WANTS_NONE, "voice") == asked(WANTS_NONE, "text") == []
    assert asked(IS_ASKED_IN_EARNEST, "voice") == asked(IS_ASKED_IN_EARNEST, "text") == []
    assert {day.weekday() for day in days} <= set(range(5))
    assert 235 < len(days) < 250, "neither weekends nor public holidays"
