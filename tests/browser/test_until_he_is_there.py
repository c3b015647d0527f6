"""From the yes until the doctor is there, a colleague who takes over, and a drill, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
FIRST = "+819000000001"


@pytest.fixture
def look(take):
    def look(page, name):
        """On a telephone and on a desk."""
        for place, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            take(page, f"{name} ({place})")
            no_sideways_scrolling(page)
        page.set_viewport_size(PHONE)

    return look


def test_until_the_doctor_is_there(stack, open_phone, look):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    press(nurse)
    doctor = says_yes(stack, open_phone)
    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    look(nurse, "accepted, no time yet")
    look(doctor, "the doctor after his yes")

    doctor.locator("#arrival button[name=minutes][value='30']").click()
    expect(doctor.locator("#arrival")).to_contain_text("到着予定")
    expect(nurse.locator("#now .arrival b")).to_be_visible()
    look(nurse, "the time is known")

    doctor.locator("button[value=spoke]").click()
    expect(doctor.locator("button[value=spoke]")).to_have_count(0)
    expect(nurse.locator("#now.status-contacted")).to_be_visible()
    doctor.locator("#arrival details summary").click()
    look(doctor, "another time")
    look(nurse, "they have spoken")

    colleague = open_phone(nurse.url)
    sign_in(colleague, stack.env["DEMO_PASSWORD"], "nurse2")
    expect(colleague.locator("#keeper button")).to_be_visible()
    look(colleague, "a colleague sees who has it")
    colleague.locator("#keeper a").click()
    colleague.locator("[name=call_back_number]").fill("090-0000-0902")
    look(colleague, "with a number of her own")
    colleague.locator("main form .button.primary").click()
    expect(colleague.locator("#keeper button")).to_have_count(0)
    expect(nurse.locator("#keeper button")).to_be_visible()
    doctor.reload()
    expect(doctor.locator("a.call[href='tel:+819000000902']")).to_be_visible()

    nurse.locator("#now button[formaction$='/arrived/']").click()
    expect(nurse.locator("#now button[formaction$='/arrived/']")).to_have_count(0)
    doctor.reload()
    expect(doctor.locator("button[value=arrived]")).to_have_count(0)
    look(nurse, "he is there")
    nurse.locator("#now .button[href$='/close/']").click()
    nurse.locator(".choice").first.click()
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("#now.status-closed")).to_be_visible()
    look(nurse, "closed, with both times")
    look(doctor, "the doctor at the end")


def test_a_drill(stack, open_phone, look):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    look(nurse, "home")
    nurse.locator("a[href*='drill=1']").click()
    look(nurse, "the form of a drill")
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    look(nurse, "a drill rings")

    phone = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    expect(phone.locator(".bubble").first).to_contain_text("【訓練】")
    link = phone.locator(".bubble a").first
    phone.goto(link.get_attribute("href"))
    look(phone, "asked in a drill")
    phone.locator("button.yes").click()
    expect(phone.locator("a[href^='tel:']").first).to_be_visible()
    look(phone, "thanked in a drill")

    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    nurse.locator("#now a[href$='/close/']").click()
    look(nurse, "the end of a drill")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("#now.status-closed")).to_be_visible()
    nurse.locator(".home-link").click()
    expect(nurse.locator(".link-card .drill")).to_have_count(1)
    look(nurse, "home after a drill")


def test_all_at_once(stack, open_phone, look):
    stack.manage(
        "shell", "-c", "from teams.models import Region; Region.objects.update(order='all_at_once')"
    )
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    press(nurse)
    expect(nurse.locator("#now .asked > li")).not_to_have_count(0)
    expect(nurse.locator("#now .try-ringing").first).to_be_visible()
    look(nurse, "all are asked")
    phone = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    link = phone.locator(".bubble a").first
    phone.goto(link.get_attribute("href"))
    look(phone, "asked for the time as well")
    phone.locator("#minutes").select_option("20")
    phone.locator("button.yes").click()
    expect(nurse.locator("#now.status-accepted .arrival b")).to_be_visible()


def press(nurse):
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()


def says_yes(stack, open_phone):
    """By the link of the first SMS; his own page comes up."""
    phone = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    link = phone.locator(".bubble a").first
    expect(link).to_be_visible()
    phone.goto(link.get_attribute("href"))
    phone.locator("button.yes").click()
    expect(phone.locator("a[href^='tel:']").first).to_be_visible()
    return phone
