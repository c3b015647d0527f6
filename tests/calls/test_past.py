"""Past requests of her stations, found by date, town, kind, doctor and outcome."""

import pytest

from calls import services
from calls.models import Outcome
from calls.views.past import ON_A_PAGE
from tests.calls.nurses import page
from tests.dispatch.night import Night
from tests.make import make_nurse, make_station, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox, client):
    """Three requests: one that a doctor took, one that was called off, one that runs."""
    night = Night(outbox, doctors=2)
    client.force_login(night.nurse)
    night.press(area="北町", case_kind="fever")
    night.accept(2 if night.states[0] != "asking" else 1)
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)
    night.press(area="南町", case_kind="pain")
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.press(area="東町", case_kind="death")
    return night


def towns(client, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    html = client.get(f"/escalations/?{query}").content.decode().split("</details>")[1]
    return {town for town in ("北町", "南町", "東町") if town in html}


def test_all_of_them_stand_there_the_newest_first(night, client):
    html = page(client, "past")
    assert html.index("東町") < html.index("南町") < html.index("北町")
    assert "3件" in html


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"area": "南"}, {"南町"}),
        ({"case_kind": "death"}, {"東町"}),
        ({"outcome": "visited"}, {"北町"}),
        ({"doctor": "見本医師"}, {"北町"}),
        ({"doctor": "いない"}, set()),
        ({"until": "2001-01-01"}, set()),
        ({"since": "2001-01-01"}, {"北町", "南町", "東町"}),
        ({"area": "町", "outcome": "visited"}, {"北町"}),
    ],
)
def test_they_are_found_by_what_is_asked(night, client, asked, found):
    assert towns(client, **asked) == found


def test_a_wrong_date_is_said_and_the_rest_still_finds(night, client):
    html = client.get("/escalations/?since=soon&area=南").content.decode()
    assert 'class="error"' in html
    assert towns(client, since="soon", area="南") == {"南町"}


def test_another_stations_are_not_there(night, client):
    station = make_station(night.nurse.stations.get().region, name="その他ステーション")
    client.force_login(make_nurse(station))
    assert towns(client) == set()


def test_many_are_shown_a_page_at_a_time_and_few_statements(
    night, client, django_assert_max_num_queries
):
    for _ in range(ON_A_PAGE):
        services.cancel(escalation=press(night.nurse, area="西町"), by=night.nurse)
    with django_assert_max_num_queries(8):
        html = page(client, "past")
    assert html.count("link-card") == ON_A_PAGE
    assert "?&amp;page=2" in html
    older = client.get("/escalations/?page=2").content.decode()
    assert older.count("link-card") == 3
