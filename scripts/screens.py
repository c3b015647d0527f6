"""Renew the pictures in docs/screens: the demo's night, played on a stack of its own."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from backup_dispatch.stack import Stack
from backup_dispatch.temporary import temporary_stack

SCREENS = Path("docs/screens")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
FIRST, SECOND = "+819000000001", "+819000000002"
TAPS = {"wanted": "visit", "case_kind": "fever", "reason": "no_answer"}
SENTENCE = 5_000  # milliseconds: the first words have been spoken


def main() -> int:
    with temporary_stack(speed=1.0) as stack, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--disable-gpu", "--no-sandbox"]
        )
        play(stack, browser)
        browser.close()
    return 0


def play(stack: Stack, browser: Browser) -> None:
    nurse = signed_in(stack, browser, "nurse", PHONE)
    nurse.locator(".press .button.primary").click()
    for name, value in TAPS.items():
        nurse.locator(f".choice:has([name={name}][value={value}])").click()
    nurse.locator("[name=area]").fill("丸の内")
    nurse.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    take(nurse, "form")
    nurse.locator("form.request .button.primary").click()

    phones = page(browser, DESK, f"{stack.simulator_url}/")
    phones.locator(".ringing .answer:visible").click()
    phones.wait_for_timeout(SENTENCE)
    take(phones, "phones")
    phones.locator(".keypad button:visible").nth(1).click()  # 2: no

    nurse.locator("#now h1", has_text="2人目").wait_for()
    nurse.locator("#now .try-ringing").wait_for()
    take(nurse, "asking")
    second = page(browser, PHONE, f"{stack.simulator_url}/phones/{SECOND}")
    link = second.locator(".bubble a").first
    second.goto(str(link.get_attribute("href")))
    take(second, "link")
    second.locator("#minutes").select_option("30")
    second.locator("button.yes").click()

    nurse.locator("#now.status-accepted").wait_for()
    nurse.wait_for_timeout(1_000)
    take(nurse, "accepted")

    clerk = signed_in(stack, browser, "clerk", DESK)
    clerk.goto(f"{stack.web_url}/admin/teams/doctor/")
    take(clerk, "admin-doctors")


def page(browser: Browser, size: dict[str, int], url: str) -> Page:
    context = browser.new_context(viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo")  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(url)
    return opened


def signed_in(stack: Stack, browser: Browser, name: str, size: dict[str, int]) -> Page:
    opened = page(browser, size, stack.web_url)
    opened.locator("[name=login]").fill(name)
    opened.locator("[name=password]").fill(stack.env["DEMO_PASSWORD"])
    opened.locator("main form .button").click()
    opened.wait_for_url(lambda url: "login" not in url)
    return opened


def take(opened: Page, name: str) -> None:
    opened.screenshot(path=SCREENS / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
