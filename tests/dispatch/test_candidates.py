"""Who is asked, in which order, and why."""

import pytest

from calls.dispatch.candidates import Candidate, Place, Ranked, distance_km, in_order
from teams.models import Team
from tests.make import make_clinic, make_doctor, make_night, mobile, press

KOFU_STATION, KOFU_CASTLE = Place(35.6669, 138.5687), Place(35.6655, 138.5711)
TOKYO_STATION = Place(35.6812, 139.7671)


def test_teams_come_in_their_order_and_doctors_in_theirs():
    candidates = [
        Candidate(doctor=1, team="B", rank=(2, 1)),
        Candidate(doctor=2, team="A", rank=(1, 2)),
        Candidate(doctor=3, team="A", rank=(1, 1)),
    ]
    assert in_order(candidates, None) == [
        Ranked(3, "A", 1, None),
        Ranked(2, "A", 2, None),
        Ranked(1, "B", 1, None),
    ]


def test_the_order_never_depends_on_how_the_roster_was_read():
    candidates = [Candidate(doctor=n, team="A", rank=(1,)) for n in (3, 1, 2)]
    assert [one.doctor for one in in_order(candidates, None)] == [1, 2, 3]


def test_nobody_on_the_roster_makes_an_empty_list():
    assert in_order([], KOFU_STATION) == []


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (KOFU_STATION, KOFU_STATION, 0.0),
        (KOFU_STATION, KOFU_CASTLE, 0.3),
        (KOFU_STATION, TOKYO_STATION, 108.3),
        (KOFU_STATION, None, None),
        (None, KOFU_STATION, None),
    ],
)
def test_distances_are_straight_lines(one, other, kilometres):
    assert distance_km(one, other) == kilometres


@pytest.mark.django_db
def test_the_list_is_frozen_with_its_reasons_when_the_nurse_presses():
    nurse, doctors = make_night(doctors=2)
    station = nurse.stations.get()
    station.latitude, station.longitude = KOFU_STATION.latitude, KOFU_STATION.longitude
    station.save()
    doctors[0].clinic.latitude, doctors[0].clinic.longitude = 35.6655, 138.5711
    doctors[0].clinic.save()
    escalation = press(nurse)
    make_doctor(doctors[0].clinic, mobile(3))
    assert [offer.reasons for offer in escalation.offers.in_order()] == [
        [{"team": "Aチーム", "place": 1}, {"km": 0.3}],
        [{"team": "Aチーム", "place": 2}, {"km": 0.3}],
    ]


@pytest.mark.django_db
def test_only_doctors_who_take_part_stand_on_the_list_team_by_team():
    nurse, [first, gone, _] = make_night(doctors=3)
    gone.is_active = False
    gone.save()
    region = nurse.stations.get().region
    second_team = Team.objects.create(region=region, name="Bチーム", position=0)
    ahead = make_doctor(make_clinic(region, team=second_team), mobile(4))
    escalation = press(nurse)
    assert [offer.doctor for offer in escalation.offers.in_order()][:2] == [ahead, first]
    assert gone not in [offer.doctor for offer in escalation.offers.all()]
