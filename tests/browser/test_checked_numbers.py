"""A clerk enters a new number: it is checked by a call and an SMS, and the old one is told."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, sign_in
from tests.calls.clocks import next_working_day

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
OLD, NEW = "+819000000001", "+819000000777"
TALKS = 60_000  # milliseconds

CHECK = """
from django.core.management import call_command
from tests.calls.clocks import set_clock
set_clock("{moment}")
call_command("check_contacts")
"""


def test_from_the_clerks_desk_to_the_doctors_telephone_and_back(stack, open_phone, take):
    def look(page, name, **more):
        for place, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            take(page, f"{name} ({place})", **more)

    clerk = open_phone(f"{stack.web_url}/admin/teams/contact/?q=090-0000-0001")
    clerk.set_viewport_size(DESK)
    sign_in(clerk, stack.env["DEMO_PASSWORD"], "clerk")
    clerk.locator("#result_list .field-telephone a").first.click()
    clerk.locator("[name=number]").fill("090-0000-0777")
    clerk.locator("[name=_save]").click()
    expect(clerk.locator(".messagelist .success")).to_be_visible()

    doctor = open_phone(f"{stack.simulator_url}/phones/{NEW}")
    stack.manage("shell", "-c", CHECK.format(moment=f"{next_working_day()} 13:30"))
    old = open_phone(f"{stack.simulator_url}/phones/{OLD}")
    expect(old.locator(".bubble").first).to_contain_text("登録の番号が変更されました")

    doctor.locator(".answer").click()
    expect(doctor.locator(".spoken")).to_contain_text("往診の依頼ではありません", timeout=TALKS)
    expect(doctor.locator(".phone.listening")).to_be_visible(timeout=TALKS)
    doctor.locator(".keypad button", has_text="1").first.click()
    expect(doctor.locator(".spoken")).to_contain_text("電話は確かに届いています", timeout=TALKS)
    take(doctor, "a call and an SMS")

    page = open_phone(doctor.locator(".bubble a").first.get_attribute("href"))
    look(page, "is this your number")
    page.locator("button.yes").click()
    expect(page.locator("h1")).to_contain_text("番号を確認できました")
    look(page, "one thing more")
    expect(doctor.locator(".phone")).to_have_attribute("data-state", "idle", timeout=TALKS)
    doctor.locator(".reply input, .reply textarea").first.fill("１")
    doctor.locator(".reply button").click()
    expect(doctor.locator(".bubble").last).to_contain_text("番号を確認できました")
    page.reload()
    expect(page.locator("main")).to_contain_text("ほかに必要なことはありません")
    page.locator("button.no").click()
    look(page, "no more checks")

    clerk.goto(f"{stack.web_url}/admin/teams/contact/?q=090-0000-0777")
    look(clerk, "the clerk's list", ours=False)
    clerk.locator("#result_list .field-telephone a").first.click()
    look(clerk, "the number's page", ours=False)
    clerk.goto(f"{stack.web_url}/admin/calls/contactcheck/")
    take(clerk, "the log of checks", ours=False)
    stack.manage("preflight")
    clerk.goto(f"{stack.web_url}/admin/calls/preflightrun/")
    take(clerk, "the way to the telephones", ours=False)
