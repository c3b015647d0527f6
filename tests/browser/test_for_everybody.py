"""By keyboard alone; without a script; with a Japanese keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
FIRST, SECOND = "+819000000001", "+819000000002"
FURTHEST = 120  # presses of Tab, and it is nowhere
SOON = 20_000
# What a focused element, or the label that stands for it, shows of it.
OUTLINE = """() => {
  const at = document.activeElement;
  const shown = [at, at.closest("label"), at.closest(".choice")].filter(Boolean);
  return shown.some((one) => getComputedStyle(one).outlineStyle !== "none");
}"""


def tab_to(page, selector):
    """Only by Tab, as whoever has no mouse and no finger; each stop on the way can be seen."""
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE), page.evaluate("document.activeElement.outerHTML")[:200]
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def choose(page, name, value):
    """In a group of radio buttons: Tab leads to the group, the arrows through it."""
    tab_to(page, f"[name={name}]")
    page.keyboard.press("Space")
    for _ in range(FURTHEST):
        if page.locator(f"[name={name}][value={value}]").is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not among {name}")


def test_a_night_by_keyboard_alone(stack, open_phone):
    nurse = open_phone(stack.web_url)
    expect(nurse.locator("[name=login]")).to_be_visible(timeout=SOON)
    tab_to(nurse, "[name=login]")
    nurse.keyboard.type("nurse")
    tab_to(nurse, "[name=password]")
    nurse.keyboard.type(stack.env["DEMO_PASSWORD"])
    nurse.keyboard.press("Enter")

    expect(nurse.locator(".press .button.primary")).to_be_visible(timeout=SOON)
    nurse.keyboard.press("Tab")
    assert nurse.evaluate("document.activeElement.className") == "skip-link"
    nurse.keyboard.press("Enter")
    tab_to(nurse, ".press .button.primary")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("form.request")).to_be_visible(timeout=SOON)
    for name, value in (("wanted", "visit"), ("case_kind", "fever"), ("reason", "no_answer")):
        choose(nurse, name, value)
    tab_to(nurse, "[name=area]")
    nurse.keyboard.insert_text("丸の内")
    tab_to(nurse, "form.request .button.huge")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#now.status-searching")).to_be_visible(timeout=SOON)

    # Spoken, to whoever does not see: what changes, and never the seconds.
    nurse.evaluate("""() => {
      window.spoken = [];
      const hears = new MutationObserver(() => spoken.push(announcer.textContent));
      const announcer = document.querySelector("#announcer");
      hears.observe(announcer, { childList: true, characterData: true, subtree: true });
    }""")
    tab_to(nurse, "#now button[formaction$='/skip/']")
    nurse.wait_for_timeout(3_000)
    assert nurse.evaluate("spoken") == []
    focused = nurse.evaluate("document.activeElement.getAttribute('formaction')")
    nurse.keyboard.press("Enter")
    expect(nurse.locator(".row-skipped")).to_have_count(1, timeout=SOON)
    assert focused.endswith("/skip/")

    second = open_phone(f"{stack.simulator_url}/phones/{SECOND}")
    second.locator(".ringing .answer").click()
    second.locator(".keypad button").nth(0).click()  # 1: yes
    expect(nurse.locator("#now.status-accepted")).to_be_visible(timeout=SOON)
    expect(nurse.locator("#announcer")).to_contain_text("引き受けました")
    tab_to(nurse, "#now button[formaction$='/spoke/']")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#now.status-contacted")).to_be_visible(timeout=SOON)
    tab_to(nurse, "#now .button[href$='/close/']")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("[name=outcome]").first).to_be_attached(timeout=SOON)
    choose(nurse, "outcome", "visited")
    tab_to(nurse, "main form .button.primary")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#now.status-closed")).to_be_visible(timeout=SOON)


def test_a_night_without_a_script(stack, chromium, open_phone, take):
    context = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)
    context.set_default_timeout(SOON)
    nurse = context.new_page()
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    expect(nurse.locator("#heard a")).to_be_visible()
    nurse.screenshot(path=take.folder / "the search, without a script.png")

    first = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    first.locator(".ringing .answer").click()
    first.locator(".keypad button").nth(0).click()  # 1: yes
    expect(first.locator("main")).to_contain_text("ありがとう", timeout=SOON)
    assert nurse.locator("#now.status-searching").count() == 1, "it does not move by itself"
    nurse.locator("#heard a").click()
    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    nurse.locator("#now button[formaction$='/spoke/']").click()
    expect(nurse.locator("#now.status-contacted")).to_be_visible()
    nurse.screenshot(path=take.folder / "they have spoken, without a script.png")

    nurse.locator("#handover .quiet-link").click()
    png = {"name": "a.png", "mimeType": "image/png", "buffer": first.screenshot()}
    nurse.locator("input[type=file]").set_input_files([png])
    nurse.locator("form.photos button").click()
    expect(nurse.locator("figure img")).to_have_count(1)
    nurse.screenshot(path=take.folder / "a photo, without a script.png")
    nurse.locator(".actions .button").click()

    nurse.locator("#now .button[href$='/close/']").click()
    nurse.locator(".choice:has([value=visited])").click()
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("#now.status-closed")).to_be_visible()
    context.close()


def test_words_that_are_still_being_composed_send_nothing(stack, open_phone):
    """An input method takes Enter for "these characters": it must not press the button."""
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    area = nurse.locator("[name=area]")
    area.fill("")
    area.focus()
    keyboard = nurse.context.new_cdp_session(nurse)
    for composed in ("ま", "まる", "丸の内"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    assert area.input_value() == "丸の内"
    enter = {"type": "keyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    keyboard.send("Input.dispatchKeyEvent", enter)
    nurse.wait_for_timeout(500)
    assert "/new/" in nurse.url
    keyboard.send("Input.insertText", {"text": "丸の内"})
    assert area.input_value() == "丸の内"
    no_sideways_scrolling(nurse)
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible(timeout=SOON)
    expect(nurse.locator("#case")).to_contain_text("丸の内")
