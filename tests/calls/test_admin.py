"""What the office sees of escalations: timings and outcomes, never a patient."""

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from backup_dispatch.office import GROUPS
from calls import hearing
from calls.models import CaseKind, Escalation, Happening, Via
from stations.models import Role, User
from tests.dispatch.night import Night
from tests.make import make_region, mobile

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
    client = Client()
    client.force_login(clerk)
    return client


def auditor_of(region) -> Client:
    auditor = User.objects.create_user(
        username=f"auditor-{region.pk}", display_name="検算", role=Role.AUDITOR, region=region
    )
    auditor.is_staff = True
    auditor.save()
    client = Client()
    client.force_login(auditor)
    return client


def page_of(client: Client, escalation: Escalation) -> str:
    address = reverse("admin:calls_escalation_change", args=[escalation.pk])
    return client.get(address).content.decode()


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


# --- Auditors -----------------------------------------------------------------------------


def test_an_auditor_reads_the_timeline_without_anybodys_words(escalation):
    hearing.hear(sender=mobile(2), body="妻が熱を出しました", sid="SM" + "3" * 32)
    html = page_of(auditor_of(escalation.station.region), escalation)
    assert str(Happening.ACCEPTED.label) in html
    assert str(Via.KEY.label) in html
    leaked = [one for one in (*SECRETS, "妻が熱を", "090-0000", "+8190") if one in html]
    assert not leaked
    assert str(CaseKind.DYING.label) not in html


def test_an_auditor_sees_that_nothing_was_tampered_with(escalation):
    escalation.refresh_from_db()
    html = page_of(auditor_of(escalation.station.region), escalation)
    assert f"改ざんなし（{escalation.sequence}件）" in html


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        pytest.param(
            "UPDATE calls_timelineentry SET at = at + interval '1 h' WHERE number = 2",
            2,
            id="changed",
        ),
        pytest.param("DELETE FROM calls_timelineentry WHERE number = 3", 3, id="taken out"),
        pytest.param("DELETE FROM calls_timelineentry WHERE number >= 4", 4, id="cut off"),
    ],
)
def test_an_auditor_sees_where_it_was(escalation, tampering, broken_at):
    client = auditor_of(escalation.station.region)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE calls_timelineentry DISABLE TRIGGER USER")
            cursor.execute(tampering)
        assert f"{broken_at}番の記録で改ざん" in page_of(client, escalation)
        transaction.set_rollback(True)


def test_an_auditor_sees_no_roster_no_number_and_no_case(escalation):
    client = auditor_of(escalation.station.region)
    for address in (
        "/admin/teams/doctor/",
        "/admin/stations/user/",
        reverse("admin:calls_attempt_changelist"),
        reverse("admin:calls_askingstation_changelist"),
    ):
        assert client.get(address).status_code == 403, address
    assert client.get(reverse("escalation", args=[escalation.pk])).status_code == 404
    assert client.get("/").status_code == 302
    station = escalation.station.pk
    assert client.get(reverse("api_preview", args=[station])).status_code == 404


def test_an_auditor_changes_nothing_and_sees_no_other_region(escalation):
    client = auditor_of(escalation.station.region)
    address = reverse("admin:calls_escalation_change", args=[escalation.pk])
    assert client.post(address, {"status": "closed"}).status_code == 403
    assert auditor_of(make_region()).get(address).status_code == 302


def test_the_first_page_is_grouped_by_what_a_clerk_does():
    html = clerk_of(make_region()).get(reverse("admin:index")).content.decode()
    places = [html.index(f'class="app-{key} ') for key, _, _ in GROUPS]
    assert places == sorted(places)
    assert html.index("今夜の備え") < html.index("医師・連絡先・対応困難日")
    assert "app-calls" not in html, "every page has its group"


def test_every_page_of_a_group_is_a_page():
    pages = {model._meta.label_lower for model in admin.site._registry}
    assert {label for _, _, labels in GROUPS for label in labels} <= pages
