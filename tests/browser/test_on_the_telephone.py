"""A doctor takes it on the telephone alone: by a key, his time by keys, and the nurse at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
FIRST = "+819000000001"
TALKS = 60_000  # milliseconds; the voice speaks as fast as to people


def test_he_says_yes_when_he_is_there_and_talks_to_the_nurse_at_once(
    chromium, stack, open_phone, take
):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    call_back = nurse.locator("[name=call_back_number]").input_value()
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()

    doctor = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    hers = open_phone(f"{stack.simulator_url}/phones/{e164(call_back)}")
    doctor.locator(".answer").click()
    press(doctor, "1")
    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    heard(doctor, "お引き受けいただき、ありがとうございます")
    heard(doctor, "シャープ")
    press(doctor, "2", "5", "#")
    heard(doctor, "到着は25分後")
    expect(nurse.locator("#now")).to_contain_text("着")
    heard(doctor, "いますぐ看護師と話す")
    press(doctor, "1")

    hers.locator(".answer").click(timeout=TALKS)
    heard(hers, "どれか数字を押して")
    press(hers, "5")  # nobody waits for a picture before: the voice would go on
    for page, name in ((doctor, "he talks to her"), (hers, "she talks to him")):
        expect(page.locator(".talking .transcript")).to_contain_text("つながりました")
        take(page, name)
    expect(nurse.locator("#now.status-contacted")).to_be_visible()
    nurse.set_viewport_size(DESK)
    take(nurse, "they have spoken, on a desk")
    nurse.set_viewport_size(PHONE)
    take(nurse, "they have spoken")
    hers.locator(".hang-up").click()
    expect(doctor.locator(".phone")).to_have_attribute("data-state", "idle", timeout=TALKS)


def test_a_doctor_who_missed_the_call_calls_back_and_takes_it(chromium, stack, open_phone, take):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    doctor = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    doctor.locator(".decline").click()
    doctor.locator(".call-back").click()
    heard(doctor, "往診")
    take(doctor, "he calls back")
    press(doctor, "1")
    expect(nurse.locator("#now.status-accepted")).to_be_visible()


def e164(national):
    return "+81" + national.replace("-", "").removeprefix("0")


def press(page, *keys):
    """When the voice listens."""
    expect(page.locator(".phone.listening")).to_be_visible(timeout=TALKS)
    for key in keys:
        page.locator(".keypad button", has_text=key).first.click()


def heard(page, words):
    expect(page.locator(".spoken")).to_contain_text(words, timeout=TALKS)
