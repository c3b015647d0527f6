"""Whatever the roster looks like, the list of an escalation is complete and in order."""

from hypothesis import given
from hypothesis import strategies as st

from calls.dispatch.candidates import Candidate, Place, distance_km, in_order

places = st.builds(Place, st.floats(20, 46), st.floats(122, 154))
rosters = st.lists(
    st.builds(
        Candidate,
        doctor=st.integers(1, 50),
        team=st.sampled_from("ABC"),
        rank=st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
        place=st.none() | places,
    ),
    max_size=20,
    unique_by=lambda candidate: candidate.doctor,
)


@given(rosters, st.none() | places)
def test_every_doctor_stands_on_the_list_once(roster, station):
    listed = [one.doctor for one in in_order(roster, station)]
    assert sorted(listed) == sorted(candidate.doctor for candidate in roster)


@given(rosters, st.randoms())
def test_the_order_depends_on_the_ranks_alone(roster, random):
    shuffled = random.sample(roster, len(roster))
    assert in_order(shuffled, None) == in_order(roster, None)
    ranks = {candidate.doctor: candidate.rank for candidate in roster}
    listed = [ranks[one.doctor] for one in in_order(roster, None)]
    assert listed == sorted(listed)


@given(rosters)
def test_the_places_in_each_team_count_up_from_one(roster):
    listed = in_order(roster, None)
    for team in "ABC":
        places_in_team = [one.place_in_team for one in listed if one.candidate.team == team]
        assert places_in_team == list(range(1, len(places_in_team) + 1))


@given(places, places)
def test_a_distance_is_the_same_both_ways_and_none_to_itself(one, other):
    assert distance_km(one, other) == distance_km(other, one)
    assert 0 <= distance_km(one, other) < 5000
    assert distance_km(one, one) == 0
