"""A yes that comes to nothing, in a browser: handed back, found again, ended in error."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
LOOKS_WITHIN = 40_000  # milliseconds: his page looks every fifteen seconds
FIRST, SECOND = "+819000000001", "+819000000002"


def test_a_doctor_hands_it_back_and_the_next_is_asked(stack, open_phone, take):
    def look(page, name):
        """On a telephone and on a desk."""
        for place, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            take(page, f"{name} ({place})")
            no_sideways_scrolling(page)
        page.set_viewport_size(PHONE)

    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("#prospects summary").click()
    expect(nurse.locator("#prospects li")).to_have_count(9)
    nurse.locator("#prospects").scroll_into_view_if_needed()
    look(nurse, "who would be asked")
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()

    doctor = says_yes(stack, open_phone, FIRST)
    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    cannot_go = doctor.locator("details:has(button[value=back])")
    cannot_go.locator("summary").click()
    cannot_go.scroll_into_view_if_needed()
    look(doctor, "he cannot go after all")
    doctor.locator("button[value=back]").click()
    expect(doctor.locator("button.yes")).to_be_visible()
    look(doctor, "he no longer has it")

    expect(nurse.locator("#now.status-searching")).to_be_visible()
    expect(nurse.locator(".row-released")).to_have_count(1)
    look(nurse, "the search goes on")

    second = says_yes(stack, open_phone, SECOND)
    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    look(nurse, "a second doctor has it")
    nurse.locator("button[formaction$='/search-on/']").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    expect(nurse.locator(".row-released")).to_have_count(2)
    expect(nurse.locator(".gone")).to_have_count(2)
    # His page, left open, says by itself that he is not to set out.
    expect(second.locator("button.yes")).to_be_visible(timeout=LOOKS_WITHIN)

    nurse.locator(".quiet-link[href$='/cancel/']").click()
    nurse.locator("main form .button").first.click()
    expect(nurse.locator("#now.status-cancelled")).to_be_visible()
    look(nurse, "called off")
    nurse.locator("button[formaction$='/reopen/']").click()
    expect(nurse.locator("#now.status-unanswered")).to_be_visible()


def says_yes(stack, open_phone, number):
    """By the link of the newest SMS; his own page comes up."""
    phone = open_phone(f"{stack.simulator_url}/phones/{number}")
    link = phone.locator(".bubble a").last
    expect(link).to_be_visible()
    phone.goto(link.get_attribute("href"))
    phone.locator("button.yes").click()
    expect(phone.locator("a[href^='tel:']").first).to_be_visible()
    return phone
