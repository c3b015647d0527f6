"""Whatever the roster looks like, the list of an escalation is complete and in order."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from calls.dispatch.candidates import Candidate, Hint, Place, distance_km, in_order

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


HINTS = st.permutations(list(Hint)).flatmap(
    lambda hints: st.integers(1, 3).map(lambda number: tuple(hints[:number]))
)
few = st.none() | st.integers(1, 3)
known_doctors = st.lists(
    st.builds(
        Candidate,
        doctor=st.integers(1, 50),
        team=st.sampled_from("ABC"),
        rank=st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
        place=st.none() | places,
        preferred=few,
        worked_together=st.integers(0, 2),
        asked_at=st.none()
        | st.sampled_from([datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2)]),
        proven=st.booleans(),
        stands_in=st.none() | st.tuples(st.integers(1, 3), st.just("named")),
        secondary=few,
        last_resort=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.doctor,
)


def better(hint, one, other):
    """Whether the hint says that one comes before the other; None: it says nothing."""
    match hint:
        case Hint.PREFERENCE:
            mine, his = one.candidate.preferred, other.candidate.preferred
        case Hint.SECONDARY:
            mine, his = one.candidate.secondary, other.candidate.secondary
        case Hint.DISTANCE:
            mine, his = one.distance_km, other.distance_km
        case Hint.TEAM:
            mine, his = one.candidate.rank, other.candidate.rank
        case Hint.WORKED_TOGETHER:
            mine, his = -one.candidate.worked_together, -other.candidate.worked_together
        case Hint.LEAST_RECENT:  # whoever was never asked first
            mine, his = (
                (asked is not None, asked.timestamp() if asked else 0)
                for asked in (one.candidate.asked_at, other.candidate.asked_at)
            )
    if mine == his:
        return None
    return his is None or (mine is not None and mine < his)


def whatever_the_hints(ranked, secondary_first):
    """What stands above them: cover, secondary doctors, and who comes at the very end."""
    one = ranked.candidate
    return (
        one.stands_in[0] if one.stands_in else 9,
        one.secondary if secondary_first and one.secondary else 9,
        one.last_resort,
        not one.proven,
    )


@given(known_doctors, st.none() | places, HINTS, st.booleans())
def test_the_order_is_what_the_hints_say_in_turn(doctors, origin, hints, secondary_first):
    listed = in_order(doctors, origin, hints, secondary_first=secondary_first)
    for one, other in pairwise(listed):
        mine, his = (whatever_the_hints(r, secondary_first) for r in (one, other))
        assert mine <= his
        if mine == his:
            said = (better(hint, one, other) for hint in hints)
            assert next((word for word in said if word is not None), True)


@given(known_doctors, HINTS, st.randoms())
def test_the_order_never_depends_on_how_the_doctors_were_found(doctors, hints, random):
    shuffled = random.sample(doctors, len(doctors))
    assert in_order(shuffled, None, hints) == in_order(doctors, None, hints)
