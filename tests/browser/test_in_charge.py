"""A coordinator picks, nobody goes, and a manager takes charge by the link: in a browser."""

import re

import pytest
from playwright.sync_api import expect

from backup_dispatch.phones import Phones
from tests.browser.people import PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
MANAGER, COORDINATOR = "+819000000911", "+819000000912"


def test_a_coordinator_picks_nobody_goes_and_a_manager_takes_charge(
    chromium, stack, open_phone, take
):
    def look(page, name):
        """On a telephone and on a desk."""
        for place, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            take(page, f"{name} ({place})")
            no_sideways_scrolling(page)
        page.set_viewport_size(PHONE)

    password = stack.env["DEMO_PASSWORD"]
    the_office_chooses_a_coordinator(chromium.new_page(), stack, password)

    coordinator = open_phone(stack.web_url)
    sign_in(coordinator, password, "coordinator")
    look(coordinator, "nothing waits")

    nurse = open_phone(stack.web_url)
    sign_in(nurse, password)
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching h1")).to_contain_text("選んでいます")
    expect(nurse.locator("#alarms .try-ringing")).to_have_count(1)
    look(nurse, "a coordinator picks")

    expect(coordinator.locator(".request.waits")).to_have_count(1)
    look(coordinator, "a request waits")
    coordinator.locator(".choice .button").nth(2).click()
    expect(coordinator.locator(".request")).to_contain_text("依頼中")
    expect(nurse.locator("#now h1")).to_contain_text("人目の医師")
    look(coordinator, "her pick is asked")

    while nurse.locator("#now.status-searching").count():
        # A click that needs no finger: on a telephone the rows are closed.
        with nurse.expect_navigation():
            nurse.locator("button[formaction$='/skip/']").first.dispatch_event("click")
    expect(nurse.locator("#now.status-unanswered")).to_be_visible()
    expect(nurse.locator("#alarms .try-ringing")).to_have_count(1)
    look(nurse, "nobody found, and the manager is called")

    manager = open_phone(link_to(stack, MANAGER))
    look(manager, "the manager's link")
    manager.locator("button.yes").click()
    expect(manager.locator("h1.good")).to_be_visible()
    look(manager, "she has taken charge")
    expect(nurse.locator("#alarms .in-charge")).to_contain_text("対応中：管理 ゆかり")
    look(nurse, "the nurse sees who has it")


def the_office_chooses_a_coordinator(clerk, stack, password):
    """In the admin, as a clerk would."""
    clerk.goto(stack.web_url)
    sign_in(clerk, password, "clerk")
    clerk.goto(f"{stack.web_url}/admin/teams/region/")
    clerk.locator("#result_list .field-name a").first.click()
    clerk.locator("input[name=order][value=coordinator]").check()
    clerk.locator("input[name=_save]").click()
    expect(clerk.locator(".messagelist .success")).to_be_visible()


def link_to(stack, number):
    texts = Phones(stack.simulator_url).record().texts(number)
    return re.search(r"https?://\S+", texts[-1]["body"]).group()
