"""She writes while the telephones ring; the doctor reads it at the door, without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, look, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
FIRST = "+819000000001"
WRITTEN = {
    "handover": "玄関は開いています。奥の和室です。",
    "address": "丸の内0丁目0-0 見本荘 101",
    "pin": "35.6641, 138.5662",
    "meeting": "看護師が家で待っています",
    "full_name": "見本 はなこ",
    "birth_date": "1940-03-02",
    "key_person": "長男",
    "key_person_phone": "090-0000-0950",
    "situation": "夕方から息が荒く、呼びかけに目を開ける程度です。",
    "spo2": "2Lで88",
    "disease": "架空の病名。3月から在宅。",
    "drugs": "架空の鎮痛薬、20時に1回",
}


def test_the_handover(stack, open_phone, chromium, take):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    expect(nurse.locator("#handover")).to_contain_text("未記入")
    nurse.locator("#handover").scroll_into_view_if_needed()
    look(take, nurse, "nothing is written")

    nurse.locator("#handover .button").click()
    for key, words in WRITTEN.items():
        field = nurse.locator(f"[name={key}]")
        if not field.is_visible():
            field.locator("xpath=ancestor::details/summary").click()
        field.fill(words)
    look(take, nurse, "she writes")
    nurse.locator("form.handover .button.primary").click()
    expect(nurse.locator("#handover")).to_contain_text("最期を過ごしたい場所")
    expect(nurse.locator("#handover")).not_to_contain_text("病名")
    look(take, nurse, "written")

    phone = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    link = phone.locator(".bubble a").first.get_attribute("href")
    old = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)
    doctor = old.new_page()
    doctor.goto(link)
    doctor.locator("button.yes").click()
    expect(doctor.locator("a[href^='tel:+819000000950']")).to_be_visible()
    expect(doctor.locator("a[href^='geo:35.6641']")).to_be_visible()
    doctor.screenshot(path=take.folder / "his page, without a script.png", full_page=True)
    no_sideways_scrolling(doctor)

    phone.goto(link)
    expect(phone.locator("main")).not_to_contain_text("見本 はなこ")
