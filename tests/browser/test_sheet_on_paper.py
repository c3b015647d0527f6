"""A clerk makes the contact sheet; a nurse prints it, and records that it is there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE, look, sign_in

pytestmark = pytest.mark.browser


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_from_the_office_to_the_station(stack, chromium, open_phone, take):
    office = chromium.new_context(viewport=DESK, locale="ja-JP", timezone_id="Asia/Tokyo")
    clerk = office.new_page()
    clerk.goto(f"{stack.web_url}/admin/")
    sign_in(clerk, stack.env["DEMO_PASSWORD"], "clerk")
    clerk.locator(".app-tonight .model-regionsheet a").first.click()
    clerk.locator("[name=publish]").click()
    expect(clerk.locator("#content-main")).to_contain_text("第1版")
    take(clerk, "who has got it")
    clerk.set_viewport_size(PHONE)
    take(clerk, "who has got it, on a telephone")

    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator("a.card", has_text="新しい紙の連絡表").click()
    look(take, nurse, "to print")
    assert pages_of(nurse.pdf(format="A4", prefer_css_page_size=True)) == 1
    nurse.emulate_media(media="print")
    nurse.set_viewport_size({"width": 794, "height": 1123})
    nurse.screenshot(path=take.folder / "on paper.png")
    nurse.emulate_media(media="screen")
    nurse.set_viewport_size(PHONE)
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("main")).to_contain_text("受け取りを記録しました")

    clerk.set_viewport_size(DESK)
    clerk.reload()
    expect(clerk.locator("#result_list tbody tr", has_text="✓")).to_have_count(1)
    office.close()
