"""While the search runs she calls doctors herself, and the page takes down what they say."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
THIRD = "+819000000003"


def test_she_reaches_a_doctor_herself(stack, open_phone, take):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()

    nurse.locator(".bar a[href='#phone-list']").click()
    second, third = (nurse.locator("#phone-list > li").nth(n) for n in (1, 2))
    for doctor in (second, third):  # the telephone itself stays out of it
        doctor.locator("a.tel").first.evaluate("a => { a.removeAttribute('href'); a.click(); }")
        expect(doctor.locator(".by-hand")).to_have_attribute("open", "")
    for place, size in (("phone", PHONE), ("desk", DESK)):
        nurse.set_viewport_size(size)
        second.scroll_into_view_if_needed()
        take(nurse, f"what did he say ({place})")
        no_sideways_scrolling(nurse)
    nurse.set_viewport_size(PHONE)

    second.locator("button[value=nothing]").click()
    nurse.locator(".bar a[href='#phone-list']").click()
    expect(second).to_contain_text("つながらず")
    take(nurse, "nobody picked up")
    third.locator(".by-hand summary").click()
    third.locator("button[value=comes]").click()
    expect(nurse.locator("#now.status-contacted")).to_contain_text("看護師への電話で")
    take(nurse, "he comes")

    phone = open_phone(f"{stack.simulator_url}/phones/{THIRD}")
    link = phone.locator(".bubble a").first
    phone.goto(link.get_attribute("href"))
    phone.locator("main form button").first.click()
    expect(phone.locator("a.call[href^='tel:']").first).to_be_visible()
    take(phone, "his page")
