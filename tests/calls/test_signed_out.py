"""F31: her session ran out while the form was open. Nothing that she typed is lost."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from calls.models import Escalation, Handover
from tests.calls.nurses import FORM, page
from tests.dispatch.night import Night

pytestmark = pytest.mark.django_db

REQUEST = "6f1d2c0a-0000-4000-8000-000000000031"
PRESS = reverse("request", args=[REQUEST])
TYPED = FORM | {"area": "北口", "handover": "秘密の申し送り"}


@pytest.fixture
def night(outbox):
    return Night(outbox, doctors=2)


def test_f31_what_was_typed_is_on_the_form_again_and_goes_under_the_same_id(night, client):
    answer = client.post(PRESS, TYPED)
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={PRESS}"
    assert not Escalation.objects.exists()
    client.force_login(night.nurse)
    html = client.get(PRESS).content.decode()
    assert 'value="北口"' in html
    assert "秘密の申し送り" in html
    assert "まだ送られていません" in html
    assert client.post(PRESS, TYPED).status_code == 303
    assert str(Escalation.objects.get().request_id) == REQUEST


def test_f31_what_waits_is_encrypted(night, client):
    client.post(PRESS, TYPED)
    stored = Session.objects.get().get_decoded()["typed"]
    assert "秘密" not in stored
    assert "北口" not in stored


def test_f31_it_is_shown_once_and_on_its_own_form_alone(night, client):
    client.post(PRESS, TYPED)
    client.force_login(night.nurse)
    other = reverse("request", args=["6f1d2c0a-0000-4000-8000-000000000032"])
    assert "北口" not in client.get(other).content.decode()
    assert "北口" in client.get(PRESS).content.decode()
    assert "北口" not in client.get(PRESS).content.decode()


def test_f31_not_after_an_hour(night, client):
    client.post(PRESS, TYPED)
    client.force_login(night.nurse)
    night.turn_the_clock(minutes=61)
    assert "北口" not in client.get(PRESS).content.decode()
    night.turn_the_clock_back()


def test_f31_what_nobody_can_read_any_more_is_forgotten(night, client):
    client.force_login(night.nurse)
    session = client.session
    session["typed"] = "nonsense"
    session.save()
    assert client.get(PRESS).status_code == 200
    assert "typed" not in client.session


def test_f31_what_she_wrote_for_the_doctor_neither(night, client):
    client.force_login(night.nurse)
    night.press()
    client.logout()
    address = reverse("handover", args=[night.escalation.pk])
    sent = {"initial-disease": "", "disease": "架空の病名"}
    assert client.post(address, sent).status_code == 302
    client.force_login(night.nurse)
    assert "架空の病名" in page(client, "handover", night.escalation.pk)
    assert not Handover.objects.exists(), "a look at the form sends nothing"
    client.post(address, sent)
    assert Handover.objects.get().facts == {"disease": "架空の病名"}


@pytest.mark.logs("WARNING django.security.csrf Forbidden")
def test_f31_a_page_of_an_older_sign_in_offers_to_send_it_again(night):
    """She signed in once more in another tab, so the form's token is of yesterday."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(night.nurse)
    strict.get(PRESS)
    answer = strict.post(PRESS, TYPED | {"csrfmiddlewaretoken": "a" * 64})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="area" value="北口"' in html
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert html.split("</main>")[0].count("csrfmiddlewaretoken") == 1
    again = strict.post(PRESS, TYPED | {"csrfmiddlewaretoken": token})
    assert again.status_code == 303


@pytest.mark.logs("WARNING django.security.csrf Forbidden")
def test_what_another_site_sends_is_not_offered_again(night):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(night.nurse)
    strict.get(PRESS)
    sent = TYPED | {"csrfmiddlewaretoken": "a" * 64}
    answer = strict.post(PRESS, sent, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "北口" not in answer.content.decode()
