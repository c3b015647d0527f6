"""One night in a browser: the nurse on her phone, two doctors on theirs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
FIRST, SECOND = "+819000000001", "+819000000002"


def test_one_night(stack, open_phone, take):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    take(nurse, "home")
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    take(nurse, "form")
    form = nurse.url
    nurse.locator("form.request .button.primary").dblclick()

    expect(nurse.locator("#now.status-searching")).to_be_visible()
    nurse.evaluate("window.sameAsBefore = true")
    escalation = nurse.url
    no_sideways_scrolling(nurse)

    first = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    first.locator(".ringing .answer").click()
    expect(nurse.locator("#now .try-answered")).to_be_visible()
    take(first, "the first doctor hears the request")
    take(nurse, "the first doctor has picked up")
    first.locator(".keypad button").nth(1).click()  # 2: no
    expect(nurse.locator(".row-declined")).to_have_count(1)
    expect(nurse.locator(".row-asking")).to_have_count(1)
    take(nurse, "the second doctor is asked")

    second = open_phone(f"{stack.simulator_url}/phones/{SECOND}")
    link = second.locator(".bubble a").first
    expect(link).to_be_visible()
    take(second, "the second doctor's SMS")
    second.goto(link.get_attribute("href"))
    second.locator("#minutes").select_option("30")
    take(second, "the second doctor's link")
    second.locator("button.yes").click()
    expect(second.locator("a[href^='tel:']").first).to_be_visible()
    take(second, "the second doctor after the yes")

    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    expect(nurse.locator(f"#now a[href='tel:{SECOND}']")).to_be_visible()
    expect(nurse.locator("#announcer")).not_to_be_empty()
    assert nurse.url == escalation
    assert nurse.evaluate("window.sameAsBefore"), "the page came up by itself, without a reload"
    take(nurse, "accepted")

    going_back_opens_no_second_one(nurse, form, escalation)
    nurse.locator("#now button[formaction$='/spoke/']").click()
    expect(nurse.locator("#now.status-contacted")).to_be_visible()
    nurse.locator("#now .button[href$='/close/']").click()
    nurse.locator(".choice").first.click()
    take(nurse, "outcome")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("#now.status-closed")).to_be_visible()
    no_sideways_scrolling(nurse)
    take(nurse, "closed")


def going_back_opens_no_second_one(nurse, form, escalation):
    """F28: the double press above, and the browser's way back to the form, count once."""
    nurse.goto(form)
    expect(nurse.locator("textarea")).to_have_count(0)
    nurse.locator(".actions .button.primary").click()
    expect(nurse).to_have_url(escalation)
    nurse.locator(".home-link").click()
    expect(nurse.locator(".running .link-card")).to_have_count(1)
    assert re.search(r"/escalations/\d+/$", escalation)
    nurse.locator(".running .link-card").click()
    expect(nurse.locator("#now")).to_be_visible()
