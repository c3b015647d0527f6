"""What a doctor writes who has it: when he is there, or that he cannot go after all."""

from datetime import timedelta

import pytest

from calls import hearing, services
from calls.dispatch import clock
from calls.dispatch.vocabulary import Channel, OfferState
from calls.models import Offer, Via
from calls.telephony.replies import Release, ThereIn, Unknown, Yes, read_after_yes
from tests.make import make_contact, make_doctor, make_nurse, mobile, press

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("20", ThereIn(20)),
        ("２０分", ThereIn(20)),
        ("20分で行きます。", ThereIn(20)),
        ("５分で着きます", ThereIn(5)),
        ("あと15分くらいです", ThereIn(15)),
        ("1 30", ThereIn(30)),
        ("30分後に到着", ThereIn(30)),
        ("180", ThereIn(180)),
        ("181分", Unknown()),
        ("0分", Unknown()),
        ("5", Unknown()),
        ("9", Release(sure=True)),
        ("⑨", Release(sure=True)),
        ("行けません", Release(sure=False)),
        ("無理です", Release(sure=False)),
        ("99", ThereIn(99)),
        ("20時に行きます", Unknown()),
        ("20分は無理", Unknown()),
        ("090-0000-0001", Unknown()),
        ("はい", Yes()),
        ("", Unknown()),
    ],
)
def test_the_table(body, meant):
    assert read_after_yes(body) == meant


@pytest.fixture
def night(make):
    night = make(doctors=2)
    night.press()
    night.call(1)
    services.accept(offer=night.offer(1), via=Via.REPLY, number=mobile(1))
    night.work()
    return night


def write(night, body, sid):
    heard = hearing.hear(sender=mobile(1), body=body, sid=sid)
    night.work()
    return "".join(heard.replies)


def told(night):
    return [news for whom, news in night.told if whom is None]


def test_the_minutes_are_the_nurses(night):
    assert "20分後に到着" in write(night, "20分で行きます", "SM1")
    offer = night.offer(1)
    assert offer.arrives_at - offer.answered_at >= timedelta(minutes=20)
    assert told(night) == ["accepted", "arrival"]
    assert night.escalation.timeline.get(happening="arrives").details["via"] == "reply"


def test_a_nine_is_asked_back_once_and_the_second_hands_it_back(night):
    assert "確認のため" in write(night, "9", "SM1")
    assert night.states == ["accepted", "waiting"]
    assert "別の医師" in write(night, "９", "SM2")
    assert night.states == ["released", "asking"]
    assert told(night)[-1] == "handed_back"


def test_the_same_nine_that_comes_twice_is_one(night):
    for _ in range(3):
        assert "確認のため" in write(night, "9", "SM1")
    assert night.states == ["accepted", "waiting"]


def test_words_ask_back_and_only_the_figure_hands_it_back(night):
    assert "確認のため" in write(night, "行けません", "SM1")
    assert "確認のため" in write(night, "無理です", "SM2")
    assert night.states == ["accepted", "waiting"]
    write(night, "9", "SM3")
    assert night.states == ["released", "asking"]


def test_what_nobody_understands_is_the_nurses_to_read(night):
    answer = write(night, "道が混んでいます", "SM1")
    assert "看護師の画面" in answer
    assert "9" in answer, "how he hands it back"
    write(night, "道が混んでいます", "SM1")
    entries = night.escalation.timeline.filter(happening="unclear")
    assert [entry.words for entry in entries] == ["道が混んでいます"]
    assert night.states == ["accepted", "waiting"]


def test_whoever_has_it_no_longer_gives_nothing_back(night):
    services.search_on(offer=night.offer(1), by=night.nurse)
    night.work()
    write(night, "9", "SM1")
    write(night, "9", "SM2")
    assert night.states == ["released", "asking"]


def test_after_the_end_he_hears_that_it_is_over(night):
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    assert "終了" in write(night, "9", "SM1")


def test_on_a_telephone_that_doctors_share_nothing_is_guessed(night):
    contact = night.doctors[0].contacts.get()
    contact.is_shared = True
    contact.save()
    colleague = make_doctor(night.doctors[0].clinic)
    make_contact(colleague, mobile(1), is_shared=True)
    write(night, "9", "SM1")
    write(night, "9", "SM2")
    assert night.states[0] == "accepted"


def test_a_region_that_takes_no_replies_takes_these_neither(night):
    type(night.doctors[0].clinic.team.region).objects.update(replies_count=False)
    write(night, "9", "SM1")
    write(night, "9", "SM2")
    assert night.states[0] == "accepted"
    assert night.attempt(1, Channel.TEXT) is not None


def test_where_advice_is_wanted_nobody_arrives(make):
    night = make(doctors=1)
    night.press(wanted="advice")
    services.accept(offer=night.offer(1), via=Via.REPLY, number=mobile(1))
    night.work()
    write(night, "20分", "SM1")
    assert night.offer(1).arrives_at is None
    assert night.escalation.timeline.get(happening="unclear").words == "20分"


def test_a_machine_that_writes_figures_is_not_answered_for_ever(night):
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.work()
    answers = [write(night, "20", f"SM{n}") for n in range(hearing.MOST_ANSWERS + 2)]
    assert [bool(one) for one in answers] == [True] * hearing.MOST_ANSWERS + [False, False]


def test_asked_about_something_else_too_his_minutes_are_of_what_he_has(night):
    """He was silent there, and has said yes here."""
    station = night.nurse.stations.get()
    other = press(make_nurse(station))
    Offer.objects.filter(escalation=other, doctor=night.doctors[0]).update(
        state=OfferState.SILENT, asked_at=clock.now()
    )
    assert "20分後に到着" in write(night, "20分", "SM1")
    assert night.offer(1).arrives_at is not None
    assert not other.timeline.filter(happening="unclear").exists()
