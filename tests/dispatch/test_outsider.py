"""A substitute from outside the teams is asked, and answers, like any other doctor."""

import pytest

from calls import hearing
from calls.models import Offer, Via
from calls.services import Answer
from stations.services import Outsider, outside_doctor
from tests.make import mobile

OUTSIDE = 70


@pytest.fixture
def night(make):
    """One doctor of the teams, asked now, and behind her the one whom nobody's roster lists."""
    night = make(doctors=1)
    night.press()
    region = night.nurse.stations.get().region
    who = Outsider(
        name="隣町 いちろう",
        workplace="となりまち病院",
        number=mobile(OUTSIDE),
        can_voice=True,
        can_text=True,
    )
    night.doctors.append(outside_doctor(region=region, who=who))
    Offer.objects.create(escalation=night.escalation, doctor=night.doctors[1], position=2)
    return night


def test_he_stands_on_no_list_unless_somebody_puts_him_there(make):
    night = make(doctors=2)
    region = night.nurse.stations.get().region
    who = Outsider(name="隣町", workplace="", number=mobile(70), can_voice=True, can_text=True)
    outside_doctor(region=region, who=who)
    night.press()
    assert night.escalation.offers.count() == 2


def test_he_is_called_and_texted_when_it_is_his_turn(night):
    night.decline(1)
    assert night.states == ["declined", "asking"]
    assert night.rung == [1, OUTSIDE]
    assert night.texted[-1] == OUTSIDE


@pytest.mark.parametrize("via", [Via.KEY, Via.LINK])
def test_his_yes_counts(night, via):
    night.decline(1)
    assert night.accept(2, via) is Answer.YOURS
    assert night.status == "accepted"
    assert any("隣町 いちろう" in text.body for text in night.outbox.texts)


def test_his_reply_by_sms_is_understood(night):
    night.decline(1)
    hearing.hear(sender=mobile(OUTSIDE), body="1 30", sid="SM" + "1" * 32)
    night.work()
    assert night.status == "accepted"


def test_his_page_and_the_nurses_page_show_him(night, client):
    night.decline(1)
    offer = night.offer(2)
    assert "隣町 いちろう" in client.get(f"/{offer.token}").content.decode()
    client.force_login(night.nurse)
    shown = client.get(f"/escalations/{night.escalation.pk}/").content.decode()
    assert "となりまち病院" in shown
