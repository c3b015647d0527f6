"""The nights on which the telephones are the trouble, once more: the product as processes, the real
SDK, and the simulator in Twilio's place. Telephones run twenty times as fast."""

import time

import pytest

from backup_dispatch.embedded.waiting import until
from tests.faults.product import FIRST, SECOND, running_product

pytestmark = pytest.mark.kill
RECEPTION = "+81550000301"
SOON = 30  # on a machine that does much else beside
SHARED = f"""
from teams.models import Contact, Doctor
for doctor in Doctor.objects.in_asking_order()[:3]:
    doctor.contacts.all().delete()
    Contact.objects.create(doctor=doctor, number="{RECEPTION}", can_text=False, is_shared=True,
                           voice_proven_at="2026-10-01T09:00:00+09:00")
"""


@pytest.fixture(scope="module")
def product():
    with running_product(speed=20) as product:
        yield product


@pytest.fixture(autouse=True)
def begin_anew(product):
    product.begin_anew()
    product.sql("UPDATE teams_region SET rounds = 1, answer_within = 20, ring_again = false")
    yield
    assert product.phones.invalid_requests() == [], "Twilio would have refused these"


def status(product, escalation):
    [[status]] = product.sql(f"SELECT status FROM calls_escalation WHERE id = {escalation}")
    return status


def states(product, escalation):
    offers = f"SELECT state FROM calls_offer WHERE escalation_id = {escalation}"
    return [state for [state] in product.sql(f"{offers} ORDER BY position, id")]


def rings(product, number):
    call = product.phones.phone(number)["call"]
    return call and call["status"] == "ringing"


def gone(product, escalation):
    return [one for one in states(product, escalation) if one not in ("asking", "waiting")]


def becomes(product, escalation, wanted, within=SOON):
    assert until(lambda: status(product, escalation) == wanted, within), (
        status(product, escalation),
        states(product, escalation),
    )


def press(product):
    nurse = product.nurse()
    escalation, _ = product.press_timed(nurse)
    return nurse, escalation


def press_as_soon_as_heard(product, number, key):
    def listens():
        call = product.phones.phone(number)["call"]
        return call and call["listening"]

    assert until(listens, SOON), "nobody asks for a key"
    product.phones.press(number, key)


def test_an_answering_machine_picks_up_for_everyone(product):
    for [number] in product.sql("SELECT number FROM teams_contact"):
        product.phones.behave(number, call={"kind": "voicemail", "after": 1})
    _, escalation = press(product)

    # Everybody was asked, and a machine is no yes. Then the people in charge are called.
    becomes(product, escalation, "unanswered", 90)
    assert "accepted" not in states(product, escalation)
    assert states(product, escalation).count("silent") == 8, "one of the nine is on leave"
    alarmed = f"SELECT 1 FROM calls_alarm WHERE escalation_id = {escalation}"
    assert until(lambda: product.sql(alarmed), SOON)

    # The second doctor hears his machine in the first light, calls back, and takes it.
    product.phones.call_back(SECOND)
    press_as_soon_as_heard(product, SECOND, "1")
    becomes(product, escalation, "accepted")
    assert product.was_placed_once()


def test_a_yes_to_the_sms_of_yesterday(product):
    nurse, escalation = press(product)
    assert until(lambda: product.phones.messages_to(FIRST), SOON)
    nurse.cancel(escalation)
    before = len(product.phones.messages_to(FIRST))
    product.phones.reply(FIRST, "はい")

    # He is told kindly that it is over, and nothing moves.
    def is_told():
        return any("終了" in one["body"] for one in product.phones.messages_to(FIRST)[before:])

    assert until(is_told, SOON), product.phones.messages_to(FIRST)
    assert status(product, escalation) == "cancelled"
    assert "accepted" not in states(product, escalation)
    assert product.was_placed_once()


def test_a_doctor_who_sent_stop_is_needed(product):
    product.phones.behave(FIRST, call={"kind": "answer", "after": 2, "keys": "1"}, sms="stopped")
    _, escalation = press(product)

    # His telephone rings all the same, and staff see why he gets no SMS.
    becomes(product, escalation, "accepted")
    assert states(product, escalation)[0] == "accepted"
    unusable = f"SELECT text_unusable FROM teams_contact WHERE number = '{FIRST}'"
    assert until(
        lambda: product.sql(unusable) == [["21610"]] or product.sql(unusable) == [("21610",)], SOON
    )
    product.sql("UPDATE teams_contact SET text_unusable = ''")
    assert product.was_placed_once()


def test_the_carrier_is_down_for_a_while(product):
    """It answers 500 to everything; in the meantime no doctor is gone through."""
    product.phones.fault("500", on="any")
    nurse, escalation = press(product)
    assert until(lambda: nurse.look(escalation)["failing"], SOON), "her page says so"
    assert until(
        lambda: product.sql("SELECT 1 FROM calls_carriercircuit WHERE open_since IS NOT NULL"), 90
    )
    time.sleep(10)
    assert len(gone(product, escalation)) <= 1, "the one by whom it was found out"
    assert product.phones.record()["calls"] == []

    # It is back: the search goes on where it stood.
    for number in (FIRST, SECOND):
        product.phones.behave(number, call={"kind": "answer", "after": 1, "keys": "1"})
    product.phones.clear_faults()
    becomes(product, escalation, "accepted", 60)
    assert "accepted" in states(product, escalation)[:2]


def test_one_telephone_rings_for_three_doctors(product):
    product.stack.manage("shell", "-c", SHARED)
    product.phones.behave(RECEPTION, call="manual")
    _, escalation = press(product)
    assert until(lambda: product.phones.calls_to(RECEPTION), SOON)
    assert until(lambda: rings(product, RECEPTION), SOON)
    product.phones.answer(RECEPTION)
    product.phones.press(RECEPTION, "1")

    def heard():
        [call] = product.phones.calls_to(RECEPTION)
        return "".join(line["text"] for line in call["transcript"] if line["who"] == "voice")

    # He hears three names, and presses his own.
    assert until(lambda: "3" in heard().split("先生")[-1] or heard().count("先生") >= 3, SOON), (
        heard()
    )
    product.phones.press(RECEPTION, "3")
    becomes(product, escalation, "accepted")
    assert states(product, escalation)[2] == "accepted"
    assert len(product.phones.calls_to(RECEPTION)) == 1, "once, for all of them"
    assert product.was_placed_once()
