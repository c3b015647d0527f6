"""What the doctor should know: written while the telephones ring, read after the yes."""

import uuid

import pytest
from django.urls import reverse

from calls import handover
from calls.map_link import map_link
from calls.models import Escalation, Handover, Happening
from tests.calls.nurses import page, send
from tests.dispatch.night import Night
from tests.make import make_nurse, make_patient, make_station

pytestmark = pytest.mark.django_db

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
ANDROID = "Mozilla/5.0 (Linux; Android 15)"


@pytest.fixture
def night(outbox, client):
    night = Night(outbox, doctors=2)
    client.force_login(night.nurse)
    night.press(address="", handover="")
    return night


def write(client, night, shown=None, **facts):
    """The form as a browser sends it: with what it showed beside what was typed."""
    seen = {f"initial-{key}": (shown or {}).get(key, "") for key in facts}
    return client.post(reverse("handover", args=[night.escalation.pk]), facts | seen)


def doctors_page(client, night, number=1, agent=ANDROID):
    """After his yes, on the device on which he said it."""
    offer = night.offer(number)
    client.post(f"/{offer.token}", {"answer": "yes"})
    night.work()
    return client.get(f"/{offer.token}", headers={"User-Agent": agent}).content.decode()


def test_what_she_writes_is_on_the_doctors_page_in_the_order_of_isbar(night, client):
    written = {
        "disease": "架空の病名",
        "situation": "夕方から息が荒い",
        "full_name": "見本 患者",
        "assessment": "看取りが近い",
        "request": "診察をお願いします",
        "handover": "玄関は開いています",
    }
    assert write(client, night, **written).status_code == 303
    html = doctors_page(client, night)
    places = [html.index(text) for text in (
        written["handover"], written["full_name"], written["situation"],
        written["disease"], written["assessment"], written["request"],
    )]  # fmt: skip
    assert places == sorted(places)


def test_nobody_sees_it_before_the_yes(night, client):
    write(client, night, disease="架空の病名", full_name="見本 患者")
    html = client.get(f"/{night.offer(1).token}").content.decode()
    assert "架空の病名" not in html
    assert "見本 患者" not in html


def test_what_is_missing_is_marked_for_the_doctor_and_for_her(night, client):
    write(client, night, disease="架空の病名")
    hers = page(client, "live", night.escalation.pk)
    card = hers.split('id="handover"')[1].split("</section>")[0]
    assert "未記入" in card
    assert "氏名" in card
    assert "病名" not in card
    his = doctors_page(client, night)
    missing = his.split('class="missing"')[1].split("</p>")[0]
    assert "氏名" in missing


def test_what_is_written_stands_encrypted_and_on_the_timeline_without_its_words(night, client):
    write(client, night, disease="架空の病名", drugs="架空の薬")
    [raw] = Handover.objects.raw("SELECT escalation_id, text::bytea AS raw FROM calls_handover")
    assert "架空".encode() not in bytes(raw.raw)
    [entry] = night.escalation.timeline.filter(happening=Happening.HANDED_OVER)
    assert (entry.by, entry.details, entry.words) == (night.nurse, {"facts": 2}, "")
    assert "2項目" in page(client, "live", night.escalation.pk).split('id="timeline"')[1]


def test_only_what_she_changed_is_written_over_a_colleagues_words(night, client):
    """Both opened the form when it was empty; the colleague was faster."""
    colleague = {"disease": "同僚の書いた病名", "situation": "同僚の書いた状況"}
    write(client, night, **colleague)
    write(client, night, disease="", drugs="薬", situation="新しい状況")
    facts = Handover.objects.get().facts
    assert facts["disease"] == "同僚の書いた病名", "she had not touched it"
    assert (facts["drugs"], facts["situation"]) == ("薬", "新しい状況")


def test_a_fact_can_be_taken_back(night, client):
    write(client, night, disease="誤り", drugs="薬")
    write(client, night, {"disease": "誤り"}, disease="")
    assert Handover.objects.get().facts == {"drugs": "薬"}


def test_nothing_written_leaves_no_trace(night, client):
    assert write(client, night, disease="").status_code == 303
    assert not Handover.objects.exists()
    assert Happening.HANDED_OVER not in night.happened


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(night, client):
    response = write(
        client, night, birth_date="1740-01-01", pin="どこか", key_person_phone="12", drugs="薬"
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count('class="error"') == 3
    assert 'value="1740-01-01"' in html
    assert "どこか" in html
    assert ">\n薬</textarea>" in html
    assert not Handover.objects.exists()


def test_the_age_is_counted_from_the_birth_date(night, client):
    write(client, night, birth_date="1940-03-02", age="70")
    html = doctors_page(client, night)
    assert "1940/3/2" in html
    assert '<dd class="copy">86</dd>' in html


def test_what_was_announced_needs_not_be_written_again(outbox, client):
    night = Night(outbox, doctors=1)
    client.force_login(night.nurse)
    patient = make_patient(night.nurse.stations.get(), full_name="見本 告知", pin="35.6, 138.5")
    night.press(patient=patient)
    html = page(client, "handover", night.escalation.pk)
    assert 'value="見本 告知"' in html
    his = doctors_page(client, night)
    assert "見本 告知" in his
    assert "geo:35.6,138.5" in his


def test_questions_about_a_death_are_asked_where_they_belong(outbox, client):
    night = Night(outbox, doctors=1)
    client.force_login(night.nurse)
    night.press(case_kind="fever")
    assert 'name="stopped_at"' not in page(client, "handover", night.escalation.pk)
    night.press(case_kind="death")
    assert 'name="stopped_at"' in page(client, "handover", night.escalation.pk)


def test_a_nurse_of_another_station_sees_and_writes_nothing(night, client):
    station = make_station(night.nurse.stations.get().region, name="その他ステーション")
    client.force_login(make_nurse(station, username="stranger"))
    address = reverse("handover", args=[night.escalation.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"disease": "x"}).status_code == 404


def test_after_the_end_nothing_is_added(night, client):
    client.post(reverse("cancel", args=[night.escalation.pk]))
    assert night.status == "cancelled"
    assert write(client, night, disease="遅い").status_code == 303
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("pin", "agent", "link"),
    [
        ("35.6641, 138.5662", ANDROID, "geo:35.6641,138.5662?q=35.6641,138.5662"),
        ("35.6641、138.5662", IPHONE, "https://maps.apple.com/?q=35.6641,138.5662"),
        ("", ANDROID, ""),
        ("丸の内0丁目", IPHONE, ""),
    ],
)
def test_the_place_opens_in_the_map_that_the_telephone_has(pin, agent, link):
    assert map_link(pin, agent) == link


def test_every_fact_has_a_key_of_its_own_and_the_needed_are_few():
    keys = [fact.key for section in handover.SECTIONS for fact in section.facts]
    assert len(keys) == len(set(keys))
    assert 5 <= sum(fact.needed for fact in handover.FACTS.values()) <= 10


def test_whether_the_search_is_meant_for_the_patient_is_asked_in_two_taps(outbox, client):
    night = Night(outbox, doctors=1)
    client.force_login(night.nurse)
    request_id = uuid.uuid4()
    assert send(client, request_id, lives="care_home", family_agrees="no").status_code == 303
    night.escalation = Escalation.objects.get()
    assert Handover.objects.get().facts == {"lives": "care_home", "family_agrees": "no"}
    assert send(client, request_id, lives="care_home", family_agrees="no").status_code == 303
    assert send(client, request_id, lives="home").status_code == 409, "other content"
    night.work()
    html = doctors_page(client, night)
    assert "施設" in html
