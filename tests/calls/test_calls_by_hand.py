"""From the phone list she calls a doctor herself, and notes in one tap what came of it."""

import pytest
from django.urls import reverse

from calls.dispatch import clock
from calls.live import live_state
from tests.calls.nurses import act, page
from tests.dispatch.night import Night
from tests.make import make_nurse, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox, client):
    night = Night(outbox, doctors=3)
    client.force_login(night.nurse)
    night.press()
    return night


def record(client, night, number, said):
    act(client, "record_call", night.escalation.pk, night.offer(number).pk, said=said)
    night.work()


def test_a_doctor_who_comes_ends_the_search_and_is_on_the_card(night, client):
    record(client, night, 3, "comes")
    assert (night.status, night.states) == ("contacted", ["withdrawn", "waiting", "accepted"])
    html = page(client, "live", night.escalation.pk)
    card = html.split("</section>")[0]
    assert f"{night.doctors[2].name}医師が対応しています" in card
    assert "看護師への電話で" in card
    assert "電話した結果" not in html, "somebody has it: there is nothing to record"


def test_a_doctor_who_does_not_come_is_not_called(night, client):
    record(client, night, 2, "no")
    assert night.states == ["asking", "declined", "waiting"]


def test_that_nobody_picked_up_stands_in_his_row_with_the_time(night, client):
    record(client, night, 2, "nothing")
    [row] = [row for row in live_state(night.escalation, clock.now()).rows if row.called_at]
    assert row.offer == night.offer(2).pk
    html = page(client, "live", night.escalation.pk)
    assert html.count("電話・つながらず（") == 1
    assert "看護師が電話・つながらず" in html.split('id="timeline"')[1]


def test_anything_else_is_refused_and_changes_nothing(night, client):
    address = reverse("record_call", args=[night.escalation.pk, night.offer(2).pk])
    before = night.happened
    assert client.post(address, {"said": "perhaps"}).status_code == 400
    assert client.get(address).status_code == 405
    assert night.happened == before


def test_a_nurse_of_another_station_cannot_record(night, client):
    station = make_station(night.nurse.stations.get().region, name="その他ステーション")
    client.force_login(make_nurse(station, username="stranger"))
    address = reverse("record_call", args=[night.escalation.pk, night.offer(2).pk])
    assert client.post(address, {"said": "comes"}).status_code == 404
    assert night.status == "searching"


def test_f30_her_phone_is_dead_and_a_colleague_goes_on_with_another(night, client):
    """The request is the station's: any of its nurses sees it, steers it, and may have it."""
    colleague = make_nurse(night.nurse.stations.get(), display_name="同僚 看護師")
    client.force_login(colleague)
    assert night.nurse.display_name in page(client, "live", night.escalation.pk)
    act(client, "skip", night.escalation.pk, night.offer(1).pk)
    record(client, night, 2, "no")
    act(client, "take_over", night.escalation.pk, call_back_number="090-0000-0902")
    assert night.states == ["skipped", "declined", "asking"]
    night.accept(3)
    night.escalation.refresh_from_db()
    assert night.escalation.nurse == colleague
    assert any(text.to == "+819000000902" for text in night.outbox.texts)
