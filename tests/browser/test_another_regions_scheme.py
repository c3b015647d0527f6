"""Another region's scheme in a browser: switched by the clerk, then one night under it."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, no_sideways_scrolling

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
SECONDARY = "+819000000006"  # the first secondary doctor of the demonstration's first patient


@pytest.fixture
def office(chromium):
    """A clerk's browser. Django's admin has styles in its pages, which our policy refuses."""

    def open_page(url):
        page = chromium.new_context(viewport=DESK, locale="ja-JP").new_page()
        page.goto(url)
        return page

    return open_page


def test_a_clerk_switches_the_scheme_and_a_nurse_asks_under_it(stack, office, open_phone, take):
    def look(page, name):
        """On a telephone and on a desk."""
        for place, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            take(page, f"{name} ({place})")
            no_sideways_scrolling(page)
        page.set_viewport_size(PHONE)

    clerk = signed_in(stack, office, "clerk")
    switch_the_scheme(clerk, stack, look)

    nurse = signed_in(stack, open_phone, "nurse")
    look(nurse, "home")
    nurse.locator("a[href='/patients/']").click()
    look(nurse, "announced patients")
    announce(nurse, look)

    nurse.locator(".home-link").click()
    nurse.locator(".press .button.primary").click()
    nurse.locator("#announced summary").click()
    look(nurse, "choose an announced patient")
    nurse.locator(".announced a").first.click()
    expect(nurse.locator(".chosen")).to_be_visible()
    for name, value in (("wanted", "visit"), ("case_kind", "fever"), ("reason", "away")):
        nurse.locator(f".choice:has([name={name}][value={value}])").click()
    nurse.locator("#prospects summary").click()
    look(nurse, "filled in by what was announced")
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    look(nurse, "the secondary doctor is asked")

    doctor = open_phone(f"{stack.simulator_url}/phones/{SECONDARY}")
    link = doctor.locator(".bubble a").first
    expect(link).to_be_visible()
    doctor.goto(link.get_attribute("href"))
    look(doctor, "the secondary doctor is asked for advice first")
    doctor.locator("button.yes").click()
    expect(doctor.locator("a[href^='tel:']").first).to_be_visible()
    look(doctor, "after the yes")

    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    look(nurse, "the doctor calls back first")
    nurse.locator("#room a[href$='/posted/']").click()
    nurse.locator(".choice").first.click()
    nurse.locator("[name=note]").fill("部屋に経過を書いた")
    look(nurse, "record a post")
    nurse.locator("main form .button.primary").click()
    nurse.locator(".advice-first button[value='30']").click()
    expect(nurse.locator("#now.status-contacted")).to_be_visible()
    nurse.locator("#timeline summary").click()
    look(nurse, "he comes after all")

    nurse.locator("button[formaction$='/search-on/']").click()
    while nurse.locator("#now.status-unanswered").count() == 0:
        skipped = nurse.locator(".row-skipped").count()
        nurse.locator("#now button[formaction$='/skip/']").click()
        expect(nurse.locator(".row-skipped")).not_to_have_count(skipped)
    look(nurse, "the outside service is the last step")


def signed_in(stack, open_phone, who):
    page = open_phone(stack.web_url)
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(stack.env["DEMO_PASSWORD"])
    page.locator("main form .button").click()
    return page


def switch_the_scheme(clerk, stack, look):
    clerk.set_viewport_size(DESK)
    clerk.goto(f"{stack.web_url}/admin/teams/region/")
    clerk.locator("#result_list tbody th a").first.click()
    clerk.locator("[name=order][value=secondary]").check()
    for flag in ("advice_first", "room_link"):
        clerk.locator(f"[name={flag}]").check()
    clerk.locator("[name=outside_service_name]").fill("夜間往診サービス")
    clerk.locator("[name=outside_service_notes]").fill("契約番号 12 を伝える。費用は市が負担")
    clerk.locator("[name=rounds]").fill("1")
    clerk.locator("[name=_save]").click()
    expect(clerk.locator(".errornote")).to_be_visible()
    clerk.locator("[name=outside_service_number]").fill("055-000-0099")
    clerk.locator("[name=order]").first.scroll_into_view_if_needed()
    look(clerk, "the scheme in the admin")
    clerk.locator("[name=_save]").click()
    expect(clerk.locator(".messagelist .success")).to_be_visible()


def announce(nurse, look):
    nurse.locator("a[href='/patients/new/']").click()
    for name, value in (
        ("initials", "T.M."),
        ("area", "朝気"),
        ("pin", "35.6510, 138.5850"),
        ("room_link", "https://room.example.jp/7"),
        ("consent_on", "2026-10-01"),
    ):
        nurse.locator(f"[name={name}]").fill(value)
    nurse.locator("[name=secondary_1]").select_option(index=3)
    look(nurse, "a patient is announced")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("article.patient")).to_have_count(3)
    look(nurse, "three patients")
    nurse.locator("a[href$='/end/']").first.click()
    look(nurse, "off the list")
