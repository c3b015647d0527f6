"""Whatever a nurse may need in a state of things is on the page in it, and works."""

import re

import pytest

from calls import services
from calls.models import Outcome
from calls.telephony.base import Progress
from teams.models import Order
from tests.calls.nurses import act, page
from tests.dispatch.night import Night
from tests.make import mobile

pytestmark = pytest.mark.django_db


def night_in(outbox, client, **region):
    night = Night(outbox, doctors=3, **region)
    client.force_login(night.nurse)
    night.press()
    return night


def searching(night):
    night.call(1, Progress.RINGING)


def between_rounds(night):
    for number in (1, 2, 3):
        night.call(number, Progress.BUSY)


def nobody_found(night):
    for number in (1, 2):
        night.decline(number)
    night.nobody_answers()


def accepted(night):
    night.accept(1)


def contacted(night):
    night.accept(1)
    services.confirm_contact(escalation=night.escalation, by=night.nurse)


def there(night):
    night.accept(1)
    services.arrive(offer=night.offer(1), by=night.nurse)


def closed(night):
    night.accept(1)
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)


def called_off(night):
    services.cancel(escalation=night.escalation, by=night.nurse)


SEARCH = {"first", "called", "handover", "photos", "cancel", "take-over"}
ON_THE_WAY = {"arrival", "arrived", "search-on", "close", "cancel", "take-over"}
ON_THE_WAY |= {"handover", "photos"}


@pytest.mark.parametrize(
    ("state", "deeds"),
    [
        (searching, SEARCH | {"skip"}),
        (between_rounds, SEARCH),
        (nobody_found, SEARCH | {"restart", "close", "take-charge"}),
        (accepted, ON_THE_WAY | {"spoke"}),
        (contacted, ON_THE_WAY | {"report"}),
        (there, ON_THE_WAY - {"arrival", "arrived"} | {"report"}),
        (closed, {"reopen", "report", "summary"}),
        (called_off, {"reopen"}),
    ],
)
def test_what_she_can_do(outbox, client, state, deeds):
    night = night_in(outbox, client, rounds=2)
    state(night)
    html = page(client, "live", night.escalation.pk)
    found = set(
        re.findall(r'(?:href|formaction)="/escalations/\d+/(?:offers/\d+/)?([a-z-]+)/"', html)
    )
    assert found == deeds


def test_when_nobody_was_found_she_asks_one_doctor_alone(outbox, client):
    night = night_in(outbox, client, rounds=1)
    nobody_found(night)
    act(client, "ask_first", night.escalation.pk, night.offer(3).pk)
    night.work()
    assert (night.status, night.states) == ("searching", ["declined", "declined", "asking"])
    night.call(3, Progress.BUSY)
    assert night.status == "unanswered"


def test_between_the_rounds_she_ends_the_pause_for_one_doctor(outbox, client):
    night = night_in(outbox, client, rounds=2)
    between_rounds(night)
    act(client, "ask_first", night.escalation.pk, night.offer(2).pk)
    night.work()
    assert night.states[1] == "asking"


# --- Several at once ----------------------------------------------------------------------


def test_all_who_are_asked_together_stand_on_the_card(outbox, client):
    night = night_in(outbox, client, order=Order.ALL_AT_ONCE)
    night.call(2, Progress.RINGING)
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "3人の医師に依頼しています" in card
    assert card.count('data-until="') == 3
    for number, doctor in enumerate(night.doctors, 1):
        assert f"{doctor.name}" in card
        assert f'id="asked-{night.offer(number).pk}"' in card
    assert 'class="try try-ringing"' in card
    assert len(re.findall(r"/skip/", card)) == 3

    act(client, "skip", night.escalation.pk, night.offer(3).pk)
    night.call(1, Progress.ANSWERED)
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "医師のひとりが電話に出ました" in card
    assert card.count('data-until="') == 2


def test_one_who_is_asked_has_the_whole_card(outbox, client):
    night = night_in(outbox, client)
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert 'class="asked"' not in card
    assert "<progress" in card


def test_asked_together_they_are_asked_for_the_time_of_arrival(outbox, client):
    night = night_in(outbox, client, order=Order.ALL_AT_ONCE)
    html = client.get(f"/{night.offer(2).token}").content.decode()
    assert "到着までの時間も選んでください" in html
    assert any("先に引き受けた先生" in sentence for sentence in outbox.calls[0].say)
    night.accept(2, minutes=30)
    card = page(client, "live", night.escalation.pk).split("</section>")[0]
    assert "到着予定" in card
    assert f'href="tel:{mobile(2)}"' in card
