"""Answers at the wrong moment, and answers that are none."""

from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import hearing, services
from calls.models import Via
from calls.services import Answer
from calls.telephony import replies
from calls.telephony.base import Progress
from tests.dispatch.racing import racers
from tests.make import mobile

pytestmark = pytest.mark.django_db

SPELLINGS_OF_YES = ["１", "①", "1️⃣", "ﾊｲ。", " ハイ！ ", "1 30分"]
NEARLY_YES = "12１２はいハイ不可 。-👍"
AS_OFTEN_AS_NEEDED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}

BY_HIMSELF = (Via.KEY, Via.LINK, Via.REPLY)


@pytest.mark.django_db(transaction=True)
def test_f15_two_doctors_say_yes_in_the_same_millisecond(night):
    night.call(1, Progress.BUSY)
    night.call(2, Progress.ANSWERED)
    with racers() as two:
        answers = two.race(
            partial(services.accept, offer=night.offer(1), via=Via.LINK),
            partial(services.accept, offer=night.offer(2), via=Via.KEY),
        )
    assert sorted(answer.value for answer in answers) == ["taken", "yours"]
    assert sorted(night.states) == ["accepted", "waiting", "withdrawn"]
    assert {"accepted", "too_late"} <= set(night.happened)


def test_f16_a_yes_after_his_time_counts_and_the_phone_that_rings_now_is_hung_up(night, outbox):
    night.call(1, Progress.RINGING, Progress.ANSWERED)
    night.later(seconds=180)
    night.call(2, Progress.RINGING)
    assert night.accept(1, Via.LINK) is Answer.YOURS
    assert night.states == ["accepted", "withdrawn", "waiting"]
    assert outbox.hung_up == [night.attempt(2, "voice").sid]
    assert night.told == [(2, "taken"), (None, "accepted")]


@pytest.mark.django_db(transaction=True)
def test_f18_a_yes_and_the_nurses_cancel_in_one_moment(night):
    """Whichever comes first: it is called off, and he knows that he need not set out."""
    with racers() as two:
        answer, _ = two.race(
            partial(services.accept, offer=night.offer(1), via=Via.KEY),
            partial(services.cancel, escalation=night.escalation, by=night.nurse),
        )
    assert answer in (Answer.YOURS, Answer.OVER)
    assert (night.status, night.states[0]) == ("cancelled", "withdrawn")
    assert (1, "over") in night.told
    assert ("accepted" in night.happened) == (answer is Answer.YOURS)


def test_f18_a_yes_just_before_the_cancel_is_taken_back(night):
    assert night.accept(1, Via.KEY) is Answer.YOURS
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert (night.status, night.states[0]) == ("cancelled", "withdrawn")
    assert night.told[-1] == (1, "over")


@pytest.mark.parametrize("via", BY_HIMSELF)
def test_f17_a_yes_after_a_cancel_is_kindly_told_and_changes_nothing(night, via):
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert night.accept(1, via) is Answer.OVER
    assert (night.status, night.states[0]) == ("cancelled", "withdrawn")
    heard = hearing.hear(sender=mobile(1), body="はい", sid="SM1")
    assert "終了" in heard.replies[0]


@pytest.mark.parametrize("via", BY_HIMSELF)
def test_f17_a_yes_after_somebody_elses_is_kindly_told_and_changes_nothing(night, via):
    night.call(1, Progress.BUSY)
    night.accept(2, Via.KEY)
    assert night.accept(1, via) is Answer.TAKEN
    assert night.states == ["withdrawn", "accepted", "waiting"]
    heard = hearing.hear(sender=mobile(1), body="はい", sid="SM1")
    assert "ほかの医師" in heard.replies[0]


def test_f17_what_the_nurse_hears_after_the_end_or_after_somebody_elses_comes_too_late(night):
    night.accept(1, Via.LINK)
    assert services.reached(offer=night.offer(3), comes=True, by=night.nurse) is Answer.TAKEN
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert services.reached(offer=night.offer(3), comes=True, by=night.nurse) is Answer.OVER
    assert (night.status, night.states[2]) == ("cancelled", "waiting")


def hear(night, body, sid="SM1"):
    """What a reply does, without leaving a trace: the offer's state, and the answer."""
    with transaction.atomic():
        heard = hearing.hear(sender=mobile(1), body=body, sid=sid)
        state = night.offer(1).state
        transaction.set_rollback(True)
    return state, next(iter(heard.replies), None)


@pytest.mark.parametrize(
    "body",
    ["1", "ok", *replies.GOES, "１", "①", "1️⃣", "ﾊｲ。", " ハイ！ ", "はい、行けますよ", "1 30分"],
)
def test_f19_every_spelling_of_a_yes_accepts(night, body):
    state, reply = hear(night, body)
    assert (state, reply) == ("accepted", None)


@pytest.mark.parametrize(
    "body", ["2", "no", *replies.DOES_NOT_GO, "２", "②", "ﾑﾘ", "すみません、行けません"]
)
def test_f19_every_spelling_of_a_no_declines(night, body):
    state, reply = hear(night, body)
    assert state == "declined"
    assert "別の医師に依頼" in reply


@pytest.mark.parametrize("body", ["11", "10", "1 2", "-1", "1いいえ", "l", "I", "👍", "", "9"])
def test_f19_what_only_looks_like_a_yes_is_answered_with_the_two_keys(night, body):
    state, reply = hear(night, body)
    assert state == "asking"
    assert "1" in reply
    assert "2" in reply


@settings(max_examples=60, **AS_OFTEN_AS_NEEDED)
@given(
    body=st.one_of(st.text(max_size=20), st.text(alphabet="12１２はいハイ不可 。-👍", max_size=5))
)
def test_f19_arbitrary_text_never_becomes_a_yes(night, body):
    state, _ = hear(night, body)
    assert (state == "accepted") == isinstance(replies.read(body), replies.Yes)


def test_f19_an_unclear_reply_is_shown_as_it_stands_and_answered(night):
    first = hearing.hear(sender=mobile(1), body="どなたですか", sid="SM1")
    again = hearing.hear(sender=mobile(1), body="どなたですか", sid="SM1")
    assert first == again, "the same report twice is one SMS"
    assert first.replies
    assert not hearing.hear(sender=mobile(1), body="どなたですか", sid="SM2").replies, "a machine?"
    assert hearing.hear(sender=mobile(1), body="もしもし", sid="SM3").replies
    unclear = night.escalation.timeline.filter(happening="unclear").order_by("number")
    assert [entry.words for entry in unclear] == ["どなたですか", "どなたですか", "もしもし"]
    assert night.states[0] == "asking"


def test_f19_a_shared_number_is_answered_with_the_link_and_never_guessed(make):
    night = make(doctors=2)
    night.doctors[1].contacts.all().delete()
    night.doctors[0].contacts.update(is_shared=True)
    night.doctors[1].contacts.create(number=mobile(1), is_shared=True)
    night.press()
    state, reply = hear(night, "はい")
    assert state == "asking"
    assert night.offer(1).link in reply


def test_f19_a_region_that_takes_no_replies_answers_with_the_link(make):
    night = make(replies_count=False)
    night.press()
    state, reply = hear(night, "はい")
    assert state == "asking"
    assert night.offer(1).link in reply
