"""The whole product, and a browser to look at it with."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from backup_dispatch.stack import Stack
from tests.browser.people import PHONE

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Without a graphics card, a process that draws in its stead dies now and then on a busy machine.
ARGUMENTS = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
TRIES = 5
SOON = 15_000  # milliseconds
SCREENSHOTS = Path(__file__).parent / "screenshots"
# It starts servers of its own, whatever these tests use.
OWN = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}


# For one test at a time: as long as playwright runs, Django believes it is in an event loop.
@pytest.fixture
def chromium():
    """Debian's Chromium, or playwright's own. Missing, the tests are skipped; in CI they fail."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("There is no Chromium on this machine (Debian: apt install chromium).")
        yield browser
        browser.close()


@pytest.fixture
def stack(chromium):
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-"))
    folder.chmod(0o711)  # the account that root lends to PostgreSQL has to get through
    stack = Stack(folder, environ=OWN, fsync=False)
    try:
        stack.start()
        yield stack
    finally:
        stack.erase()


@pytest.fixture
def open_phone(chromium):
    """A person's own browser. What any of them had to complain of fails the test."""
    problems = []

    def complain(said):
        if said.type == "error":
            problems.append(f"{said.text} {said.location['url']}")

    def open_phone(url):
        context = chromium.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")
        context.set_default_timeout(SOON)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", complain)
        page.goto(url)
        return page

    yield open_phone
    assert not problems, "\n".join(problems)


def picture(page, path):
    """Of a page that was just given another size Chromium sometimes has none yet."""
    for _ in range(TRIES):
        try:
            return page.screenshot(path=path)
        except Error as error:
            if "Unable to capture" not in str(error):
                raise
            page.wait_for_timeout(500)
    return page.screenshot(path=path)


@pytest.fixture
def take(request):
    """Keep a picture of a page, `take(page, "name")`, light and dark, and have axe find nothing
    wrong with it; of the dark one it looks at the contrast alone, for nothing else differs.

    Both see the page as whoever wants no motion does: half faded in, a good colour is a bad one.
    The pictures are numbered as they come, in a folder for each test.
    """
    folder = SCREENSHOTS / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    taken = []

    def take(page, name, *, ours=True):
        """Not `ours`: a page of Django's admin, as Django made it."""
        taken.append(name)
        page.emulate_media(reduced_motion="reduce")
        picture(page, folder / f"{len(taken):02} {name}.png")
        if not ours:
            return
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        page.emulate_media(color_scheme="dark")
        picture(page, folder / f"{len(taken):02} {name} (dark).png")
        found = Axe().run(page, options={"runOnly": ["color-contrast"]})
        page.emulate_media(color_scheme="light")
        assert found.violations_count == 0, f"{name}, dark: {found.generate_report()}"

    take.folder = folder
    return take
