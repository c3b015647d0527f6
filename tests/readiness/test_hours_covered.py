"""How many doctors could be asked at each hour, and where too few."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calls.cover import Gap, Period, Span, gaps, spans

BEGIN = datetime(2026, 12, 28, 9, tzinfo=UTC)


def at(hours):
    return BEGIN + timedelta(hours=hours)


def period(first, last):
    return Period(at(first), at(last))


TWO_DAYS = period(0, 48)


def test_nobody_away_is_one_span():
    assert spans({1: [], 2: []}, TWO_DAYS) == [Span(at(0), at(48), 2)]


def test_one_away_for_a_night():
    found = spans({1: [period(9, 21)], 2: []}, TWO_DAYS)
    assert [(one.starts, one.able) for one in found] == [(at(0), 2), (at(9), 1), (at(21), 2)]


def test_what_begins_before_and_ends_after_counts_for_all_of_it():
    assert spans({1: [period(-5, 90)], 2: []}, TWO_DAYS) == [Span(at(0), at(48), 1)]


def test_where_nobody_is_left_is_a_gap_of_its_own():
    found = spans({1: [period(9, 21)], 2: [period(12, 15)]}, TWO_DAYS)
    assert gaps(found, fewest=2) == [
        Gap(at(9), at(12), 1),
        Gap(at(12), at(15), 0),
        Gap(at(15), at(21), 1),
    ]


def test_a_changing_number_that_stays_too_small_is_one_gap():
    found = spans({1: [period(9, 21)], 2: [period(15, 30)], 3: [], 4: []}, TWO_DAYS)
    assert gaps(found, fewest=4) == [Gap(at(9), at(30), 2)]


def test_without_doctors_all_of_it_is_a_gap():
    assert gaps(spans({}, TWO_DAYS), fewest=1) == [Gap(at(0), at(48), 0)]


HOURS = st.integers(-10, 60)
PERIODS = st.lists(
    st.tuples(HOURS, HOURS).filter(lambda pair: pair[0] < pair[1]).map(lambda p: period(*p)),
    max_size=4,
)


@given(st.dictionaries(st.integers(1, 5), PERIODS, max_size=5), st.integers(1, 5))
def test_every_half_hour_is_counted_rightly(away, fewest):
    found = spans(away, TWO_DAYS)
    assert found[0].starts == at(0)
    assert found[-1].ends == at(48)
    assert all(one.ends == next_.starts for one, next_ in itertools.pairwise(found))
    holes = gaps(found, fewest)
    for half in range(96):
        moment = at(half / 2) + timedelta(minutes=15)
        able = sum(
            not any(one.starts <= moment < one.ends for one in periods) for periods in away.values()
        )
        [span] = [one for one in found if one.starts <= moment < one.ends]
        assert span.able == able
        inside = [gap for gap in holes if gap.starts <= moment < gap.ends]
        assert bool(inside) == (able < fewest)
        assert all(gap.able <= able and (gap.able == 0) == (able == 0) for gap in inside)
