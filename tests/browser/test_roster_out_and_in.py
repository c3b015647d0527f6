"""A clerk takes the roster out, writes in Excel, sees what it would do, and does it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE, sign_in

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book(content, **cells):
    workbook = load_workbook(BytesIO(content))
    for place, value in cells.items():
        workbook["医師"][place] = value
    file = BytesIO()
    workbook.save(file)
    return {"name": "名簿.xlsx", "mimeType": XLSX, "buffer": file.getvalue()}


def test_the_roster_out_and_in(stack, chromium, take):
    context = chromium.new_context(
        viewport=DESK, locale="ja-JP", timezone_id="Asia/Tokyo", accept_downloads=True
    )
    clerk = context.new_page()
    clerk.goto(f"{stack.web_url}/admin/")
    sign_in(clerk, stack.env["DEMO_PASSWORD"], "clerk")
    clerk.locator(".app-scheme .model-rosterbook a").first.click()
    take(clerk, "out and in")
    with clerk.expect_download() as download:
        clerk.locator("a", has_text="いまの名簿").click()
    content = download.value.path().read_bytes()

    wrong = book(content, A2="ない診療所", D3="一番")
    clerk.locator("[name=book]").set_input_files([wrong])
    clerk.locator("[name=try]").click()
    expect(clerk.locator(".errornote")).to_contain_text("2件")
    take(clerk, "what has to be put right")

    clerk.locator("[name=book]").set_input_files([book(content, D2=7, D3=8)])
    clerk.locator("[name=try]").click()
    expect(clerk.locator("[name=do]")).to_be_visible()
    take(clerk, "what it would do")
    clerk.set_viewport_size(PHONE)
    take(clerk, "what it would do, on a telephone")
    clerk.set_viewport_size(DESK)
    clerk.locator("[name=do]").click()
    expect(clerk.locator(".messagelist")).to_contain_text("変更2件")
    context.close()
