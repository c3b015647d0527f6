"""A search runs, and one process or server after the other dies: what the nurse sees of it."""

import re
import time
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, sign_in
from tests.telephony.simulator_process import SimulatorProcess

pytestmark = pytest.mark.browser

# Milliseconds, on a machine that does much else beside; a web server has to come up.
SOON, UP_AGAIN = 30_000, 60_000
VALKEY_IS_AWAY, AWAY = 20, 3  # seconds
FRESH, POLLING, OLD = "自動で更新中", "4秒ごとに更新中", "秒前の表示です"
# Whatever stands above the search, and whether her page is still the one that she opened.
NOTE = """() => {
  window.sameAsBefore = true; window.noted = [];
  setInterval(() => {
    const heard = document.querySelector(".heard-words").textContent.trim();
    const words = heard.replace(/[ 0-9:·]+$/, "").replace(/^[0-9]+(?=秒前)/, "n");
    const now = `${words} | ${document.querySelector("#now h1").textContent.trim()}`;
    if (window.noted.at(-1) !== now) window.noted.push(now);
  }, 100);
}"""


def test_whatever_dies_the_nurse_hardly_notices(chromium, stack, take):
    problems = []
    nurse = her_page(chromium, stack, problems)
    phones = SimulatorProcess()
    phones.url = stack.simulator_url
    doctor = 1

    def the_next_is_called():
        """The doctor whose telephone rings says no by key; her page shows the next one."""
        nonlocal doctor
        number = phones.until(lambda: who_rings(phones), 60)
        phones.answer(number)
        time.sleep(2)
        phones.press(number, "2")
        begun, doctor = time.monotonic(), doctor + 1
        expect(nurse.locator("#now h1")).to_contain_text(f"{doctor}人目の医師", timeout=SOON)
        print(f"  no → the next doctor on her page: {time.monotonic() - begun:.1f} s")

    for victim in ("web", "worker-dial", "worker-notices", "watch", "valkey", "postgres"):
        print(f"{victim} is killed")
        nurse.evaluate("window.noted.length = 0")
        with dead(stack, victim) as died:
            match victim:
                case "worker-dial" | "worker-notices" | "watch":
                    the_next_is_called()
                case "valkey":
                    expect(heard(nurse)).to_contain_text(POLLING, timeout=SOON)
                    the_next_is_called()
                    take(nurse, "valkey is dead")
                    time.sleep(max(0, VALKEY_IS_AWAY - (time.monotonic() - died)))
                case _:
                    time.sleep(AWAY)
                    take(nurse, f"{victim} is dead")
        expect(heard(nurse)).to_contain_text(FRESH, timeout=UP_AGAIN)
        print(f"  events again after {time.monotonic() - died:.1f} s")
        if victim in ("web", "postgres"):  # the carrier's report would have been lost
            the_next_is_called()
        noted = nurse.evaluate("window.noted")
        print("  she saw:", *noted, sep="\n    ")
        assert all(is_quiet(words) for words in noted), noted
        take(nurse, f"{victim} was killed, and it went on")

    assert nurse.evaluate("window.sameAsBefore"), "the page was loaded anew"
    assert problems == []


def her_page(chromium, stack, problems):
    """The live page of a search. What her browser has to say of a script that fails is kept."""
    nurse = chromium.new_context(viewport=PHONE, locale="ja-JP").new_page()
    nurse.on("pageerror", lambda error: problems.append(str(error)))
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(heard(nurse)).to_contain_text(FRESH, timeout=SOON)
    nurse.evaluate(NOTE)
    return nurse


def heard(nurse):
    return nurse.locator(".heard-words")


def is_quiet(noted):
    """How old the picture is, and which doctor is asked: no word of an error, none in a red box."""
    words, headline = noted.split(" | ")
    said = words in (FRESH, POLLING) or OLD in words
    return said and re.fullmatch(r"\d+人目の医師.*", headline) is not None


def who_rings(phones):
    every = phones.ask("GET", "/simulator/phones.json")["phones"]
    return next((p["number"] for p in every if (p["call"] or {}).get("status") == "ringing"), None)


@contextmanager
def dead(stack, victim):
    """kill -9. The supervisor starts a process again; a server comes back at the end."""
    stack.kill(victim)
    yield time.monotonic()
    if victim == "valkey":
        stack.valkey.start()
    elif victim == "postgres":
        stack.postgres.start()
