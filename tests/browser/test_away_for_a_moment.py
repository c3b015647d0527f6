"""The database does not answer for a few seconds: a page asked for, and one that was sent."""

import re
from contextlib import contextmanager

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SOON
from tests.browser.people import fill_in, no_sideways_scrolling, sign_in

pytestmark = pytest.mark.browser

# A statement waits for two seconds, and the page tries again after five.
BY_ITSELF = 30_000  # milliseconds
AREA = """丸の内 & <"駅前">"""
AWAY = "一時的につながりにくくなっています"


@contextmanager
def nobody_reads(stack, table):
    """As long as somebody else has the whole table."""
    with psycopg.connect(stack.env["DATABASE_URL"]) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_the_database_is_away_for_a_moment(stack, chromium, take):
    nurse = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP").new_page()
    nurse.set_default_timeout(SOON)
    nurse.goto(stack.web_url)
    sign_in(nurse, stack.env["DEMO_PASSWORD"])
    home = nurse.locator(".press .button.primary")
    expect(home).to_be_visible()

    with nobody_reads(stack, "stations_station"):
        nurse.reload()
        expect(nurse.locator("h1")).to_have_text(AWAY)
        no_sideways_scrolling(nurse)
        take(nurse, "a page that was asked for")
    expect(home).to_be_visible(timeout=BY_ITSELF)

    home.click()
    fill_in(nurse)
    nurse.locator("[name=area]").fill(AREA)
    with nobody_reads(stack, "calls_offer"):
        # As a browser without scripts does: with them the form is sent again by itself.
        nurse.locator("form.request").evaluate("form => form.submit()")
        expect(nurse.locator("h1")).to_have_text(AWAY)
        no_sideways_scrolling(nurse)
        take(nurse, "the press was sent")
        nurse.set_viewport_size({"width": 1280, "height": 800})
        take(nurse, "the press was sent, on a wide screen")
    nurse.locator("main form .button.primary").click()
    expect(nurse.locator("#now h1")).to_contain_text("人目の医師")
    assert re.search(r"/escalations/\d+/$", nurse.url)
    with psycopg.connect(stack.env["DATABASE_URL"]) as connection:
        opened = connection.execute("SELECT area FROM calls_escalation").fetchall()
    assert opened == [(AREA,)]
