"""One night for each scheme: what the nurse does, what she and the doctors see and hear.

The ordered list, which is the default, plays in `test_night.py` on real processes.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.dispatch import clock
from calls.models import Outcome, Via
from calls.telephony.base import Progress
from stations import services as stations
from teams.models import Order
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_doctor,
    make_outsider,
    make_patient,
    mobile,
)

pytestmark = pytest.mark.django_db
ROOM = "https://room.example.jp/12"


@pytest.fixture
def nurses_page(client):
    """What stands on the nurse's page of the night, as she would read it."""

    def read(night):
        client.force_login(night.nurse)
        return client.get(reverse("escalation", args=[night.escalation.pk])).content.decode()

    return read


@pytest.fixture
def tap(client):
    """A button on the nurse's page."""

    def tapped(night, name, *args, **what):
        client.force_login(night.nurse)
        address = reverse(name, args=[night.escalation.pk, *args])
        assert client.post(address, what).status_code == 303
        night.work()

    return tapped


@pytest.fixture
def doctors_page(client):
    """The page behind a doctor's link; with an answer, after he gave it on it."""

    def opened(night, number, **answer):
        path = f"/{night.offer(number).token}"
        if answer:
            assert client.post(path, answer).status_code == 303
            night.work()
        return client.get(path).content.decode()

    return opened


def region_of(night):
    return night.nurse.stations.get().region


# --- Kashiwa: the secondary doctor first, a clinic of last resort at the end ----------------


def test_secondary_doctor_first(make, nurses_page):
    """Mrs K.'s committee named doctor 3 and then a doctor of the next town."""
    night = make(doctors=3, order=Order.SECONDARY)
    region, station = region_of(night), night.nurse.stations.get()
    last = make_doctor(make_clinic(region, name="最後の砦診療所"), mobile(4), position=0)
    region.last_resort_clinic = last.clinic
    region.save()
    neighbour = make_outsider(region, mobile(9), name="隣町 いちろう")
    patient = make_patient(station, night.doctors[2], neighbour)

    night.press(patient=patient)
    assert night.rung == [3]
    assert "副主治医" in nurses_page(night)

    night.decline(3)
    assert night.rung == [3, 9]
    night.call(9, Progress.BUSY)
    assert night.rung == [3, 9, 1]
    night.decline(1)
    night.decline(2)
    assert night.rung == [3, 9, 1, 2, 4]
    assert "最後の受け皿" in nurses_page(night)

    night.doctors.append(last)
    night.accept(4, minutes=30)
    assert night.status == "accepted"


def test_without_an_announced_patient_it_is_the_ordinary_list(make):
    night = make(doctors=2, order=Order.SECONDARY)
    make_patient(night.nurse.stations.get(), night.doctors[1])
    night.press()
    assert night.rung == [1]


# --- All at once ----------------------------------------------------------------------------


def test_all_at_once(make, nurses_page, doctors_page):
    """Three phones ring in the same moment; the first hand wins, with an arrival time."""
    night = make(doctors=3, order=Order.ALL_AT_ONCE)
    night.press()
    assert night.rung == [1, 2, 3]

    night.accept(2, via=Via.REPLY, minutes=20)
    there = timezone.localtime(night.offer(2).arrives_at)
    seen = nurses_page(night)
    assert f"{night.doctors[1].name}医師が引き受けました" in seen
    assert f"{there:%H:%M}" in seen
    assert (1, "taken") in night.told
    assert (3, "taken") in night.told

    assert "ほかの医師が対応することになりました" in doctors_page(night, 3)
    assert night.accept(3, minutes=5).value == "taken"
    assert night.states == ["withdrawn", "accepted", "withdrawn"]


# --- Advice first ---------------------------------------------------------------------------


def test_advice_first_and_it_is_solved_by_phone(make, nurses_page, doctors_page, tap, outbox):
    night = make(doctors=1, advice_first=True)
    night.press()
    [call, text] = outbox.calls[-1], outbox.texts[-1].body
    assert any("まず看護師に折り返す電話相談" in sentence for sentence in call.say)
    assert "電話相談（折返し）" in text
    asked = doctors_page(night, 1)
    assert "まず看護師に折り返し" in asked
    assert "着けそうな時間" not in asked

    after_yes = doctors_page(night, 1, answer="yes")
    assert "tel:+819000000901" in after_yes
    assert outbox.texts[-1].body.endswith("まず医師から折り返しの電話があります。")
    assert "まず、医師から折り返しの電話があります" in nurses_page(night)

    tap(night, "close", outcome="advised")
    night.escalation.refresh_from_db()
    assert (night.status, night.escalation.outcome) == ("closed", Outcome.ADVISED)
    assert night.doctors[0].cooperations.get().times == 1


def test_advice_first_and_the_doctor_comes_after_all(make, nurses_page, tap):
    night = make(doctors=1, advice_first=True)
    night.press()
    night.accept(1)
    assert "往診に来る：到着まで" in nurses_page(night)

    tap(night, "comes", night.offer(1).pk, minutes="30")
    there = timezone.localtime(night.offer(1).arrives_at)
    seen = nurses_page(night)
    assert f"<b>{there:%H:%M}</b>" in seen
    assert "往診に来る：到着まで" not in seen
    assert night.status == "contacted"
    assert "電話相談のあと往診" in seen

    tap(night, "close", outcome="visited")
    assert night.status == "closed"


def test_nobody_is_asked_to_confirm_a_death_by_telephone(make, outbox):
    night = make(doctors=1, advice_first=True)
    night.press(wanted="confirmation")
    assert not any("電話相談" in sentence for sentence in outbox.calls[-1].say)
    assert "電話相談" not in outbox.texts[-1].body


def test_a_tap_that_comes_too_late_changes_nothing(make, tap):
    night = make(doctors=2, advice_first=True)
    night.press()
    night.accept(1)
    tap(night, "search_on", night.offer(1).pk)
    night.accept(2)
    tap(night, "comes", night.offer(1).pk, minutes="15")
    assert (night.status, night.offer(1).arrives_at) == ("accepted", None)
    assert "comes" not in night.happened


# --- Tochigi: the patient's room in the medical network -------------------------------------


def test_the_room_in_the_medical_network(make, client, nurses_page, doctors_page, tap):
    """The nurse posts over there, and notes here what she posted and when."""
    night = make(doctors=1, room_link=True)
    patient = make_patient(night.nurse.stations.get(), room_link=ROOM)
    client.force_login(night.nurse)
    form = client.get(reverse("new"), {"patient": patient.pk}, follow=True).context["form"]
    assert form.initial["room_link"] == ROOM

    night.press(patient=patient, room_link=ROOM)
    assert f'href="{ROOM}"' in nurses_page(night)
    assert ROOM not in doctors_page(night, 1)

    minute = timezone.localtime(clock.now()) - timedelta(minutes=1)
    tap(night, "posted", kind="request", at=f"{minute:%Y-%m-%dT%H:%M}", note="呼吸のこと")
    entry = night.escalation.timeline.get(happening="posted")
    assert (entry.by, entry.words) == (night.nurse, "呼吸のこと")
    seen = nurses_page(night)
    assert "医師を探していること" in seen
    assert f"{minute:%H:%M}" in seen

    assert f'href="{ROOM}"' in doctors_page(night, 1, answer="yes")
    tap(night, "close", outcome="visited")
    tap(night, "posted", kind="result", at=f"{minute:%Y-%m-%dT%H:%M}")
    assert night.happened[-2:] == ["closed", "posted"]


def test_what_was_not_posted_yet_is_not_noted(make, client):
    night = make(doctors=1, room_link=True)
    night.press()
    client.force_login(night.nurse)
    address = reverse("posted", args=[night.escalation.pk])
    for wrong in ({"kind": "result", "at": "2999-01-01T09:00"}, {"kind": "", "at": ""}):
        assert client.post(address, wrong).status_code == 422
    assert client.get(address).status_code == 200
    assert "posted" not in night.happened


# --- Koishikawa: an outside service as the last step ----------------------------------------


def test_outside_service_last(make, client, nurses_page, outbox):
    night = make(
        doctors=2,
        rounds=1,
        ring_again=False,
        outside_service_name="夜間往診サービス",
        outside_service_number="+81550000099",
        outside_service_notes="契約番号 12 を伝える",
    )
    night.press()
    assert "最後の手段：外部サービス" not in nurses_page(night)
    night.rings_out(1)
    night.decline(2)
    assert night.status == "unanswered"

    assert outbox.texts[-1].to == "+819000000901"
    assert "055-000-0099" in outbox.texts[-1].body
    assert "夜間往診サービス" not in outbox.texts[-1].body
    seen = nurses_page(night)
    for shown in ("最後の手段：外部サービス", "tel:+81550000099", "契約番号 12 を伝える"):
        assert shown in seen
    assert seen.index('id="phone-list"') < seen.rindex("夜間往診サービス")
    said = client.get(f"/api/v1/escalations/{night.escalation.pk}/").json()
    assert said["outside_service"]["number"] == "+81550000099"

    night.accept(1, via=Via.LINK)  # late, and it still counts
    assert "最後の手段：外部サービス" not in nurses_page(night)


@pytest.mark.logs(r"ERROR calls.phone_list")
def test_the_outside_service_is_there_even_when_nothing_else_can_be_shown(make, nurses_page):
    service = {"outside_service_name": "夜間往診", "outside_service_number": "+81550000099"}
    night = make(doctors=1, **service)
    night.press()
    night.escalation.offers.update(state="upside down")
    assert "tel:+81550000099" in nurses_page(night)
    night.escalation.offers.update(state="asking")  # for the audit that follows every test


# --- A planned absence with a substitute ----------------------------------------------------


def test_planned_absence_with_a_substitute(make, nurses_page):
    """Dr D. is at a congress; doctor 2 said that he would; a doctor of the next town is named.

    Whoever stands in comes before the secondary doctor, and he before the list.
    """
    night = make(doctors=3, order=Order.SECONDARY)
    region = region_of(night)
    away = make_attending(region, name="台本 かおる")
    absence = make_absence(away, substitute=make_outsider(region, mobile(9)))
    stations.take_absence(absence=absence, doctor=night.doctors[1], now=clock.now())
    patient = make_patient(night.nurse.stations.get(), night.doctors[2], attending_doctor=away)

    night.press(patient=patient, attending_doctor=away, reason="away")
    assert night.rung == [2]
    night.decline(2)
    night.call(9, Progress.BUSY)
    assert night.rung == [2, 9, 3]
    assert "主治医の指名" in nurses_page(night)
    night.accept(3)
    assert night.status == "accepted"
