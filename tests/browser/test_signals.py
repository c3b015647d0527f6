"""A yes is felt in the hand, and the screen stays awake while doctors are asked."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import fill_in, sign_in

pytestmark = pytest.mark.browser
FIRST = "+819000000001"
YES, NO_LONGER = [200, 100, 400], [600, 200, 600]
# The device, as far as the page asks it for something.
DEVICE = """
  window.felt = [];
  window.awake = 0;
  navigator.vibrate = (pattern) => { window.felt.push(pattern); return true; };
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
    window.awake += 1;
    const lock = new EventTarget();
    lock.release = async () => { window.awake -= 1; lock.dispatchEvent(new Event("release")); };
    return lock;
  } } });
"""


def stays_awake(page, locks):
    """Under our own policy no script may be made of a string, so the page is asked in turn."""
    for _ in range(50):
        if page.evaluate("window.awake") == locks:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.evaluate('window.awake')} locks, and not {locks}")


def test_what_the_device_does(stack, open_phone):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.context.add_init_script(DEVICE)
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    stays_awake(nurse, 1)

    phone = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    phone.goto(phone.locator(".bubble a").first.get_attribute("href"))
    phone.locator("button.yes").click()
    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    assert nurse.evaluate("window.felt") == [YES]
    stays_awake(nurse, 0)

    phone.locator("details summary").last.click()
    phone.locator("button[value=back]").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    assert nurse.evaluate("window.felt") == [YES, NO_LONGER]
    stays_awake(nurse, 1)
