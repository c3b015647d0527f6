"""Itabashi's way: a person at the medical association picks, and nobody waits for long."""

import pytest
from django.urls import reverse

from calls.telephony.base import Progress
from stations.models import Duty, Role, User
from tests.calls.nurses import page
from tests.make import make_responsible, mobile

pytestmark = pytest.mark.django_db

COORDINATOR = mobile(912)


def test_she_picks_one_who_declines_then_nobody_picks_and_the_list_finds_a_doctor(make, client):
    night = make(doctors=3)
    region = night.nurse.stations.get().region
    make_responsible(region, COORDINATOR, name="調整 たくみ", duty=Duty.COORDINATOR)
    client.force_login(User.objects.create_user("tk", role=Role.COORDINATOR, region=region))

    # The office chooses the scheme in the admin; the next request goes by it.
    region.order = "coordinator"
    region.save()

    # The nurse presses. No doctor's telephone rings: the coordinator's does.
    night.press()
    assert night.rung == [912]
    assert night.states == ["waiting", "waiting", "waiting"]

    # She opens her page, knows that the third lives next door, and picks him.
    address = reverse("pick", args=[night.escalation.pk, night.offer(3).pk])
    assert address in page(client, "queue")
    client.post(address)
    night.work()
    assert night.rung == [912, 3]
    night.alarm_call(COORDINATOR, Progress.CANCELED)  # her own telephone has stopped ringing

    # He declines. It is before her again, and her telephone rings once more.
    night.decline(3)
    assert night.alarmed == ["調整 たくみ", "調整 たくみ"]
    assert night.states == ["waiting", "waiting", "declined"]

    # She is on the other line. Three minutes later the list starts by itself.
    night.alarm_call(COORDINATOR, Progress.BUSY)
    night.later(minutes=3)
    assert night.states == ["asking", "waiting", "declined"]

    # The first does not answer, the second goes; nobody asked her any more.
    night.rings_out(1)
    night.rings_out(1)
    night.accept(2)
    assert night.status == "accepted"
    assert night.alarmed == ["調整 たくみ", "調整 たくみ"]
    assert [one for one in night.happened if one in ("queued", "picked", "list_started")] == [
        "queued",
        "picked",
        "queued",
        "list_started",
    ]
