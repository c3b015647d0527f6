"""What every nurse does in her browser."""

import re

from playwright.sync_api import expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


def sign_in(nurse, password, username="nurse"):
    # Where it is another page, the failure says which.
    expect(nurse.locator("main")).to_contain_text(
        re.compile("ユーザー名|User name"), timeout=30_000
    )
    nurse.locator("[name=login]").fill(username)
    nurse.locator("[name=password]").fill(password)
    nurse.locator("main form .button").click()


def fill_in(nurse):
    """Three taps, one word; the number is there already."""
    for name, value in (("wanted", "visit"), ("case_kind", "fever"), ("reason", "no_answer")):
        nurse.locator(f".choice:has([name={name}][value={value}])").click()
    nurse.locator("[name=area]").fill("丸の内")


def no_sideways_scrolling(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def look(take, page, name):
    """A picture on a telephone and one on a desk; on what is left of a desk at a zoom of four,
    and of a telephone at 200 %, nothing has to be scrolled sideways (WCAG 2.2, 1.4.10)."""
    for place, size in (("phone", PHONE), ("desk", DESK)):
        page.set_viewport_size(size)
        take(page, f"{name} ({place})")
        no_sideways_scrolling(page)
    for width in (320, PHONE["width"] // 2):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        no_sideways_scrolling(page)
    page.set_viewport_size(PHONE)
