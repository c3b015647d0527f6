"""The visit report on the doctor's page, and the page for the attending doctor."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import fill_in, look, sign_in

pytestmark = pytest.mark.browser
FIRST = "+819000000001"


def test_the_report_and_the_page_for_the_attending_doctor(stack, open_phone, take):
    nurse = open_phone(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.huge").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    doctor = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    doctor.goto(doctor.locator(".bubble a").first.get_attribute("href"))
    doctor.locator("button.yes").click()
    expect(doctor.locator("#report")).to_be_visible()

    doctor.locator("#report a").click()
    doctor.locator("label.choice:has([value=visited])").click()
    doctor.locator("[name=treatment]").fill("点滴と抗菌薬。解熱を確認。")
    doctor.locator("[name=attending]").fill("朝に採血をお願いします。")
    look(take, doctor, "he writes")
    doctor.locator("summary").click()
    doctor.locator("[name=honorarium]").fill("15000")
    take(doctor, "settlement")
    doctor.locator("button.yes").click()
    expect(doctor.locator("#report")).to_contain_text("保存しました")

    expect(nurse.locator("#now.status-accepted")).to_be_visible()
    nurse.locator("#now button[formaction$='/arrived/']").click()
    nurse.locator("#now .button[href$='/close/']").click()
    expect(nurse.locator("[name=outcome][value=visited]")).to_be_checked()
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("#now.status-closed")).to_be_visible()
    look(take, nurse, "ended")
    nurse.locator("#now a[href$='/report/']").click()
    look(take, nurse, "she completes the report")
    nurse.locator("form.handover .button.primary").click()
    nurse.locator("#now a[href$='/summary/']").click()
    expect(nurse.locator(".paper")).to_contain_text("朝に採血をお願いします。")
    look(take, nurse, "for the attending doctor")
    past = nurse.context.new_page()
    past.goto(f"{stack.web_url}/escalations/?outcome=visited")
    expect(past.locator(".link-card")).to_have_count(1)
    look(take, past, "past requests")
    nurse.emulate_media(media="print")
    nurse.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots to the inch
    nurse.screenshot(path=take.folder / "on paper.png")
    assert nurse.evaluate("document.querySelector('.paper').offsetHeight") < 1123
