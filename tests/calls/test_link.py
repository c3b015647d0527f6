"""The doctor's page behind his link."""

import re
import time

import pytest
from django.core import signing
from django.test import Client

from calls import services
from calls.models import Attempt, CaseKind, Notice, Offer, TimelineEntry, Wanted
from calls.services import Via
from calls.views.link import COOKIE, SALT
from tests.make import make_night, press

pytestmark = pytest.mark.django_db

ADDRESS, HANDOVER = "見本町9-9-9 見本荘101", "昨夜から38.9度、SpO2 93"
AFTER_THE_YES_ONLY = [ADDRESS, HANDOVER, "見本看護師", "090-0000-0901", "+819000000901", "発熱"]


@pytest.fixture
def escalation():
    nurse, _ = make_night(doctors=3)
    return press(nurse, address=ADDRESS, handover=HANDOVER, case_kind=CaseKind.FEVER)


@pytest.fixture
def offer(escalation):
    return escalation.offers.in_order().first()


@pytest.fixture
def phone():
    """The browser in which the doctor opens the link."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def elsewhere():
    return Client()


def page(client, offer, **headers):
    response = client.get(f"/{offer.token}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def answer(client, offer, what, **form):
    response = client.post(f"/{offer.token}", {"answer": what} | form)
    assert response.status_code == 303
    assert response["Location"] == f"/{offer.token}"
    return response


def state_of(offer):
    return Offer.objects.get(pk=offer.pk).state


def everything():
    return (
        list(Offer.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        list(TimelineEntry.objects.order_by("pk").values_list("pk", "hash")),
    )


# --- Before the yes ---------------------------------------------------------------------


def test_the_page_says_what_is_asked_in_neutral_words(escalation, offer, phone):
    text = page(phone, offer)
    for shown in ("見本市往診応援", "訪問看護ステーション見本", "丸の内", offer.doctor.name):
        assert shown in text
    assert str(Wanted.VISIT.in_neutral_words) in text
    for hidden in AFTER_THE_YES_ONLY:
        assert hidden not in text


def test_a_confirmation_of_death_is_named_to_nobody_before_the_yes(phone):
    nurse, _ = make_night(doctors=1)
    escalation = press(nurse, wanted=Wanted.CONFIRMATION, case_kind=CaseKind.DEATH)
    text = page(phone, escalation.offers.get())
    for word in ("死亡", "看取り", "亡く"):
        assert word not in text


def test_looking_changes_nothing_however_often(offer, phone):
    before = everything()
    for _ in range(3):
        response = phone.get(f"/{offer.token}")
        assert phone.head(f"/{offer.token}").status_code == 200
        assert phone.get(f"/{offer.token}?answer=yes").status_code == 200
        assert response.cookies == {}
    assert everything() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_does_anything(method, offer, phone):
    before = everything()
    assert getattr(phone, method)(f"/{offer.token}").status_code == 405
    assert everything() == before


def test_a_post_without_an_answer_changes_nothing(offer, phone):
    before = everything()
    for what in ("", "maybe", "open"):
        answer(phone, offer, what)
    assert everything() == before


def test_the_page_is_kept_nowhere_and_leads_nowhere(offer, phone):
    response = phone.get(f"/{offer.token}")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    text = response.content.decode()
    assert re.findall("<script[^>]*>", text) == ['<script type="module" src="/static/link.js">']
    assert "//" not in text.replace("<!doctype html>", "")


def test_a_browser_that_prefers_english_reads_english(offer, phone):
    text = page(phone, offer, accept_language="en")
    assert '<html lang="en">' in text
    assert "Yes, I can" in text
    assert '<html lang="ja">' in page(phone, offer, accept_language="fr")


# --- The yes ----------------------------------------------------------------------------


def test_a_yes_opens_everything_in_that_browser_and_in_no_other(offer, phone, elsewhere):
    answer(phone, offer, "yes")
    mine, others = page(phone, offer), page(elsewhere, offer)
    for shown in (ADDRESS, HANDOVER, "見本看護師", "090-0000-0901", 'href="tel:+819000000901"'):
        assert shown in mine
    for hidden in [*AFTER_THE_YES_ONLY, "丸の内", "訪問看護ステーション見本", offer.doctor.name]:
        assert hidden not in others
    assert Offer.objects.get(pk=offer.pk).answered_via == Via.LINK


def test_a_yes_needs_no_cookie_to_be_there_before(offer, phone):
    answer(phone, offer, "yes")
    assert state_of(offer) == "accepted"


def test_the_cookie_is_for_this_page_and_this_day_alone(offer, phone):
    cookie = answer(phone, offer, "yes").cookies[COOKIE]
    assert cookie["path"] == f"/{offer.token}"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 24 * 3600
    assert not cookie["secure"]  # plain HTTP here


def test_over_https_the_cookie_is_secure(offer, phone):
    response = phone.post(f"/{offer.token}", {"answer": "yes"}, secure=True)
    assert response.cookies[COOKIE]["secure"]


def test_a_yes_from_another_device_opens_nothing_there(offer, phone, elsewhere):
    answer(phone, offer, "yes")
    for what in ("yes", "open"):
        assert answer(elsewhere, offer, what).cookies == {}
    assert ADDRESS not in page(elsewhere, offer)
    assert ADDRESS in page(phone, offer)


def test_a_second_press_of_the_same_thumb_changes_nothing(offer, phone):
    answer(phone, offer, "yes")
    before = everything()
    answer(phone, offer, "yes")
    answer(phone, offer, "no")
    assert everything()[0] == before[0]
    assert ADDRESS in page(phone, offer)


def test_the_cookie_of_another_request_opens_nothing(offer, phone, elsewhere):
    other = offer.escalation.offers.in_order().last()
    signer = signing.get_cookie_signer(salt=COOKIE + SALT)
    answer(phone, offer, "yes")
    for value in (signer.sign(f"{other.pk}:1"), f"{offer.pk}:1", f"{offer.pk}:1:forged:forged"):
        elsewhere.cookies[COOKIE] = value
        assert ADDRESS not in page(elsewhere, offer)


def test_the_page_closes_again_after_its_time(offer, phone):
    answer(phone, offer, "yes")
    signer = signing.get_cookie_signer(salt=COOKIE + SALT)
    for hours, open_still in ((23, True), (25, False)):
        made = int(time.time()) - hours * 3600
        signer.timestamp = lambda made=made: signing.b62_encode(made)
        phone.cookies[COOKIE] = signer.sign(f"{offer.pk}:{offer.generation}")
        assert (ADDRESS in page(phone, offer)) is open_still


@pytest.mark.parametrize(
    ("chosen", "known"), [("20", True), ("", False), ("7", False), ("x", False)]
)
def test_the_time_of_arrival_is_known_when_it_was_chosen(chosen, known, offer, phone):
    answer(phone, offer, "yes", minutes=chosen)
    offer.refresh_from_db()
    assert (offer.arrives_at is not None) is known


def test_a_yes_by_key_is_opened_once_on_the_device_that_asks_first(offer, phone, elsewhere):
    services.accept(offer=offer, via=Via.KEY)
    before = everything()
    for client in (phone, elsewhere):
        assert 'value="open"' in page(client, offer)
        assert ADDRESS not in page(client, offer)
    assert everything() == before
    answer(phone, offer, "open")
    answer(elsewhere, offer, "open")
    assert ADDRESS in page(phone, offer)
    assert ADDRESS not in page(elsewhere, offer)


# --- Other ends -------------------------------------------------------------------------


def test_a_no_is_thanked_for_and_the_next_doctor_is_asked(escalation, offer, phone):
    answer(phone, offer, "no")
    assert "別の医師に依頼" in page(phone, offer)
    states = [one.state for one in escalation.offers.in_order()]
    assert states == ["declined", "asking", "waiting"]


def test_a_yes_after_a_no_is_not_taken_for_one(offer, phone):
    answer(phone, offer, "no")
    answer(phone, offer, "yes")
    assert state_of(offer) == "declined"
    assert ADDRESS not in page(phone, offer)


def test_whoever_is_too_late_is_told_kindly(escalation, offer, phone):
    first, second = escalation.offers.in_order()[:2]
    services.skip(offer=first, by=escalation.opened_by)
    services.accept(offer=second, via=Via.KEY)
    before = state_of(first)
    answer(phone, first, "yes")
    text = page(phone, first)
    assert "ほかの医師" in text
    assert ADDRESS not in text
    assert state_of(first) == before


def test_after_the_nurse_called_it_off_nobody_sets_out(escalation, offer, phone):
    answer(phone, offer, "yes")
    services.cancel(escalation=escalation, by=escalation.opened_by)
    text = page(phone, offer)
    assert "終了" in text
    for hidden in AFTER_THE_YES_ONLY:
        assert hidden not in text


def test_a_yes_after_the_end_changes_nothing(escalation, offer, phone):
    services.cancel(escalation=escalation, by=escalation.opened_by)
    answer(phone, offer, "yes")
    assert state_of(offer) != "accepted"
    assert "終了" in page(phone, offer)


def test_after_the_close_the_page_opens_on_no_further_device(escalation, offer, phone):
    services.accept(offer=offer, via=Via.KEY)
    services.close(escalation=escalation, outcome="visited", by=escalation.opened_by)
    assert answer(phone, offer, "open").cookies == {}
    assert ADDRESS not in page(phone, offer)


@pytest.mark.parametrize("token", ["x" * 22, "-" * 22])
def test_a_link_that_leads_nowhere_says_so(token, phone):
    for response in (phone.get(f"/{token}"), phone.post(f"/{token}", {"answer": "yes"})):
        assert response.status_code == 404
        assert "no-store" in response["Cache-Control"]
        assert "リンク" in response.content.decode()


def test_a_new_link_goes_to_the_registered_number_and_closes_the_old_one(offer, phone, elsewhere):
    answer(phone, offer, "yes")
    old = offer.token

    sent = elsewhere.post(f"/{old}", {"answer": "resend"})

    assert sent.status_code == 200
    offer.refresh_from_db()
    assert offer.token != old
    assert offer.notices.filter(news="yours").count() == 1
    assert phone.get(f"/{old}").status_code == 404
    assert ADDRESS not in page(phone, offer)


def test_a_new_link_is_sent_once_a_minute(offer, phone, elsewhere):
    answer(phone, offer, "yes")
    elsewhere.post(f"/{offer.token}", {"answer": "resend"})
    offer.refresh_from_db()

    elsewhere.post(f"/{offer.token}", {"answer": "resend"})

    assert offer.notices.filter(news="yours").count() == 1


def test_nobody_gets_a_new_link_before_a_yes(offer, elsewhere):
    elsewhere.post(f"/{offer.token}", {"answer": "resend"})

    assert not offer.notices.exists()


# --- Handing back -----------------------------------------------------------------------


def test_he_hands_it_back_on_his_page_and_may_take_it_again(escalation, offer, phone):
    answer(phone, offer, "yes", minutes="20")
    assert "往診できなくなった" in page(phone, offer)
    answer(phone, offer, "back")
    assert state_of(offer) == "released"
    html = page(phone, offer)
    assert "もう一度" in html
    assert not [secret for secret in AFTER_THE_YES_ONLY if secret in html]
    answer(phone, offer, "yes")
    assert state_of(offer) == "accepted"


def test_only_the_browser_that_said_yes_hands_it_back(escalation, offer, phone, elsewhere):
    answer(phone, offer, "yes")
    answer(elsewhere, offer, "back")
    assert state_of(offer) == "accepted"
