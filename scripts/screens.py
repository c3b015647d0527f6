"""Renew the pictures in docs/screens: the demo's night, played on a stack of its own.

With a folder as its argument it makes every page in that folder instead, on a telephone, a tablet
and a desk, light and dark, in both languages: to look through.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from backup_dispatch.stack import Stack
from backup_dispatch.temporary import temporary_stack

SCREENS = Path("docs/screens")
# What the documents show, and on what.
SHOWN = {
    "form": "phone",
    "handover": "phone",
    "asking": "phone",
    "link": "phone",
    "accepted": "phone",
    "phones": "desk",
    "admin-doctors": "desk",
    "admin-readiness": "desk",
}
SIZES = {
    "phone": {"width": 390, "height": 844},
    "tablet": {"width": 820, "height": 1180},
    "desk": {"width": 1280, "height": 800},
}
LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}
FIRST, SECOND = "+819000000001", "+819000000002"
TAPS = {"wanted": "visit", "case_kind": "fever", "reason": "no_answer"}
WRITTEN = {"situation": "夕方から息が荒い", "disease": "架空の病名", "drugs": "架空の薬"}
SENTENCE = 5_000  # milliseconds: the first words have been spoken


class Pictures:
    """Where the pictures of one language go: the few of the documents, or all into `folder`."""

    def __init__(self, language: str, folder: Path | None) -> None:
        self.language, self.folder = language, folder

    def take(self, page: Page, name: str) -> None:
        if self.folder is None:
            if name in SHOWN:
                page.set_viewport_size(SIZES[SHOWN[name]])  # type: ignore[arg-type]
                page.screenshot(path=SCREENS / f"{name}.png")
            return
        page.emulate_media(reduced_motion="reduce")
        before = page.viewport_size
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            for size, pixels in SIZES.items():
                page.set_viewport_size(pixels)  # type: ignore[arg-type]
                page.screenshot(path=self.folder / f"{name} {self.language} {theme} {size}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)  # type: ignore[arg-type]


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES if folder else ["ja"]:
        with temporary_stack(speed=1.0) as stack, sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--disable-gpu", "--no-sandbox"]
            )
            play(stack, browser, Pictures(language, folder))
            browser.close()
    return 0


def play(stack: Stack, browser: Browser, pictures: Pictures) -> None:
    take = pictures.take
    nurse = signed_in(stack, browser, "nurse", "phone", pictures)
    take(nurse, "home")
    for name in ("net", "sheet", "absences", "absences/new", "patients", "patients/new"):
        visit(nurse, stack, name, pictures)
    nurse.goto(stack.web_url)
    nurse.locator(".press .button.primary").click()
    for name, value in TAPS.items():
        nurse.locator(f".choice:has([name={name}][value={value}])").click()
    nurse.locator("[name=area]").fill("丸の内")
    nurse.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    take(nurse, "form")
    nurse.locator("form.request .button.primary").click()
    nurse.locator("#now.status-searching").wait_for()

    phones = opened(browser, "desk", f"{stack.simulator_url}/", pictures)
    phones.locator(".ringing .answer:visible").click()
    phones.wait_for_timeout(SENTENCE)
    take(phones, "phones")
    phones.locator(".keypad button:visible").nth(1).click()  # 2: no

    nurse.locator(f"#now a[href='tel:{SECOND}'], #now .who").first.wait_for()
    nurse.locator("#now .try-ringing").wait_for()
    take(nurse, "asking")
    nurse.locator("#handover .button").click()
    for name, words in WRITTEN.items():
        fill(nurse, name, words)
    nurse.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    take(nurse, "handover")
    nurse.locator("form.handover .button.primary").click()
    nurse.locator("#handover .quiet-link").click()
    nurse.locator("form.photos input[type=file]").set_input_files([sheet_of_paper()])
    nurse.locator("figure img").wait_for()
    nurse.evaluate("scrollTo(0, 0)")
    take(nurse, "photos")
    nurse.locator(".actions .button").click()

    doctor = opened(browser, "phone", f"{stack.simulator_url}/phones/{SECOND}", pictures)
    link = doctor.locator(".bubble a").first
    link.wait_for()
    doctor.goto(str(link.get_attribute("href")))
    take(doctor, "link")
    doctor.locator("#minutes").select_option("30")
    doctor.locator("button.yes").click()
    take(doctor, "link after the yes")
    doctor.locator("#report a").click()
    take(doctor, "link report")

    nurse.locator("#now.status-accepted").wait_for()
    nurse.wait_for_timeout(1_000)
    take(nurse, "accepted")
    nurse.locator("#now button[formaction$='/spoke/']").click()
    nurse.locator("#now.status-contacted").wait_for()
    take(nurse, "contacted")
    nurse.locator("#now .button[href$='/close/']").click()
    take(nurse, "close")
    nurse.locator(".choice").first.click()
    nurse.locator("main form .button.primary").click()
    nurse.locator("#now.status-closed").wait_for()
    take(nurse, "ended")
    for page in ("report", "summary"):
        nurse.locator(f"#now a[href$='/{page}/']").click()
        take(nurse, page)
        nurse.go_back()
    visit(nurse, stack, "escalations", pictures)

    clerk = signed_in(stack, browser, "clerk", "desk", pictures)
    clerk.goto(f"{stack.web_url}/admin/teams/doctor/")
    take(clerk, "admin-doctors")
    for name in ("regionreadiness", "regionsheet", "regioncalendar"):
        clerk.goto(f"{stack.web_url}/admin/calls/{name}/")
        take(clerk, "admin-readiness" if name == "regionreadiness" else f"admin {name}")
    clerk.goto(f"{stack.web_url}/admin/stations/rosterbook/")
    take(clerk, "admin rosterbook")


def visit(page: Page, stack: Stack, path: str, pictures: Pictures) -> None:
    page.goto(f"{stack.web_url}/{path}/")
    pictures.take(page, path.replace("/", " "))


def sheet_of_paper() -> FilePayload:
    """What a camera would give, without a word that could be read."""
    sheet = Image.new("RGB", (1200, 1600), "#f4f1e8")
    pen = ImageDraw.Draw(sheet)
    for number in range(18):
        left, top = 120, 160 + number * 70
        pen.rectangle((left, top, 1000 - number % 5 * 90, top + 18), "#444")
    file = BytesIO()
    sheet.save(file, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def fill(page: Page, name: str, words: str) -> None:
    field = page.locator(f"[name={name}]")
    if not field.is_visible():
        field.locator("xpath=ancestor::details/summary").click()
    field.fill(words)


def opened(browser: Browser, size: str, url: str, pictures: Pictures) -> Page:
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale=LANGUAGES[pictures.language],
        timezone_id="Asia/Tokyo",
    )
    page = context.new_page()
    page.goto(url)
    return page


def signed_in(stack: Stack, browser: Browser, name: str, size: str, pictures: Pictures) -> Page:
    page = opened(browser, size, stack.web_url, pictures)
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(stack.env["DEMO_PASSWORD"])
    page.locator("main form .button").click()
    page.wait_for_url(lambda url: "login" not in url)
    return page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
