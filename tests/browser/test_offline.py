"""Without a network: the contact sheet and the red flags are there, and nothing about a case."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const kept of await (await caches.open(name)).keys())
      found.push(new URL(kept.url).pathname);
  return found;
}"""


def test_the_sheet_without_a_network(stack, chromium, take):
    context = chromium.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")
    nurse = context.new_page()
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    expect(nurse.locator(".press .button.primary")).to_be_visible()
    keeps(nurse, "/sheet/")
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("[name=area]").fill("丸の内")
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    nurse.locator("#handover .button").click()
    expect(nurse.locator("form.handover")).to_be_visible()

    context.set_offline(True)
    nurse.goto(stack.web_url)
    expect(nurse.locator("h1")).to_have_text("連絡表")
    expect(nurse.locator(".entries a[href^='tel:']").first).to_be_visible()
    expect(nurse.locator(".red-flags a[href='tel:119']")).to_be_visible()
    for place, size in (("phone", PHONE), ("desk", DESK)):
        nurse.set_viewport_size(size)
        take(nurse, f"no network ({place})")
        no_sideways_scrolling(nurse)
    kept = nurse.evaluate(KEPT)
    assert [path for path in kept if not path.startswith("/static/")] == ["/sheet/"]

    context.set_offline(False)
    nurse.set_viewport_size(PHONE)
    nurse.locator("main .button").first.click()
    expect(nurse.locator(".running")).to_be_visible()
    take(nurse, "home, with the sheet")

    nurse.goto(f"{stack.web_url}/accounts/logout/")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("[name=login]")).to_be_visible()
    assert nurse.evaluate(KEPT) == [], "whoever signs out leaves no numbers behind"
    context.close()


def keeps(page, path):
    for _ in range(100):
        if path in page.evaluate(KEPT):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.evaluate(KEPT)}: no {path}")
