"""F29: the nurse's network dies when she presses. F28: reload, two tabs, the back button."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
SOON, LATE = 30_000, 40_000


@pytest.fixture
def form(stack, chromium):
    """The form, filled in, in a browser of its own."""
    context = chromium.new_context(viewport=PHONE, locale="ja-JP")
    nurse = context.new_page()
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    yield nurse
    context.close()


def test_f29_the_press_goes_as_soon_as_there_is_a_network(form, take):
    """The device believes that it has one, and nothing arrives."""
    presses = re.compile("/escalations/new/.+")
    form.context.route(presses, lambda sent: sent.abort())
    form.locator("form.request .button.huge").click()
    expect(form.locator("#sending")).to_contain_text("まだ送れていません")
    take(form, "nothing arrives")
    expect(form.locator("#sending")).to_contain_text("直接電話", timeout=LATE)
    expect(form.locator("#prospects a[href^='tel:']").first).to_be_visible()
    take(form, "nothing has arrived for twenty seconds")
    no_sideways_scrolling(form)
    assert form.locator("[name=area]").input_value() == "丸の内"
    form.context.unroute(presses)
    expect(form.locator("#now.status-searching")).to_be_visible(timeout=SOON)


def test_f29_a_device_that_knows_of_no_network_shows_the_numbers_at_once(form, take):
    form.context.set_offline(True)
    form.locator("form.request .button.huge").click()
    expect(form.locator("#sending")).to_contain_text("直接電話")
    expect(form.locator("#prospects a[href^='tel:']").first).to_be_visible()
    take(form, "no network")
    form.context.set_offline(False)
    expect(form.locator("#now.status-searching")).to_be_visible(timeout=SOON)


def test_f28_reload_two_tabs_and_the_back_button_lead_to_one_request(stack, chromium, take):
    context = chromium.new_context(viewport=PHONE, locale="ja-JP")
    nurse = context.new_page()
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    form = nurse.url
    second = context.new_page()
    second.goto(form)
    for tab in (nurse, second):
        fill_in(tab)
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible(timeout=SOON)
    running = nurse.url
    second.locator("form.request .button.huge").click()
    expect(second.locator("#now.status-searching")).to_be_visible(timeout=SOON)
    assert second.url == running
    nurse.reload()
    assert nurse.url == running
    nurse.go_back()
    expect(nurse.locator("main")).to_contain_text("すでに進んでいます", timeout=SOON)
    take(nurse, "back to the form of a request that runs")
    context.close()
