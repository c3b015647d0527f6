"""Planned absences in a browser: a nurse enters two, a doctor reads the SMS and takes one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.calls.clocks import next_working_day

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
DOCTOR = "+819000000001"
SOON = 15_000  # milliseconds
TOKYO = ZoneInfo("Asia/Tokyo")

# The doctors are told in daytime only, and this test may run at night: in one connection the
# clock is put to the next working day, eleven o'clock.
TELL_THEM = """
from django.core.management import call_command
from tests.calls.clocks import set_clock
set_clock("{moment}")
call_command("tell_absences")
"""


@pytest.fixture
def open_page(chromium):
    """A person's own browser. What any of them had to complain of fails the test."""
    problems = []

    def complain(said):
        if said.type == "error" and "422" not in said.text:  # a form that was not filled in
            problems.append(said.text)

    def open_page(url):
        context = chromium.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")
        context.set_default_timeout(SOON)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", complain)
        page.goto(url)
        return page

    yield open_page
    assert problems == []


def test_a_congress_and_a_holiday(stack, open_page, take):
    def look(page, name):
        """On a telephone and on a desk."""
        for place, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            take(page, f"{name} ({place})")
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.set_viewport_size(PHONE)

    nurse = open_page(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator("a[href='/absences/']").click()
    look(nurse, "no absences yet")
    nurse.locator("a[href='/absences/new/']").click()
    expect(nurse.locator(".only-team")).to_be_hidden()
    expect(nurse.locator(".only-outside")).to_be_hidden()
    choose_doctor(nurse, "台本 かおる")
    dates(nurse, starts=-1, ends=20)
    nurse.locator("[name=note]").fill("学会（名古屋）")
    choose(nurse, "outside")
    nurse.locator("main form .button.primary").click()
    look(nurse, "what is missing")

    nurse.locator("[name=outside_name]").fill("隣町 いちろう")
    nurse.locator("[name=outside_workplace]").fill("となりまち病院")
    nurse.locator("[name=outside_number]").fill("090-0000-0777")
    look(nurse, "somebody from outside")
    nurse.locator("main form .button.primary").click()
    nurse.locator("a[href='/absences/new/']").click()
    choose_doctor(nurse, "雛形 まこと")
    dates(nurse, starts=15, ends=30)
    choose(nurse, "team")
    nurse.locator("[name=substitute]").select_option(index=2)
    look(nurse, "a doctor of the teams")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("article.absence")).to_have_count(2)
    look(nurse, "two absences")

    stack.manage("shell", "-c", TELL_THEM.format(moment=f"{next_working_day()} 11:00"))
    doctor = open_page(f"{stack.simulator_url}/phones/{DOCTOR}")
    link = doctor.locator(".bubble a").first
    expect(link).to_be_visible()
    doctor.goto(link.get_attribute("href"))
    look(doctor, "the doctor reads")
    doctor.locator("button.yes").first.click()
    expect(doctor.locator("button.no")).to_have_count(1)
    look(doctor, "the doctor has taken one")

    nurse.reload()
    expect(nurse.locator(".absence-running .taker")).to_have_count(1)
    look(nurse, "the nurse sees who took it")
    nurse.locator(".home-link").click()
    look(nurse, "home says who is away")
    nurse.goto(f"{stack.web_url}/absences/")
    nurse.locator(".absence-running a[href$='/end/']").click()
    look(nurse, "back already")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("article.absence")).to_have_count(1)
    doctor.reload()
    expect(doctor.locator("section.absence")).to_have_count(1)


def sign_in(nurse, password):
    nurse.locator("[name=login]").fill("nurse")
    nurse.locator("[name=password]").fill(password)
    nurse.locator("main form .button").click()


def choose_doctor(nurse, name):
    options = nurse.locator("[name=attending_doctor] option")
    [label] = [text for text in options.all_inner_texts() if text.startswith(name)]
    nurse.locator("[name=attending_doctor]").select_option(label=label)


def choose(nurse, kind):
    nurse.locator(f".choice:has([name=kind][value={kind}])").click()
    expect(nurse.locator(f".only-{kind}")).to_be_visible()


def dates(nurse, *, starts, ends):
    """Days from now."""
    now = datetime.now(TOKYO).replace(hour=9, minute=0)
    for name, days in (("starts_at", starts), ("ends_at", ends)):
        day = now + timedelta(days=days)
        nurse.locator(f"[name={name}]").fill(f"{day:%Y-%m-%dT%H:%M}")
