"""What the pages of a night weigh on the wire, pictures left out."""

import gzip

import pytest
from playwright.sync_api import expect

from tests.browser.people import fill_in, sign_in

pytestmark = pytest.mark.browser
AT_MOST = 60_000  # bytes, compressed as the proxy does
COUNTED = ("document", "stylesheet", "script", "fetch", "manifest", "other")


def test_no_page_of_the_night_is_heavy_and_nobody_else_is_asked_for_anything(stack, open_phone):
    nurse = open_phone(stack.web_url)
    heard = []
    nurse.on("response", lambda answer: heard.append(answer))
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    expect(nurse.locator(".press")).to_be_visible()
    weigh(nurse, heard, "first page", nurse.url)
    nurse.locator(".press .button.primary").click()
    expect(nurse.locator("form.request")).to_be_visible()
    weigh(nurse, heard, "form", nurse.url)
    fill_in(nurse)
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    weigh(nurse, heard, "search", nurse.url)
    assert all(answer.url.startswith((stack.web_url, "data:")) for answer in heard)


def weigh(page, heard, name, address):
    """Loaded anew, as by somebody who has never been there."""
    heard.clear()
    page.goto(address, wait_until="load")
    page.wait_for_timeout(500)
    files = {one.url for one in list(heard) if one.request.resource_type in COUNTED and one.ok}
    bodies = {url: page.context.request.get(url).body() for url in files}
    sizes = {url: len(gzip.compress(body)) for url, body in bodies.items()}
    print(f"{name}: {sum(sizes.values()):,} bytes of {len(sizes)} files")
    assert len(sizes) > 2, "styles come with a page"
    assert sum(sizes.values()) <= AT_MOST, sizes
