"""The page of phones: its frame, and a person who plays a doctor on it."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import requests

from tests.telephony.simulator.calling import DOCTOR, OURS, ended, question
from tests.telephony.simulator_process import ROOT

PACKAGE = ROOT / "calls" / "telephony" / "simulator"
CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def test_the_page_is_japanese_unless_english_is_asked_for(simulator):
    japanese = requests.get(f"{simulator.url}/", timeout=5).text
    english = requests.get(f"{simulator.url}/?lang=en", timeout=5).text
    assert '<html lang="ja">' in japanese
    assert "模擬電話" in japanese
    assert '<html lang="en">' in english
    assert "Simulated phones" in english
    assert "{{" not in japanese + english


def test_both_languages_have_the_same_words():
    words = json.loads((PACKAGE / "words.json").read_text(encoding="utf-8"))
    assert set(words["ja"]) == set(words["en"])
    assert all(text.strip() for language in words.values() for text in language.values())


def test_every_word_that_the_page_uses_is_there():
    words = json.loads((PACKAGE / "words.json").read_text(encoding="utf-8"))["ja"]
    sources = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("static/*"))
    used = set(re.findall(r"words\.(\w+)", sources))
    assert used <= set(words)
    assert {word for word in words if not word.startswith("ended_")} == used


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(simulator):
    page = requests.get(f"{simulator.url}/", timeout=5)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"\son\w+=|<script>|style=|https?://", page.text)
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert requests.get(simulator.url + path, timeout=5).status_code == 200


@pytest.mark.parametrize("path", ["/static/..%2fpage.py", "/static/missing.js", "/phones/x"])
def test_only_the_pages_own_files_are_served(simulator, path):
    assert requests.get(simulator.url + path, timeout=5).status_code == 404


def test_a_change_is_told_at_once_to_whoever_listens(simulator):
    with requests.get(f"{simulator.url}/simulator/events", stream=True, timeout=5) as events:
        lines = (line for line in events.iter_lines(chunk_size=1) if line)
        before = next(lines)
        simulator.reply(DOCTOR, "1", to=OURS)
        assert next(lines) != before


@pytest.mark.browser
@pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="there is no chromium on this machine"
)
def test_a_person_answers_presses_a_key_and_replies(simulator, twilio, product, tmp_path: Path):
    from playwright.sync_api import expect, sync_playwright

    product.answers["/answer"] = "<Response><Say>ありがとうございます</Say></Response>"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(locale="ja-JP", viewport={"width": 390, "height": 844})
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{simulator.url}/phones/{DOCTOR}")
        twilio.messages.create(to=DOCTOR, from_=OURS, body="依頼です https://example.org/a")
        expect(page.locator(".bubble a")).to_have_attribute("href", "https://example.org/a")
        call = twilio.calls.create(
            to=DOCTOR, from_=OURS, timeout=600, twiml=str(question(product, timeout=600))
        )
        page.get_by_role("button", name="出る").click()
        expect(page.locator(".talking .transcript")).to_contain_text("1 or 2")
        page.get_by_role("button", name="キー 1 を押す").click()
        expect(page.locator(".idle")).to_contain_text("通話が終わりました")
        page.get_by_role("textbox").fill("はい")
        page.get_by_role("textbox").press("Enter")
        expect(page.locator(".bubble.mine")).to_contain_text("はい")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert problems == []
    assert ended(simulator, twilio, call.sid).status == "completed"
    assert product.told_on("/answer")[0].params["Digits"] == "1"
    # One of the test before may still have been on its way.
    assert "はい" in [told.params["Body"] for told in product.told_on("/sms")]
