"""Readiness, once a day: kept, told to staff by mail, and seen by whom it concerns."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from calls.dispatch import clock
from calls.models import (
    ReadinessRun,
    WatchPulse,
)
from calls.readiness import check_regions, holds
from calls.readiness.items import What
from tests.calls.clocks import set_clock
from tests.calls.test_admin import clerk_of
from tests.make import (
    make_nurse,
    make_region,
    make_station,
)
from tests.readiness.seeds import found, no_backup, nobody_can_sign_in

pytestmark = pytest.mark.django_db


# --- Once a day -------------------------------------------------------------------------


def test_staff_are_told_once_when_something_turns_bad(region):
    check_regions()
    assert mail.outbox == []
    set_clock("2026-11-25 09:00")
    WatchPulse.objects.update(looked_at=clock.now())
    nobody_can_sign_in(region)
    check_regions()
    check_regions()
    [told] = mail.outbox
    assert told.to == ["a@example.jp"]
    assert "要対応" in told.subject
    assert "ログインできる看護師がいません" in told.body
    assert f"/admin/calls/regionreadiness/{region.pk}/change/" in told.body
    set_clock("2026-11-26 09:00")
    WatchPulse.objects.update(looked_at=clock.now())
    check_regions()
    assert len(mail.outbox) == 1, "it is known since yesterday"
    assert list(ReadinessRun.objects.order_by("day").values_list("bad", flat=True)) == [0, 1, 1]


def test_where_the_mail_server_is_away_it_is_told_later(region, settings):
    nobody_can_sign_in(region)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(ConnectionRefusedError):
        check_regions()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    check_regions()
    assert len(mail.outbox) == 1


@pytest.mark.logs(r"ERROR calls.readiness.keeping Readiness of \S+: stations")
def test_without_mail_it_stands_in_the_log(region, settings):
    settings.MAIL_GOES_OUT = False
    nobody_can_sign_in(region)
    check_regions()
    assert mail.outbox == []


def test_a_backup_says_that_it_went_well(region):
    no_backup(region)
    call_command("backed_up")
    assert What.BACKUP not in found(region)


# --- Who may see it ---------------------------------------------------------------------


def page_of(region):
    return reverse("admin:calls_regionreadiness_change", args=[region.pk])


def test_a_clerk_reads_the_verdict_the_items_and_the_days(region):
    check_regions()
    client = clerk_of(region)
    html = client.get(page_of(region)).content.decode()
    assert "はい。直すことはありません" in html
    assert "<svg" in html
    nobody_can_sign_in(region)
    html = client.get(page_of(region)).content.decode()
    assert "困る人が出ることが1件" in html
    assert 'style="' not in html.split('id="content-main"')[1]


def test_another_regions_clerk_and_a_nurse_do_not(region, client):
    elsewhere = make_region()
    other, clerk = make_nurse(make_station(elsewhere)), clerk_of(elsewhere)
    assert clerk.get(page_of(region), follow=True).redirect_chain, "the admin's index"
    client.force_login(other)
    assert client.get(page_of(region)).status_code == 302


@pytest.mark.logs(r"ERROR django.request Service Unavailable: /readyz/")
def test_a_monitor_hears_yes_or_no_and_nothing_else(region, client):
    address = reverse("region_holds", args=[region.code])
    response = client.get(address)
    assert (response.status_code, response.content) == (200, b"yes")
    nobody_can_sign_in(region)
    assert client.get(address).content == b"yes", "as of the last minute"
    cache.clear()
    response = client.get(address)
    assert (response.status_code, response.content) == (503, b"no")
    assert client.get(reverse("region_holds", args=["nowhere"])).status_code == 404


def test_holds_is_what_the_page_says(region):
    assert holds(region, clock.now())
