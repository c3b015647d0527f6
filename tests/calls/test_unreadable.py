"""A night whose clinical text no key opens: it goes on, says so, and loses nothing."""

from contextlib import contextmanager
from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as configured
from django.urls import reverse

from calls.models import Escalation, Handover, VisitReport
from calls.models.facts_as_text import UNREADABLE
from calls.preflight.looking import _clinical_text
from calls.telephony.base import Problem
from stations import encryption
from stations.models import Patient
from stations.unreadable import Unreadable
from tests.calls.nurses import page
from tests.dispatch.night import Night
from tests.make import make_patient

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.logs(r"ERROR stations.encryption (calls|stations)\.\w+\.\w+"),
]

NAME, BORN, ADDRESS, DISEASE = "見本 患者", date(1940, 3, 2), "丸の内0丁目0-0", "架空の病名"
IN_WORDS = "いまは読めません"


@pytest.fixture
def other_keys(settings):
    """`with other_keys():` the key of before is missing; afterwards both are there."""

    @contextmanager
    def held():
        new = Fernet.generate_key().decode()
        with_keys([new], settings)
        yield
        with_keys([new, *configured_keys], settings)

    configured_keys = list(configured.FIELD_KEYS)
    yield held
    with_keys(configured_keys, settings)


def with_keys(keys, settings):
    settings.FIELD_KEYS = keys
    encryption._cipher.cache_clear()
    encryption._say_once.cache_clear()


@pytest.fixture
def night(outbox, client):
    night = Night(outbox, doctors=2)
    client.force_login(night.nurse)
    station = night.nurse.stations.get()
    patient = make_patient(
        station, full_name=NAME, birth_date=BORN, pin="35.6, 138.5", address=ADDRESS
    )
    night.press(patient=patient, address=ADDRESS, handover="玄関は開いています")
    write(client, night, disease=DISEASE)
    return night


def write(client, night, **facts):
    seen = {f"initial-{key}": "" for key in facts}
    response = client.post(reverse("handover", args=[night.escalation.pk]), facts | seen)
    assert response.status_code == 303


def test_the_search_goes_on_and_both_pages_say_what_is_the_matter(night, client, other_keys):
    with other_keys():
        night.decline(1)
        night.work()
        token = night.offer(2).token
        client.post(f"/{token}", {"answer": "yes", "minutes": "30"})
        night.work()
        his = client.get(f"/{token}").content.decode()
        assert "看護師に電話で" in his.split('class="missing"')[1].split("</p>")[0]
        for untrue in ("未記入", "まだ入力されていません", "geo:"):
            assert untrue not in his
        hers = page(client, "escalation", night.escalation.pk)
        card = hers.split('id="handover"')[1].split("</section>")[0]
        assert "読めません" in card
        assert "未記入" not in card
        assert IN_WORDS in hers.split('id="case"')[1]
        for name in ("summary", "handover"):
            assert "読めません" in page(client, name, night.escalation.pk)
    assert night.escalation.offers.get(state="accepted") == night.offer(2)


def test_the_log_says_once_which_field(night, client, other_keys, caplog):
    with other_keys():
        for _ in range(3):
            page(client, "escalation", night.escalation.pk)
    said = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert sorted(said) == sorted(set(said))
    assert "calls.Escalation.address holds text that no key of FIELD_KEYS opens" in said
    assert not any(NAME in line or DISEASE in line for line in said)


def test_what_is_written_meanwhile_stands_beside_what_comes_back(night, client, other_keys):
    with other_keys():
        write(client, night, drugs="新しい薬")
        facts = Handover.objects.get().facts
        assert facts.keys() == {UNREADABLE, "drugs"}
        html = page(client, "handover", night.escalation.pk)
        assert "新しい薬" in html
        assert "もう一度" in html
        kept = facts[UNREADABLE]
    assert DISEASE in encryption.decrypt(kept)


def test_rows_that_are_saved_meanwhile_keep_what_they_held(night, other_keys):
    with other_keys():
        escalation = Escalation.objects.get()
        assert isinstance(escalation.address, Unreadable)
        escalation.save()
        patient = Patient.objects.get()
        assert patient.age_on(date(2026, 11, 1)) is None
        assert patient.place is None
        patient.save()
    assert Escalation.objects.get().address == ADDRESS
    patient = Patient.objects.get()
    assert (patient.full_name, patient.birth_date) == (NAME, BORN)


def test_a_form_sent_back_as_it_stood_writes_nothing_over(night, client, other_keys):
    patient = Patient.objects.get()
    edit = reverse("change_patient", args=[patient.pk])
    with other_keys():
        form = client.get(edit).context["form"]
        assert str(form["full_name"]).count(IN_WORDS) == 1
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in sent.items() if value is not None}
        sent |= {"area": "城東", "address": "城東0丁目"}
        assert client.post(edit, sent).status_code == 303
    patient.refresh_from_db()
    assert (patient.full_name, patient.birth_date, patient.pin) == (NAME, BORN, "35.6, 138.5")
    assert (patient.area, patient.address) == ("城東", "城東0丁目")


def test_the_request_form_offers_no_words_in_the_place_of_an_address(night, client, other_keys):
    patient = Patient.objects.get()
    with other_keys():
        html = client.get(reverse("new"), {"patient": patient.pk}, follow=True).content.decode()
    assert 'name="address"' in html
    assert IN_WORDS not in html.split('name="address"')[1].split("</textarea>")[0]


def test_a_visit_report_is_kept_too(night, client, other_keys):
    report = VisitReport(escalation=night.escalation, changed_at=night.escalation.opened_at)
    report.write({"treatment": "往診して診察", "letter": "asked"})
    report.save()
    with other_keys():
        assert VisitReport.objects.get().facts.keys() == {UNREADABLE, "letter"}
        for name in ("summary", "report"):
            assert "読めません" in page(client, name, night.escalation.pk)
    assert VisitReport.objects.get().facts["treatment"] == "往診して診察"


def test_the_preflight_finds_it(night, other_keys):
    assert list(_clinical_text()) == []
    with other_keys():
        found = list(_clinical_text())
    assert {one.problem for one in found} == {Problem.FIELD_KEYS}
    assert len(found) == 3, "the request, its handover, the patient; there is no report"
