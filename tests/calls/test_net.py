"""Would the net hold at this moment? What the station's first page says, and `/readyz`."""

from datetime import timedelta

import pytest
from django.db import connection

from calls.dispatch import circuit, clock, pulse
from calls.dispatch.pulse import STOPPED, Pulse
from calls.models import PreflightRun, WatchPulse
from calls.net import net_of
from calls.telephony.base import CarrierError
from stations.models import Role, User
from teams.models import Contact, Doctor, Region
from tests.make import make_night, make_station, make_unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(db):
    nurse, _ = make_night(3)
    Pulse().beat(clock.now())
    return nurse


@pytest.fixture
def see(client, nurse):
    client.force_login(nurse)
    return lambda path: client.get(path, headers={"accept-language": "ja"}).content.decode()


def test_it_holds(see):
    home = see("/")
    assert "いま依頼できる医師 3人" in home
    assert "1チーム" in home
    assert "いまは自動では医師を探せません" not in home


def test_it_says_who_is_passed_over_and_why(see):
    doctor = Doctor.objects.first()
    make_unavailable(doctor=doctor)
    assert "いま依頼できる医師 2人" in see("/")
    reasons = see("/net/")
    able, passed_over = reasons.split("今回は依頼しない医師")
    assert doctor.name not in able
    assert doctor.name in passed_over
    assert "対応困難" in passed_over
    assert "医師：3人のうち2人に依頼できます。" in able


def stop_the_watch():
    WatchPulse.objects.update(looked_at=clock.now() - STOPPED)


def no_watch_ever():
    WatchPulse.objects.all().delete()


def the_carrier_is_down():
    circuit.failed(CarrierError("suspended", code=20003, down=True, closed=True))


def nobody_can_be_reached():
    Contact.objects.all().delete()


@pytest.mark.parametrize(
    ("befalls", "words"),
    [
        pytest.param(
            the_carrier_is_down,
            "電話もSMSも受け付けていません",
            marks=pytest.mark.logs("carrier takes nothing"),
        ),
        (nobody_can_be_reached, "医師：3人のうち0人に依頼できます。"),
    ],
)
def test_it_would_not_hold(see, befalls, words):
    befalls()
    home = see("/")
    assert "いまは自動では医師を探せません" in home
    assert "医師の電話番号がすぐに表示されます" in home
    assert words in see("/net/")


@pytest.mark.parametrize(
    ("befalls", "words"),
    [(stop_the_watch, "から止まっています"), (no_watch_ever, "一度も動いていません")],
)
def test_without_a_watch_the_workers_ask_and_nobody_sees_that_time_is_up(see, befalls, words):
    befalls()
    home = see("/")
    assert "医師探しが途中で止まるかもしれません" in home
    assert "電話帳" in home
    assert words in see("/net/")


def test_a_finding_of_the_last_check_is_the_offices_and_does_not_frighten(see):
    found = {"problem": "balance_low", "facts": {}}
    PreflightRun.objects.create(at=clock.now(), findings=[found, found])
    home = see("/")
    assert "いま依頼できる医師 3人" in home
    assert "事務局で確認中の不備 2件" in home
    assert "不備 2件" in see("/net/")


def test_of_another_station_nothing_is_said(client, nurse):
    region = nurse.stations.get().region
    other = make_station(region, name="別の訪問看護ステーション")
    client.force_login(nurse)
    assert client.get(f"/net/?station={other.pk}").status_code == 404
    clerk = User.objects.create_user("clerk", role=Role.STAFF, is_staff=True, region=region)
    client.force_login(clerk)
    assert client.get("/net/").status_code == 404


@pytest.mark.logs("No list for station")
def test_a_roster_that_makes_no_sense_takes_nobody_her_button(see):
    """Somebody's own SQL, or a mistake of ours: the page is there all the same."""
    Region.objects.update(first_by="what nobody knows")
    home = see("/")
    assert "いまは自動では医師を探せません" in home
    assert "チームの医師を探す" in home
    assert "医師の一覧を作れません" in see("/net/")


def test_it_asks_nobody_and_changes_nothing(nurse, outbox):
    net_of(nurse.stations.get(), clock.now())
    assert outbox.calls == outbox.texts == []


# --- The pulse ----------------------------------------------------------------------------


def test_two_watches_have_one_pulse_and_it_costs_a_statement_a_second(
    db, django_assert_num_queries
):
    one, other, now = Pulse(), Pulse(), clock.now()
    with django_assert_num_queries(2):
        one.beat(now)
        one.beat(now + timedelta(seconds=0.5))
        other.beat(now + timedelta(seconds=0.7))
    assert pulse.last_look() == now + timedelta(seconds=0.7)


def test_a_clock_that_is_set_back_stops_no_pulse(db):
    watch, now = Pulse(), clock.now()
    watch.beat(now)
    watch.beat(now - timedelta(hours=1))
    assert pulse.last_look() == now - timedelta(hours=1)


# --- For monitors -------------------------------------------------------------------------


def test_ready(client, nurse):
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (200, 200)


@pytest.mark.parametrize("befalls", [stop_the_watch, no_watch_ever])
@pytest.mark.logs("/readyz")
def test_red_when_no_watch_looks(client, nurse, befalls):
    befalls()
    said = client.get("/readyz")
    assert said.status_code == 503
    assert b"no watch has" in said.content
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.logs("/readyz")
def test_red_while_the_database_does_not_answer(client, nurse):
    rename("calls_watchpulse", "away")
    try:
        said = client.get("/readyz")
    finally:
        rename("away", "calls_watchpulse")
    assert (said.status_code, said.content) == (503, b"the database does not answer")


def rename(table, name):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")
