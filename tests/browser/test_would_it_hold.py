"""A clerk asks whether it would hold tonight, and mends what would not."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE, sign_in

pytestmark = pytest.mark.browser


def test_from_the_verdict_to_the_page_that_mends_it(stack, chromium, take):
    context = chromium.new_context(viewport=DESK, locale="ja-JP", timezone_id="Asia/Tokyo")
    clerk = context.new_page()
    clerk.goto(f"{stack.web_url}/admin/")
    sign_in(clerk, stack.env["DEMO_PASSWORD"], "clerk")
    expect(clerk.locator("#content h1")).to_have_text("名簿と記録")
    clerk.locator(".app-tonight .model-regionreadiness a").first.click()
    expect(clerk.locator(".verdict")).to_contain_text("はい。")
    take(clerk, "would it hold")
    clerk.set_viewport_size(PHONE)
    take(clerk, "would it hold, on a telephone")
    clerk.set_viewport_size(DESK)
    clerk.locator(".items a", has_text="連絡先").first.click()
    expect(clerk).to_have_url(f"{stack.web_url}/admin/teams/contact/?proof=old")
    take(clerk, "numbers that were not proven in time", ours=False)
    context.close()
