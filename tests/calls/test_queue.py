"""The coordinator's page and telephone: what is shown, what is never shown, what a tap does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls import messages, services
from calls.models import Alarm, CaseKind, Escalation
from stations.models import Duty, Role, User
from tests.calls.nurses import page
from tests.calls.twilio_client import press_key, said
from tests.make import make_region, make_responsible, make_unavailable, mobile

pytestmark = pytest.mark.django_db

COORDINATOR = mobile(912)
SECRETS = {"address": "見本町9-9-9 見本荘101", "handover": "膵癌の末期、在宅酸素"}
NEVER = ["見本町9-9-9", "見本荘", "膵癌", "酸素", "看取り", "死亡", "亡くな"]


@pytest.fixture
def night(make):
    night = make(doctors=3, order="coordinator")
    region = night.nurse.stations.get().region
    make_responsible(region, COORDINATOR, name="調整 たくみ", duty=Duty.COORDINATOR)
    night.press(case_kind=CaseKind.DYING, **SECRETS)
    return night


@pytest.fixture
def coordinator(night, client):
    client.force_login(coordinator_of(night.nurse.stations.get().region))
    return client


def coordinator_of(region, username="coordinator"):
    return User.objects.create_user(
        username, role=Role.COORDINATOR, region=region, display_name="調整 たくみ"
    )


def tap(client, name, *args):
    response = client.post(reverse(name, args=args))
    assert (response.status_code, response["Location"]) == (303, reverse("queue"))


def test_the_queue_is_his_first_page(coordinator):
    assert coordinator.get("/")["Location"] == reverse("queue")


def test_he_sees_station_kind_and_area_and_whom_he_can_ask(night, coordinator):
    make_unavailable(doctor=night.doctors[1])
    shown = page(coordinator, "queue")
    assert night.escalation.station.name in shown
    assert "丸の内" in shown
    for doctor in night.doctors:
        assert doctor.name in shown
    assert "対応困難" in shown
    assert shown.count("/pick/") == 2


def test_neither_patient_nor_handover_nor_number_is_shown(night, coordinator):
    shown = page(coordinator, "queue") + page(coordinator, "queue_live")
    assert not [secret for secret in NEVER if secret in shown]
    assert "090-0000" not in shown


def test_the_nurses_pages_stay_closed_to_him(night, coordinator):
    pk = night.escalation.pk
    for name in ("escalation", "live", "cancel", "close", "api_escalation"):
        assert coordinator.get(reverse(name, args=[pk])).status_code == 404
    for name in ("restart", "take_charge", "spoke"):
        assert coordinator.post(reverse(name, args=[pk])).status_code == 404


def test_a_tap_asks_this_doctor_now(night, coordinator):
    tap(coordinator, "pick", night.escalation.pk, night.offer(3).pk)
    night.work()
    assert night.states == ["waiting", "waiting", "asking"]
    assert night.rung[-1] == 3
    assert night.happened[-2:] == ["picked", "asked"]
    assert "依頼中" in page(coordinator, "queue")


def test_a_tap_that_comes_too_late_asks_nobody_else(night, coordinator):
    tap(coordinator, "pick", night.escalation.pk, night.offer(3).pk)
    tap(coordinator, "pick", night.escalation.pk, night.offer(2).pk)
    assert night.states == ["waiting", "waiting", "asking"]


def test_he_leaves_it_to_the_list(night, coordinator):
    tap(coordinator, "start_list", night.escalation.pk)
    assert night.states[0] == "asking"


def test_another_regions_coordinator_a_nurse_and_a_clerk_find_nothing(night, client):
    region = night.nurse.stations.get().region
    clerk = User.objects.create_user("clerk", role=Role.STAFF, region=region)
    stranger = coordinator_of(make_region(order="coordinator"), "stranger")
    address = reverse("pick", args=[night.escalation.pk, night.offer(1).pk])
    for somebody in (night.nurse, clerk, stranger):
        client.force_login(somebody)
        assert client.post(address).status_code == 404
    assert night.escalation.station.name not in page(client, "queue")
    for somebody in (night.nurse, clerk):
        client.force_login(somebody)
        assert client.get(reverse("queue")).status_code == 404
    assert night.states == ["waiting"] * 3


def test_a_region_that_asks_by_list_says_so(night, coordinator):
    region = night.nurse.stations.get().region
    region.order = "list"
    region.save()
    assert "自動で進みます" in page(coordinator, "queue")


def test_the_nurse_reads_that_somebody_picks_and_when_the_list_starts(night, client):
    client.force_login(night.nurse)
    shown = page(client, "live", night.escalation.pk)
    assert "コーディネーターが医師を選んでいます" in shown
    assert "名簿順に自動で依頼します" in shown
    assert "私が対応します" not in shown
    assert "電話サービスが応答しません" not in shown
    night.later(seconds=30)
    assert "failing" not in page(client, "live", night.escalation.pk)


def test_the_page_costs_the_same_for_a_long_list(night, coordinator):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            page(coordinator, "queue")
        return len(captured)

    few = statements()
    assert few <= 20


# --- His telephone ------------------------------------------------------------------------


def call(night):
    return night.alarm_call(COORDINATOR)


def alarm():
    return Alarm.objects.select_related("person", "escalation__station__region").get()


def test_he_is_called_at_once_and_told_nothing_of_the_patient(night):
    assert night.rung == [912]
    spoken = " ".join(messages.alarm_spoken(alarm(), alarm().escalation.station.region))
    written = night.outbox.texts[-1].body
    for secret in [*NEVER, "丸の内"]:
        assert secret not in spoken + written


def test_a_one_gives_him_the_full_time_again(night):
    night.later(seconds=100)
    before = Escalation.objects.get().picks_by
    assert "画面で医師を選んで" in said(press_key(call(night), "1"))[0]
    assert Escalation.objects.get().picks_by > before
    night.later(seconds=179)
    assert night.states == ["waiting"] * 3
    night.later(seconds=2)
    assert night.states[0] == "asking"


def test_a_two_starts_the_list(night):
    assert "名簿順" in said(press_key(call(night), "2"))[0]
    assert night.states[0] == "asking"


def test_by_the_link_he_holds_it_or_leaves_it_to_the_list(night):
    path = f"/c/{alarm().token}"
    assert "ログインして選ぶ" in Client().get(path).content.decode()
    Client().post(path, {"answer": "charge"})
    assert Escalation.objects.get().in_charge_person == alarm().person
    Client().post(path, {"answer": "list"})
    assert night.states[0] == "asking"
    assert "解決" in Client().get(path).content.decode()


def test_a_one_of_a_call_that_asked_for_a_pick_takes_no_charge_of_what_came_after(night):
    first = call(night)
    services.start_list(escalation=night.escalation.pk)
    night.work()
    for number in (1, 2, 3):
        night.decline(number)
    assert night.status == "unanswered"
    assert "解決" in said(press_key(first, "1"))[0]
    assert Escalation.objects.get().in_charge_since is None
