"""She takes pictures of paper, also where the network dies; the doctor sees them at the door."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.people import PHONE, fill_in, look, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser
FIRST = "+819000000001"
SOON = 20_000
FROM_A_CAMERA = (3024, 4032)


def paper(name, lines):
    """A sheet as a camera of today gives it."""
    sheet = Image.new("RGB", FROM_A_CAMERA, "#f4f1e8")
    pen = ImageDraw.Draw(sheet)
    for number in range(lines):
        pen.rectangle(
            (300, 400 + number * 150, 2600 - number % 5 * 200, 440 + number * 150), "#333"
        )
    file = BytesIO()
    sheet.save(file, "JPEG", quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def nurse(stack, chromium):
    """On the page of the photos of a running request. What she sees the browser complain of, of a
    dead network and of refusals, is what these tests are about."""
    context = chromium.new_context(viewport=PHONE, locale="ja-JP")
    nurse = context.new_page()
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    nurse.locator(".press .button.primary").click()
    fill_in(nurse)
    nurse.locator("form.request .button.primary").click()
    expect(nurse.locator("#now.status-searching")).to_be_visible()
    nurse.locator("#handover .quiet-link").click()
    expect(nurse.locator("form.photos.scripted label")).to_be_visible()
    yield nurse
    context.close()


def test_photos_of_paper(stack, nurse, open_phone, chromium, take):
    look(take, nurse, "no photo yet")

    sizes = []
    nurse.on(
        "request",
        lambda sent: sent.method == "POST" and sizes.append(len(sent.post_data_buffer or b"")),
    )
    nurse.locator("input[type=file]").set_input_files([paper("a.jpg", 18), paper("b.jpg", 9)])
    expect(nurse.locator("#sending")).to_have_text("すべて送りました。", timeout=SOON)
    expect(nurse.locator("figure img")).to_have_count(2)
    assert len(sizes) == 2
    assert max(sizes) < 600_000, "made small before they are sent"
    nurse.locator("figure").last.scroll_into_view_if_needed()
    look(take, nurse, "two photos")
    nurse.evaluate("scrollTo(0, 0)")
    look(take, nurse, "what she has sent")

    nurse.context.set_offline(True)
    nurse.locator("input[type=file]").set_input_files([paper("c.jpg", 4)])
    expect(nurse.locator("#sending")).to_contain_text("まだ送れていません", timeout=SOON)
    look(take, nurse, "no network")
    nurse.context.set_offline(False)
    expect(nurse.locator("#sending")).to_have_text("すべて送りました。", timeout=SOON)
    expect(nurse.locator("figure img")).to_have_count(3)

    wrong = {"name": "d.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"}
    nurse.locator("input[type=file]").set_input_files([wrong])
    expect(nurse.locator("#sending")).to_contain_text("読み取れません", timeout=SOON)
    look(take, nurse, "no photo at all")

    nurse.locator("figure").last.locator("summary").click()
    nurse.locator("figure").last.locator("button").click()
    expect(nurse.locator("figure img")).to_have_count(2)

    phone = open_phone(f"{stack.simulator_url}/phones/{FIRST}")
    link = phone.locator(".bubble a").first.get_attribute("href")
    old = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)
    doctor = old.new_page()
    doctor.goto(link)
    assert doctor.locator("img").count() == 0
    doctor.locator("button.yes").click()
    photos = doctor.locator("#photos img")
    expect(photos).to_have_count(2)
    photos.last.scroll_into_view_if_needed()
    no_sideways_scrolling(doctor)
    doctor.screenshot(path=take.folder / "his page, without a script.png", full_page=True)
    doctor.locator("#photos a").first.click()
    assert doctor.url.rsplit("/", 1)[0] == link
    expect(doctor.locator("img")).to_be_visible()
    old.close()


def test_whoever_is_signed_out_meanwhile_signs_in_elsewhere_and_it_goes(stack, nurse):
    nurse.context.clear_cookies()
    nurse.locator("input[type=file]").set_input_files([paper("a.jpg", 3)])
    expect(nurse.locator("#sending")).to_contain_text("ログアウト", timeout=SOON)
    other = nurse.context.new_page()
    other.goto(stack.web_url)
    sign_in(other, stack.env["DEMO_PASSWORD"])
    expect(nurse.locator("#sending")).to_have_text("すべて送りました。", timeout=SOON)
    expect(nurse.locator("figure img")).to_have_count(1)
