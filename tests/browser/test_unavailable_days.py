"""A clerk enters a range by two taps, and makes a link; the doctor enters his nights by it."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser


def test_from_the_offices_calendar_to_the_doctors_own_page(stack, chromium, take):
    office = chromium.new_context(viewport=DESK, locale="ja-JP", timezone_id="Asia/Tokyo")
    clerk = office.new_page()
    clerk.goto(f"{stack.web_url}/admin/")
    sign_in(clerk, stack.env["DEMO_PASSWORD"], "clerk")
    clerk.locator(".app-doctors .model-regioncalendar a").first.click()
    days = clerk.locator(".month td:not(.other) .number a")
    days.nth(9).click()
    take(clerk, "the first day is chosen")
    clerk.locator(".month td:not(.other) .number a").nth(11).click()
    expect(clerk.locator("#id_starts_at_1")).to_have_value("00:00:00")
    clerk.locator(".field-doctor .select2-selection").click()
    clerk.locator(".select2-results__option", has_text="見本").first.click()
    take(clerk, "a period with both days", ours=False)
    clerk.locator("[name=_save]").click()
    clerk.goto(f"{stack.web_url}/admin/calls/regioncalendar/")
    expect(clerk.locator(".month .away").first).to_contain_text("見本")
    take(clerk, "the month")
    clerk.set_viewport_size(PHONE)
    take(clerk, "the month, on a telephone")
    clerk.set_viewport_size(DESK)

    clerk.goto(f"{stack.web_url}/admin/calls/dayslink/add/")
    clerk.locator(".field-doctor .select2-selection").click()
    clerk.locator(".select2-results__option", has_text="例示").first.click()
    clerk.locator("[name=_save]").click()
    link = clerk.locator("#result_list .field-address a").get_attribute("href")
    take(clerk, "the links", ours=False)
    office.close()

    old = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)
    doctor = old.new_page()
    doctor.goto(link)
    doctor.locator("[name=starts_at]").fill("2030-01-03T18:00")
    doctor.locator("[name=ends_at]").fill("2030-01-04T08:00")
    doctor.locator("button[name=enter]").click()
    expect(doctor.locator(".wrong")).to_contain_text("1年先")
    soon = doctor.locator("td.today time").first.get_attribute("datetime")
    doctor.locator("[name=starts_at]").fill(f"{soon}T00:00")
    doctor.locator("[name=ends_at]").fill(f"{soon}T23:59")
    doctor.locator("button[name=enter]").click()
    expect(doctor.locator(".period")).to_have_count(1)
    no_sideways_scrolling(doctor)
    doctor.screenshot(path=take.folder / "his own page, without a script.png", full_page=True)
    old.close()

    new = chromium.new_context(viewport=PHONE, locale="ja-JP")
    doctor = new.new_page()
    doctor.goto(link)
    take(doctor, "his own page")
    doctor.set_viewport_size(DESK)
    take(doctor, "his own page, on a desk")
    doctor.locator("button[name=take_out]").click()
    expect(doctor.locator(".period")).to_have_count(0)
    new.close()
