"""A doctor whom the nurse has passed over, and who would come: he hears the truth, she sees it."""

import pytest

from calls import hearing, services
from calls.dispatch import clock
from calls.live import live_state
from calls.models import Happening, Via
from calls.services import Answer
from calls.telephony.base import Progress
from tests.calls.nurses import act, page
from tests.dispatch.night import Night
from tests.make import mobile

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox, client):
    night = Night(outbox, doctors=3, rounds=1)
    client.force_login(night.nurse)
    night.press()
    night.call(1, Progress.RINGING)
    services.skip(offer=night.offer(1), by=night.nurse)
    night.work()
    night.call(1, Progress.CANCELED)
    return night


def hear(body, sid="SM1"):
    return next(iter(hearing.hear(sender=mobile(1), body=body, sid=sid).replies), "")


def test_his_yes_by_sms_reaches_the_nurse_and_changes_nothing(night, client):
    answer = hear("はい、行けます")
    assert "終了" not in answer
    assert "看護師に伝え" in answer
    assert night.states == ["skipped", "asking", "waiting"]
    html = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "行けると返事がありました" in html
    assert night.doctors[0].name in html


def test_she_asks_him_with_one_tap(night, client):
    hear("1")
    act(client, "ask_first", night.escalation.pk, night.offer(1).pk)
    night.work()
    night.decline(2)
    night.work()
    assert night.offer(1).state == "asking"
    assert "行けると返事がありました" not in page(client, "live", night.escalation.pk)
    assert night.accept(1, Via.KEY) is Answer.YOURS


def test_it_is_there_too_when_nobody_was_found(night, client):
    night.decline(2)
    night.decline(3)
    assert night.status == "unanswered"
    assert hear("行けます")
    [row] = live_state(night.escalation, clock.now()).willing
    assert row.doctor == night.doctors[0].name
    assert "行けると返事がありました" in page(client, "live", night.escalation.pk)


def test_said_twice_it_stands_on_the_timeline_once(night):
    hear("1", "SM1")
    hear("1", "SM2")
    assert night.happened.count(Happening.WOULD_COME) == 1


def test_a_no_and_other_words_are_answered_with_what_is_true(night):
    for sid, body in (("SM1", "無理です"), ("SM2", "どうなりましたか")):
        assert "ほかの医師にお願い" in hear(body, sid)
    assert Happening.WOULD_COME not in night.happened


def test_on_the_page_of_his_link_he_can_say_so(night, client):
    token = night.offer(1).token
    html = client.get(f"/{token}").content.decode()
    assert "終了" not in html
    assert "行けると看護師に伝える" in html
    client.post(f"/{token}", {"answer": "yes"})
    html = client.get(f"/{token}").content.decode()
    assert "看護師の画面に出ています" in html
    assert "<form" not in html
    assert night.states[0] == "skipped"


def test_once_it_has_ended_he_hears_that(night, client):
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert "終了" in hear("1")
    assert "行けると看護師に伝える" not in client.get(f"/{night.offer(1).token}").content.decode()


def test_where_a_colleague_has_it_he_hears_that(night):
    night.accept(2, Via.KEY)
    assert "ほかの医師が対応" in hear("1")
    assert Happening.WOULD_COME not in night.happened


def test_words_that_nobody_understands_are_on_the_nurses_card(night, client):
    hearing.hear(sender=mobile(2), body="10分だけ待ってください", sid="SM1")
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "<q>10分だけ待ってください</q>" in card
    night.accept(2, Via.LINK)
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "<q>" not in card, "his yes has settled it"
    hearing.hear(sender=mobile(2), body="道が混んでいます", sid="SM2")
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "<q>道が混んでいます</q>" in card


def test_in_a_drill_every_answer_says_that_it_is_one(outbox, client):
    night = Night(outbox, doctors=2)
    night.press(is_drill=True)
    services.skip(offer=night.offer(1), by=night.nurse)
    for sid, body in (("SM1", "はい"), ("SM2", "無理です")):
        assert hear(body, sid).startswith("【訓練】")
