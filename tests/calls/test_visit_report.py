"""What came of a visit: half a minute of the doctor's, the nurse for him, and the page for the
attending doctor."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from calls import services
from calls.models import Happening, Outcome, Settlement, VisitReport
from calls.wareki import reiwa
from tests.calls.nurses import page
from tests.dispatch.night import Night
from tests.make import make_nurse, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox, client):
    night = Night(outbox, doctors=2)
    client.force_login(night.nurse)
    night.press(case_kind="death")
    return night


@pytest.fixture
def doctor(night):
    """His browser, on which he has said yes."""
    browser = Client()
    browser.post(f"/{night.offer(1).token}", {"answer": "yes"})
    night.work()
    return browser


def send(browser, path, **facts):
    seen = {f"initial-{key}": "" for key in facts}
    return browser.post(path, facts | seen | {"answer": "report"})


def his_path(night):
    return f"/{night.offer(1).token}"


def test_the_doctor_writes_it_on_his_page_in_a_few_taps(night, doctor):
    html = doctor.get(f"{his_path(night)}?report").content.decode()
    assert "警察" in html, "the facts of the law, as a note"
    answer = send(
        doctor,
        his_path(night),
        outcome="death_confirmed",
        death_paper="certificate",
        attending="架空の伝言",
        honorarium="15000",
        billed_by="visiting",
    )
    assert answer.status_code == 303
    assert VisitReport.objects.get().facts == {
        "outcome": "death_confirmed",
        "death_paper": "certificate",
        "attending": "架空の伝言",
    }
    settlement = Settlement.objects.get()
    assert (settlement.honorarium, settlement.billed_by) == (15000, "visiting")
    [entry] = night.escalation.timeline.filter(happening=Happening.REPORTED)
    assert (entry.offer, entry.by) == (night.offer(1), None)
    assert entry.details == {"facts": 5, "via": "link"}
    assert "書き足す" in doctor.get(his_path(night)).content.decode()


def test_it_is_encrypted_but_for_what_the_office_settles(night, doctor):
    send(doctor, his_path(night), attending="架空の伝言", paid_by="市")
    [raw] = VisitReport.objects.raw("SELECT *, text::bytea AS raw FROM calls_visitreport")
    assert "架空".encode() not in bytes(raw.raw)
    assert Settlement.objects.get().paid_by == "市"


def test_it_can_be_completed_after_the_end(night, doctor, client):
    send(doctor, his_path(night), attending="伝言")
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)
    assert send(doctor, his_path(night), orders="朝の指示").status_code == 303
    assert VisitReport.objects.get().facts == {"attending": "伝言", "orders": "朝の指示"}


def test_nobody_else_writes_on_the_doctors_page(night, doctor):
    other = Client()
    assert send(other, his_path(night), attending="x").status_code == 303
    assert 'name="attending"' not in other.get(f"{his_path(night)}?report").content.decode()
    colleague = night.offer(2)
    send(other, f"/{colleague.token}", attending="x")
    assert not VisitReport.objects.exists()


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(night, doctor):
    answer = send(doctor, his_path(night), honorarium="-5", settled_on="soon", attending="伝言")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count('class="wrong"') == 2
    assert ">\n伝言</textarea>" in html
    assert not VisitReport.objects.exists()


def test_the_nurse_writes_it_for_him_and_keeps_what_he_wrote(night, doctor, client):
    send(doctor, his_path(night), attending="医師の伝言")
    path = reverse("report", args=[night.escalation.pk])
    shown = {"initial-attending": "医師の伝言", "attending": "医師の伝言"}
    assert client.post(path, shown | {"initial-letter": "", "letter": "asked"}).status_code == 303
    report = VisitReport.objects.get()
    assert report.facts == {"attending": "医師の伝言", "letter": "asked"}
    assert (report.letter, report.changed_by) == ("asked", night.nurse)


def test_what_he_said_came_of_it_is_chosen_when_she_ends_it(night, doctor, client):
    send(doctor, his_path(night), outcome="advised")
    html = page(client, "close", night.escalation.pk)
    assert "checked" in html.split('value="advised"')[1].split(">")[0]


def test_the_page_for_the_attending_doctor_has_all_of_it(night, doctor, client):
    send(doctor, his_path(night), attending="架空の伝言", death_paper="certificate")
    services.arrive(offer=night.offer(1))
    services.close(escalation=night.escalation, outcome=Outcome.DEATH_CONFIRMED, by=night.nurse)
    html = page(client, "summary", night.escalation.pk)
    for words in ("架空の伝言", "死亡診断書", night.offer(1).doctor.name, "令和"):
        assert words in html
    assert "主治医への報告書" in page(client, "live", night.escalation.pk)


def test_a_nurse_of_another_station_sees_neither(night, doctor, client):
    station = make_station(night.nurse.stations.get().region, name="その他ステーション")
    client.force_login(make_nurse(station, username="stranger"))
    for name in ("report", "summary"):
        assert client.get(reverse(name, args=[night.escalation.pk])).status_code == 404


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 27), "令和8年11月27日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "2019年4月30日"),
    ],
)
def test_paper_carries_the_years_of_the_era(day, written):
    with translation.override("ja"):
        assert reiwa(day) == written
