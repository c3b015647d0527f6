"""Who is asked, in which order, and why."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.dispatch.candidates import Candidate, Hint, Place, distance_km, in_order, reasons
from teams.models import Hint as RosterHint
from teams.models import Team
from tests.dispatch.plain import NOW
from tests.make import make_clinic, make_doctor, make_night, mobile, press

KOFU_STATION, KOFU_CASTLE = Place(35.6669, 138.5687), Place(35.6655, 138.5711)
TOKYO_STATION = Place(35.6812, 139.7671)


def doctor(number, **fields):
    return Candidate(**{"doctor": number, "team": "A", "rank": (number,)} | fields)


def order(candidates, *hints, origin=KOFU_STATION, **scheme):
    ranked = in_order(candidates, origin, hints or (Hint.TEAM,), **scheme)
    return [one.doctor for one in ranked]


def test_teams_come_in_their_order_and_doctors_in_theirs():
    candidates = [
        doctor(1, team="B", rank=(2, 1)),
        doctor(2, rank=(1, 2)),
        doctor(3, rank=(1, 1)),
    ]
    ranked = in_order(candidates, None)
    assert [(one.doctor, one.place_in_team) for one in ranked] == [(3, 1), (2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("hints", "first"),
    [
        pytest.param([Hint.PREFERENCE, Hint.DISTANCE], 3, id="whom the station wants"),
        pytest.param([Hint.SECONDARY, Hint.PREFERENCE], 6, id="the patient's secondary doctor"),
        pytest.param([Hint.WORKED_TOGETHER, Hint.PREFERENCE], 2, id="who came most often"),
        pytest.param([Hint.DISTANCE], 4, id="who is nearest"),
        pytest.param([Hint.TEAM, Hint.DISTANCE], 1, id="who is first on the roster"),
        pytest.param([Hint.LEAST_RECENT], 5, id="who was asked longest ago"),
    ],
)
def test_the_region_says_which_hint_comes_first(hints, first):
    lately = {"asked_at": NOW - timedelta(days=1)}
    candidates = [
        doctor(1, place=TOKYO_STATION, **lately),
        doctor(2, worked_together=5, **lately),
        doctor(3, preferred=1, worked_together=1, **lately),
        doctor(4, place=KOFU_CASTLE, **lately),
        doctor(5, asked_at=NOW - timedelta(days=90)),
        doctor(6, secondary=1, **lately),
    ]
    assert order(candidates, *hints)[0] == first


def test_among_equals_the_next_hint_decides_and_at_last_the_roster():
    candidates = [doctor(1), doctor(2, place=KOFU_CASTLE), doctor(3, place=KOFU_CASTLE)]
    assert order(candidates, Hint.WORKED_TOGETHER, Hint.DISTANCE) == [2, 3, 1]


def test_secondary_doctors_come_in_their_own_order_before_any_hint():
    candidates = [
        doctor(1, preferred=1, worked_together=9, place=KOFU_STATION),
        doctor(2, secondary=2),
        doctor(3, secondary=1, proven=False),
    ]
    assert order(candidates, Hint.PREFERENCE, secondary_first=True) == [3, 2, 1]
    assert order(candidates, Hint.PREFERENCE) == [1, 2, 3]


def test_a_planned_stand_in_comes_before_the_secondary_doctors():
    candidates = [doctor(1, secondary=1), doctor(2, stands_in=(1, "named"))]
    assert order(candidates, secondary_first=True) == [2, 1]


def test_the_clinic_of_last_resort_comes_after_everybody_whatever_the_hints():
    candidates = [
        doctor(1, last_resort=True, preferred=1, worked_together=9, place=KOFU_STATION),
        doctor(2, proven=False),
    ]
    assert order(candidates, *Hint) == [2, 1]


def test_who_was_named_for_this_night_is_not_put_last_for_his_clinic():
    candidates = [doctor(1), doctor(2, last_resort=True, secondary=1)]
    assert order(candidates, secondary_first=True) == [2, 1]
    stand_in = doctor(2, last_resort=True, stands_in=(1, "named"))
    assert order([doctor(1), stand_in]) == [2, 1]


def test_who_was_never_asked_comes_before_who_was():
    assert order([doctor(1, asked_at=NOW), doctor(2)], Hint.LEAST_RECENT) == [2, 1]


def test_without_a_proven_number_he_comes_last_whatever_the_hints():
    candidates = [doctor(1, proven=False, preferred=1, worked_together=9), doctor(2)]
    assert order(candidates, *Hint) == [2, 1]


@given(
    st.lists(
        st.builds(
            Candidate,
            doctor=st.integers(1, 99),
            team=st.sampled_from("AB"),
            rank=st.tuples(st.integers(0, 3)),
            place=st.sampled_from([None, KOFU_CASTLE, TOKYO_STATION]),
            preferred=st.sampled_from([None, 1, 2]),
            worked_together=st.integers(0, 3),
            asked_at=st.sampled_from([None, NOW, NOW - timedelta(days=40)]),
            proven=st.booleans(),
            secondary=st.sampled_from([None, 1, 2]),
            last_resort=st.booleans(),
        ),
        unique_by=lambda one: one.doctor,
    ),
    st.permutations(list(Hint)),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_everybody_stands_on_the_list_once_in_an_order_that_chance_cannot_change(
    candidates, hints, secondary_first, chance
):
    scheme = {"secondary_first": secondary_first}
    listed = order(candidates, *hints, **scheme)
    assert sorted(listed) == sorted(one.doctor for one in candidates)
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert order(shuffled, *hints, **scheme) == listed
    ranked = [one.candidate for one in in_order(candidates, KOFU_STATION, tuple(hints), **scheme)]
    named = [one for one in ranked if secondary_first and one.secondary is not None]
    assert ranked[: len(named)] == named
    assert [one.secondary for one in named] == sorted(one.secondary for one in named)
    others = [(one.last_resort, not one.proven) for one in ranked[len(named) :]]
    assert others == sorted(others)


def test_the_reasons_say_what_speaks_for_him():
    him = doctor(
        1,
        preferred=2,
        secondary=1,
        last_resort=True,
        worked_together=3,
        place=KOFU_CASTLE,
        proven=False,
    )
    [one] = in_order([him], KOFU_STATION, tuple(Hint))
    assert reasons(one, tuple(Hint), NOW) == [
        {"secondary": 1},
        {"last_resort": True},
        {"unproven": True},
        {"preferred": 2},
        {"team": "A", "place": 1},
        {"km": 0.3},
        {"worked": 3},
        {"rested": True},
    ]


def test_the_reason_says_from_where_the_distance_is_measured():
    [one] = in_order([doctor(1, place=KOFU_CASTLE)], KOFU_STATION)
    assert {"km": 0.3} in reasons(one, (), NOW)
    assert {"km": 0.3, "from_home": True} in reasons(one, (), NOW, from_home=True)


def test_the_roster_and_the_decision_know_the_same_hints():
    assert [str(hint) for hint in Hint] == list(RosterHint.values)


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
