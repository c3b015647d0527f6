"""One doctor, two open escalations: nothing is guessed, and no two telephones ring at once."""

import pytest

from calls import hearing
from calls.models import Attempt, Via
from calls.telephony.base import Progress
from tests.make import make_nurse, make_station, mobile
from tests.make import press as pressed

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(make):
    """One doctor; two stations want him."""
    return make(doctors=1, ring_again=False, rounds=1)


@pytest.fixture
def two(night):
    """He was asked about both, one after the other, and answered neither."""
    another = make_nurse(make_station(night.nurse.stations.get().region))
    first = night.press(area="丸の内")
    night.rings_out(1)
    second = pressed(another, area="湯村")
    night.work()
    night.escalation = second
    night.rings_out(1)
    return first, second


def offer_of(escalation):
    return escalation.offers.select_related("escalation").get()


def test_f21_calls_come_one_after_the_other(night):
    first, second = night.press(), night.press()
    assert night.rung == [1]
    night.escalation = first
    night.rings_out(1)
    night.later(seconds=2)
    assert night.rung == [1, 1]
    ringing = Attempt.objects.get(channel="voice", state="queued")
    assert ringing.escalation == second


def test_f21_a_reply_to_the_one_that_is_asked_now_is_for_that_one(night):
    first = night.press()
    night.rings_out(1)
    second = night.press()
    hearing.hear(sender=mobile(1), body="はい", sid="SM1")
    assert [offer_of(one).state for one in (first, second)] == ["unreachable", "accepted"]


def test_f21_a_reply_to_two_silent_ones_changes_nothing_and_is_answered_with_both_links(two):
    heard = hearing.hear(sender=mobile(1), body="はい", sid="SM1")
    assert [offer_of(one).state for one in two] == ["unreachable", "unreachable"]
    first, second = map(offer_of, two)
    [newest, older] = heard.replies
    assert newest.endswith(second.link)
    assert older.endswith(first.link)
    assert ("湯村" in newest, "丸の内" in older) == (True, True), "he has to know which is which"


@pytest.mark.parametrize("which", [0, 1])
def test_f21_a_link_is_a_yes_to_its_own_escalation_alone(night, two, which):
    night.escalation = two[which]
    night.accept(1, Via.LINK)
    states = [offer_of(one).state for one in two]
    assert states[which] == "accepted"
    assert states[1 - which] != "accepted"


def test_f21_a_key_is_a_yes_to_the_escalation_of_its_call(night):
    first = night.press()
    night.rings_out(1)
    second = night.press()
    night.escalation = second
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    night.accept(1, Via.KEY)
    assert [offer_of(one).state for one in (first, second)] == ["unreachable", "accepted"]
