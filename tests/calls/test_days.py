"""Unavailable days: a doctor enters his own by a link, his team sees them, calendars subscribe."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calls.cover import Period
from calls.dispatch import clock
from calls.dispatch.daytime import TOKYO
from calls.models import DaysLink
from calls.month import OnRoster, month_named, month_of
from teams.models import Doctor, Unavailability
from tests.calls.clocks import set_clock, turn_back
from tests.calls.test_admin import clerk_of
from tests.make import make_night, make_region, make_unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctors():
    set_clock("2026-11-24 09:00")
    _, doctors = make_night(doctors=3)
    yield doctors
    turn_back()


@pytest.fixture
def region(doctors):
    return doctors[0].clinic.team.region


@pytest.fixture
def link(doctors):
    return DaysLink.objects.create(doctor=doctors[0])


def at(link, name="days_link"):
    return reverse(name, args=[link.token])


def enter(client, link, **changes):
    sent = {"starts_at": "2026-12-03T18:00", "ends_at": "2026-12-04T08:00", "enter": "yes"}
    return client.post(at(link), sent | changes)


def local(day, hour):
    return datetime(2026, 12, day, hour, tzinfo=TOKYO)


# --- A doctor's own link ------------------------------------------------------------------


def test_he_enters_a_night_and_is_not_asked_in_it(client, link, doctors):
    assert enter(client, link).status_code == 303
    [period] = Unavailability.objects.all()
    assert (period.doctor, period.starts_at) == (doctors[0], local(3, 18))
    assert Unavailability.objects.covering(local(4, 3)).get() == period
    assert "2026/12/3" in client.get(at(link)).content.decode()


def test_entered_twice_it_stands_there_once(client, link):
    enter(client, link)
    enter(client, link)
    assert Unavailability.objects.count() == 1


def test_every_second_thursday_night(client, link):
    enter(client, link, repeats="14", last="2027-01-01")
    days = [one.starts_at.astimezone(TOKYO).date() for one in Unavailability.objects.order_by("pk")]
    assert days == [date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at": "2026-12-03T17:00"}, "終了は開始より後"),
        ({"ends_at": ""}, "必須"),
        ({"starts_at": "2026-11-01T18:00", "ends_at": "2026-11-02T08:00"}, "過ぎた"),
        ({"ends_at": "2027-03-03T18:00"}, "2か月"),
        ({"repeats": "7"}, "いつまで"),
        ({"repeats": "7", "last": "2026-12-01"}, "前です"),
        ({"repeats": "7", "last": "2030-01-01"}, "1年先"),
        ({"repeats": "1"}, "正しく"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(client, link, changes, words):
    response = enter(client, link, **changes)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html.split('class="wrong"')[1]
    assert 'value="2026-12-03T18:00"' in html or "starts_at" in changes
    assert not Unavailability.objects.exists()


def test_he_takes_out_what_is_his_and_nothing_else(client, link, doctors):
    mine = make_unavailable(doctor=doctors[0])
    Unavailability.objects.filter(pk=mine.pk).update(starts_at=local(3, 18), ends_at=local(4, 8))
    others = make_unavailable(doctor=doctors[1])
    clinics = make_unavailable(clinic=doctors[0].clinic)
    for period in (mine, others, clinics):
        client.post(at(link), {"take_out": str(period.pk)})
    client.post(at(link), {"take_out": "nonsense"})
    assert set(Unavailability.objects.all()) == {others, clinics}


def test_what_has_begun_ends_now_and_stays_in_the_past(client, link, doctors):
    period = make_unavailable(doctor=doctors[0])
    client.post(at(link), {"take_out": str(period.pk)})
    period.refresh_from_db()
    assert period.ends_at <= clock.now()
    assert period.starts_at < period.ends_at


def test_looking_changes_nothing(client, link, doctors):
    period = make_unavailable(doctor=doctors[0])
    client.get(at(link), {"take_out": period.pk, "enter": "yes"})
    assert Unavailability.objects.get() == period


# --- Who sees what ------------------------------------------------------------------------


def test_he_sees_his_team_and_how_many_are_left(client, link, doctors):
    for doctor in doctors[1:]:
        Unavailability.objects.create(doctor=doctor, starts_at=local(3, 18), ends_at=local(4, 8))
    html = client.get(at(link), {"month": "2026-12"}).content.decode()
    assert html.count(doctors[1].name) == 2, "the evening, and the morning after"
    assert "18:00–" in html
    assert "残り1人" in html


def test_the_region_may_switch_both_off(client, link, doctors, region):
    team = DaysLink.objects.create(team=doctors[0].clinic.team)
    assert client.get(at(team)).status_code == 200
    region.teams_see_days = False
    region.save()
    assert client.get(at(team)).status_code == 404
    assert 'id="month"' not in client.get(at(link)).content.decode()
    region.doctors_enter_days = False
    region.save()
    assert client.get(at(link)).status_code == 404
    assert enter(client, link).status_code == 404
    assert not Unavailability.objects.exists()


def test_a_teams_link_is_to_read_alone(client, doctors):
    team = DaysLink.objects.create(team=doctors[0].clinic.team)
    enter(client, team)
    assert not Unavailability.objects.exists()
    assert "<form" not in client.get(at(team)).content.decode()


def test_a_link_that_was_taken_away_opens_nothing(client, link, doctors):
    address = at(link)
    DaysLink.objects.create(doctor=doctors[0])
    link.delete()
    assert client.get(address).status_code == 404
    Doctor.objects.update(is_active=False)
    assert client.get(at(DaysLink.objects.get())).status_code == 404


def test_no_page_is_kept_or_found(client, link):
    response = client.get(at(link))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


# --- A calendar to subscribe to -----------------------------------------------------------


def test_a_calendar_of_the_team_has_names_and_times_and_nothing_else(client, doctors, region):
    period = Unavailability.objects.create(
        doctor=doctors[1], starts_at=local(3, 18), ends_at=local(4, 8), note="私用"
    )
    for link in (
        DaysLink.objects.create(team=doctors[0].clinic.team),
        DaysLink.objects.create(region=region),
        DaysLink.objects.create(doctor=doctors[1]),
    ):
        response = client.get(at(link, "days_feed"))
        assert response["Content-Type"].startswith("text/calendar")
        [event] = Calendar.from_ical(response.content).walk("VEVENT")
        assert (event.start, event.end) == (period.starts_at, period.ends_at)
        assert doctors[1].name in event["summary"]
        assert "私用" not in response.content.decode()
    other = DaysLink.objects.create(doctor=doctors[0])
    assert not Calendar.from_ical(client.get(at(other, "days_feed")).content).walk("VEVENT")


# --- The office ---------------------------------------------------------------------------


def test_a_clerk_enters_a_range_by_two_days(doctors, region):
    client = clerk_of(region)
    address = reverse("admin:calls_regioncalendar_change", args=[region.pk])
    html = client.get(address, {"month": "2026-12"}).content.decode()
    assert "from=2026-12-03" in html
    html = client.get(address, {"month": "2026-12", "from": "2026-12-03"}).content.decode()
    assert "from=2026-12-03&amp;until=2026-12-05" in html
    response = client.get(address, {"from": "2026-12-05", "until": "2026-12-03"}, follow=True)
    html = response.content.decode()
    for value in ("2026-12-03", "2026-12-06"):
        assert f'value="{value}"' in html


def test_a_clerk_makes_a_link_sees_it_and_takes_it_away(doctors, region):
    client = clerk_of(region)
    client.post(reverse("admin:calls_dayslink_add"), {"doctor": doctors[0].pk})
    link = DaysLink.objects.get()
    page = client.get(reverse("admin:calls_dayslink_changelist")).content.decode()
    assert link.address in page
    client.post(reverse("admin:calls_dayslink_delete", args=[link.pk]), {"post": "yes"})
    assert not DaysLink.objects.exists()


def test_a_clerk_of_another_region_sees_neither(doctors, region, link):
    clerk = clerk_of(make_region())
    assert (
        link.address not in clerk.get(reverse("admin:calls_dayslink_changelist")).content.decode()
    )
    address = reverse("admin:calls_regioncalendar_change", args=[region.pk])
    assert clerk.get(address).status_code == 302


# --- A month ------------------------------------------------------------------------------


def test_a_month_has_its_holidays_and_begins_on_a_sunday():
    weeks = month_of(date(2027, 1, 1), [], 1)
    assert weeks[0][0].day == date(2026, 12, 27)
    holidays = {day.day: day.holiday for week in weeks for day in week if day.holiday}
    assert holidays[date(2027, 1, 1)] == "元日"
    assert holidays[date(2027, 1, 11)] == "成人の日"


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-12", date(2026, 12, 1)), ("", date(2026, 11, 1)), ("2026-13", date(2026, 11, 1))],
)
def test_a_month_by_its_name(text, month):
    assert month_named(text, date(2026, 11, 24)) == month


@given(st.integers(0, 30), st.integers(0, 23), st.integers(1, 72))
def test_on_every_day_it_touches_he_is_away_and_on_no_other(day, hour, hours):
    starts = datetime(2026, 12, 1, tzinfo=TOKYO) + timedelta(days=day, hours=hour)
    period = Period(starts, starts + timedelta(hours=hours))
    roster = [OnRoster(1, "見本", (period,)), OnRoster(2, "例示", ())]
    for one in (day for week in month_of(date(2026, 12, 1), roster, 2) for day in week):
        begins = datetime.combine(one.day, datetime.min.time(), TOKYO)
        touches = period.starts < begins + timedelta(days=1) and period.ends > begins
        assert bool(one.away) == touches
        assert (one.able, bool(one.thin)) == ((1, True) if touches else (2, False))
