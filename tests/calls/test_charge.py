"""Taking charge: by key 1, by the link of the SMS, by a button of the nurse's page."""

import pytest
from django.test import Client
from django.urls import reverse

from calls import messages, services
from calls.dispatch import clock
from calls.dispatch.vocabulary import Why
from calls.live import live_state
from calls.models import Alarm, CaseKind, Escalation, TimelineEntry
from calls.telephony.base import Progress
from stations.models import Duty, Role, User
from tests.calls.nurses import act, page
from tests.calls.twilio_client import FORGED, press_key, report, said, verbs
from tests.make import make_nurse, make_responsible, make_station, mobile

pytestmark = pytest.mark.django_db

MANAGER, COORDINATOR = mobile(911), mobile(912)
SECRETS = {"address": "見本町9-9-9 見本荘101", "handover": "膵癌の末期、在宅酸素"}
NEVER = ["見本町9-9-9", "見本荘", "膵癌", "酸素", "看取り", "死亡", "丸の内"]


@pytest.fixture
def night(make):
    """Nobody comes, and the manager's telephone rings."""
    night = make(doctors=1, sms_name="甲府市往診応")
    station = night.nurse.stations.get()
    make_responsible(station.region, MANAGER, duty=Duty.MANAGER, station=station)
    make_responsible(station.region, COORDINATOR, name="調整 たくみ", duty=Duty.COORDINATOR)
    night.press(case_kind=CaseKind.DYING, **SECRETS)
    night.decline(1)
    return night


def alarm():
    return Alarm.objects.select_related("person", "escalation__station__region").earliest("pk")


def link_of(an_alarm):
    return f"/c/{an_alarm.token}"


def in_charge(night):
    night.escalation.refresh_from_db()
    return night.escalation.in_charge_person or night.escalation.in_charge_user


def everything():
    return (
        list(Escalation.objects.values()),
        list(Alarm.objects.values()),
        list(TimelineEntry.objects.order_by("pk").values_list("pk", "hash")),
    )


# --- The call ---------------------------------------------------------------------------


def test_a_one_takes_charge_and_hears_the_nurses_number(night):
    answer = press_key(night.alarm_call(MANAGER), "1")
    assert verbs(answer) == ["Say", "Hangup"]
    assert "090-0000-0901" in said(answer)[0]
    assert in_charge(night) == alarm().person


def test_the_page_does_not_say_that_he_pressed_nothing(night):
    called = night.alarm_call(MANAGER)
    press_key(called, "1")
    night.alarm_call(MANAGER, Progress.COMPLETED)
    [row] = live_state(Escalation.objects.get(), clock.now()).alarms
    assert "電話に出ました" in [one.state_words for one in row.attempts]


def test_a_one_that_comes_twice_hears_the_same_and_changes_nothing_more(night):
    first = press_key(night.alarm_call(MANAGER), "1")
    before = everything()
    assert press_key(night.alarm_call(MANAGER), "1").content == first.content
    assert everything() == before


def test_a_one_of_the_second_who_was_called_hears_that_somebody_has_it(night):
    call = night.alarm_call(MANAGER)
    services.take_charge(escalation=night.escalation, by=night.nurse)
    assert "ほかのかた" in said(press_key(call, "1"))[0]
    assert in_charge(night) == night.nurse


def test_a_one_after_the_end_hears_that_it_is_settled(night):
    call = night.alarm_call(MANAGER)
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert "解決" in said(press_key(call, "1"))[0]


@pytest.mark.parametrize("key", ["3", "2", "9", "#", ""])
def test_any_other_key_says_it_once_more_and_changes_nothing(night, key):
    answer = press_key(night.alarm_call(MANAGER), key)
    assert verbs(answer)[0] == "Gather"
    assert in_charge(night) is None


def test_a_key_that_the_carrier_did_not_send_is_refused(night):
    assert press_key(night.alarm_call(MANAGER), "1", signature=FORGED).status_code == 403
    assert in_charge(night) is None


def test_busy_brings_the_next_at_once(night):
    report(night.alarm_call(MANAGER), "busy")
    night.work()
    assert night.alarmed == ["管理 ゆかり", "調整 たくみ"]


# --- What is said -----------------------------------------------------------------------


def test_neither_patient_nor_area_is_said_or_written(night):
    spoken = " ".join(messages.alarm_spoken(alarm(), alarm().escalation.station.region))
    written = night.outbox.texts[-1].body
    for secret in NEVER:
        assert secret not in spoken
        assert secret not in written
    assert "1" in spoken


@pytest.mark.parametrize("why", Why)
def test_an_sms_is_one_part_at_its_longest_with_number_and_link_whole(night, settings, why):
    settings.LINK_BASE_URL = "https://" + "a" * 9 + ".jp"
    one = alarm()
    one.why = why
    text = messages.alarm_text(one, one.escalation.station.region)
    assert len(text) <= 70
    assert one.link in text
    assert why is Why.WAITS or "09000000901" in text.replace("-", "")


def test_a_short_name_and_host_leave_room_for_whole_words(night, settings):
    settings.LINK_BASE_URL = "https://a.jp"
    region = alarm().escalation.station.region
    region.sms_name = "往診"
    assert "医師が見つかりません" in messages.alarm_text(alarm(), region)


# --- The link ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(night, method):
    before = everything()
    answer = getattr(Client(), method)(link_of(alarm()))
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer"
    assert everything() == before


def test_the_page_shows_station_and_number_and_nothing_of_the_patient(night):
    shown = Client().get(link_of(alarm())).content.decode()
    assert "tel:+819000000901" in shown
    assert night.escalation.station.name in shown
    assert not [secret for secret in NEVER if secret in shown]


def test_a_tap_takes_charge_and_the_page_says_so(night):
    path = link_of(alarm())
    answer = Client(enforce_csrf_checks=True).post(path, {"answer": "charge"})
    assert (answer.status_code, answer["Location"]) == (303, path)
    assert in_charge(night) == alarm().person
    assert "ご対応ありがとう" in Client().get(path).content.decode()


def test_the_other_who_was_called_reads_that_somebody_has_it(night):
    report(night.alarm_call(MANAGER), "busy")
    services.take_charge_by(alarm=alarm())
    path = link_of(Alarm.objects.latest("pk"))
    assert "ほかのかた" in Client().get(path).content.decode()
    Client().post(path, {"answer": "charge"})
    assert in_charge(night) == alarm().person


def test_after_the_end_the_link_says_that_it_is_settled(night):
    services.cancel(escalation=night.escalation, by=night.nurse)
    assert "解決" in Client().get(link_of(alarm())).content.decode()


def test_a_link_of_nobody_and_of_who_left_is_not_valid(night):
    assert Client().get(f"/c/{'x' * 22}").status_code == 404
    person = alarm().person
    person.is_active = False
    person.save()
    assert Client().post(link_of(alarm()), {"answer": "charge"}).status_code == 404
    assert in_charge(night) is None


def test_the_key_in_the_carriers_callbacks_does_not_open_the_link(night):
    assert Client().get(f"/c/{alarm().key}").status_code == 404


# --- The nurse's page --------------------------------------------------------------------


def test_the_nurse_sees_whom_we_call_and_who_has_it(night, client):
    client.force_login(night.nurse)
    shown = page(client, "live", night.escalation.pk)
    assert "管理 ゆかり" in shown
    assert "ステーション管理者" in shown
    services.take_charge_by(alarm=alarm())
    shown = page(client, "live", night.escalation.pk)
    assert "対応中：管理 ゆかり" in shown
    assert "私が対応します" not in shown


def test_a_colleague_of_the_station_takes_charge_by_a_button(night, client):
    colleague = make_nurse(night.nurse.stations.get(), display_name="下書 あおい")
    client.force_login(colleague)
    assert "私が対応します" in page(client, "escalation", night.escalation.pk)
    act(client, "take_charge", night.escalation.pk)
    assert in_charge(night) == colleague
    assert "下書 あおい" in page(client, "live", night.escalation.pk)


def test_nobody_else_who_signed_in_can(night, client):
    station = night.nurse.stations.get()
    clerk = User.objects.create_user("clerk", role=Role.STAFF, region=station.region)
    stranger = make_nurse(make_station(station.region, name="ほかのステーション"))
    for somebody in (clerk, stranger):
        client.force_login(somebody)
        answer = client.post(reverse("take_charge", args=[night.escalation.pk]))
        assert answer.status_code == 404
    assert in_charge(night) is None


def test_the_timeline_tells_who_was_called_by_what_and_who_took_charge(night, client):
    services.take_charge_by(alarm=alarm())
    client.force_login(night.nurse)
    told = client.get(reverse("api_escalation", args=[night.escalation.pk])).json()
    entries = {one["happening"]: one for one in told["timeline"]}
    assert entries["alarmed"]["person"] == "管理 ゆかり"
    assert entries["alarmed"]["how"] == "医師が見つからないため · 電話 · SMS"
    assert entries["took_charge"]["person"] == "管理 ゆかり"
    assert told["in_charge"] == "管理 ゆかり"
    assert [one["name"] for one in told["alarms"]] == ["管理 ゆかり"]


def test_where_nobody_can_be_called_the_page_says_so(make, client):
    night = make(doctors=0)
    night.press()
    client.force_login(night.nurse)
    assert "呼び出せる責任者がいません" in page(client, "live", night.escalation.pk)
