"""What the office sees of escalations: timings and outcomes, never a patient."""

import pytest
from django.test import Client
from django.urls import reverse

from calls.models import CaseKind, Escalation
from stations.models import Role, User
from stations.office import office_group
from tests.dispatch.night import Night
from tests.make import make_region

pytestmark = pytest.mark.django_db
SECRETS = ("丸の内", "3丁目の角の家", "末期の膵癌")
MODELS = ("escalation", "offer", "attempt", "notice", "timelineentry")


@pytest.fixture
def escalation(outbox):
    night = Night(outbox)
    night.press(address="3丁目の角の家", handover="末期の膵癌", case_kind=CaseKind.DYING)
    night.accept(1)
    return night.escalation


def clerk_of(region) -> Client:
    clerk = User.objects.create_user(
        username=f"clerk-{region.pk}", display_name="見本担当", role=Role.STAFF, region=region
    )
    clerk.is_staff = True
    clerk.save()
    clerk.groups.add(office_group("office"))
    client = Client()
    client.force_login(clerk)
    return client


def pages(escalation: Escalation) -> list[str]:
    rows = {
        "escalation": escalation,
        "offer": escalation.offers.first(),
        "attempt": escalation.attempts.first(),
        "notice": escalation.notices.first(),
        "timelineentry": escalation.timeline.first(),
    }
    lists = [reverse(f"admin:calls_{model}_changelist") for model in MODELS]
    return lists + [reverse(f"admin:calls_{m}_change", args=[r.pk]) for m, r in rows.items()]


def test_a_clerk_reads_every_page_and_no_secret_on_any(escalation):
    client = clerk_of(escalation.station.region)
    for address in pages(escalation):
        answer = client.get(address)
        assert answer.status_code == 200, address
        words = answer.content.decode()
        leaked = [secret for secret in SECRETS if secret in words]
        assert not leaked, address
        assert str(CaseKind.DYING.label) not in words, address


def test_a_clerk_changes_nothing(escalation):
    client = clerk_of(escalation.station.region)
    for model in MODELS:
        assert client.get(reverse(f"admin:calls_{model}_add")).status_code == 403
    address = reverse("admin:calls_escalation_change", args=[escalation.pk])
    assert client.post(address, {"status": "closed"}).status_code == 403


def test_a_clerk_of_another_region_sees_nothing(escalation):
    client = clerk_of(make_region())
    listed = client.get(reverse("admin:calls_escalation_changelist")).content.decode()
    assert escalation.station.name not in listed
    address = reverse("admin:calls_escalation_change", args=[escalation.pk])
    assert client.get(address).status_code == 302
