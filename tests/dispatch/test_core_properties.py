"""Whatever happens on a night, in whatever order, these hold.

A few hundred histories each; `--hypothesis-profile thorough` plays twelve thousand of each.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from calls.dispatch import events, orders
from calls.dispatch.core import decide
from calls.dispatch.state import Line, Person, Policy
from calls.dispatch.vocabulary import AttemptState, Bar, Channel, OfferState, Status, Why
from tests.dispatch.plain import NOW, offer, state
from tests.dispatch.world import World

CARRIER_SAYS = [s for s in AttemptState if s not in (AttemptState.PLANNED, AttemptState.DROPPED)]
NUMBERS = st.integers(1, 5)

policies = st.builds(
    Policy,
    answer_within=st.sampled_from([timedelta(seconds=30), timedelta(minutes=3)]),
    ring_again=st.booleans(),
    rounds=st.integers(1, 3),
    pause=st.sampled_from([timedelta(seconds=5), timedelta(minutes=1)]),
    confirm_within=st.just(timedelta(minutes=10)),
    widen_after=st.sampled_from([None, None, timedelta(seconds=15), timedelta(minutes=4)]),
    all_at_once=st.sampled_from([False, False, False, True]),
    coordinated=st.sampled_from([False, False, True]),
    picks_within=st.sampled_from([timedelta(seconds=30), timedelta(minutes=3)]),
)


# Up to five doctors, each with up to three numbers that take calls, SMS or both. Made once: most
# of the time of a history goes into drawing it.
numbers = st.lists(
    st.tuples(st.sampled_from(["both", "voice", "text"]), st.booleans()), min_size=1, max_size=3
)
bars = st.sampled_from([None, None, None, Bar.UNAVAILABLE])


def roster_of(doctors):
    return [
        offer(doctor, lines=tuple(lines_of(doctor, kinds)), bar=bar)
        for doctor, (kinds, bar) in enumerate(doctors, 1)
    ]


def lines_of(doctor, kinds):
    for number, (kind, mobile) in enumerate(kinds):
        yield Line(
            contact=doctor * 10 + number,
            voice=kind != "text",
            text=kind != "voice",
            mobile=mobile,
        )


rosters = st.lists(st.tuples(numbers, bars), max_size=5).map(roster_of)


@st.composite
def people_in_charge(draw):
    ways = st.sampled_from([(Channel.VOICE,), (Channel.TEXT,), (Channel.VOICE, Channel.TEXT)])
    count = draw(st.integers(0, 3))
    return tuple(
        Person(number, draw(ways), draw(st.booleans()), draw(st.booleans()))
        for number in range(1, count + 1)
    )


carrier_reports = st.tuples(st.just("carrier"), st.integers(0, 9), st.sampled_from(CARRIER_SAYS))
answers = st.one_of(
    st.builds(events.Accepted, NUMBERS, st.booleans()),
    st.builds(events.Declined, NUMBERS, st.booleans()),
    st.builds(events.Accepted, NUMBERS, to_nurse=st.just(True)),
    st.builds(events.HandedBack, NUMBERS),
    st.builds(events.GaveWay, NUMBERS),
    st.builds(events.Spoke, NUMBERS),
    st.builds(events.ArrivalGiven, NUMBERS, st.integers(1, 180), st.booleans()),
    st.builds(events.Arrived, NUMBERS),
)
nurses = st.one_of(
    st.builds(events.Skipped, NUMBERS),
    st.builds(events.PutFirst, NUMBERS),
    st.builds(events.Restarted),
    st.builds(events.Spoke),
    st.builds(events.SearchedOn, NUMBERS),
    st.builds(events.TookOver, st.integers(1, 2), st.sampled_from(["", "a", "b"])),
    st.builds(events.Reopened),
    st.builds(events.Cancelled),
    st.builds(events.Closed),
    st.builds(events.TakenCharge, st.none()),
    st.builds(events.TakenCharge, st.just(1), st.booleans()),
    st.builds(events.Picked, NUMBERS),
    st.builds(events.ListWanted),
    st.builds(events.AlarmRaised, st.sampled_from(Why)),
)
alarm_reports = st.tuples(st.just("alarm"), st.integers(0, 9), st.sampled_from(CARRIER_SAYS))
hours = st.tuples(st.just("hours"), st.integers(1, 3), st.booleans())
time_passes = st.tuples(st.just("time"), st.sampled_from([0, 1, 5, 30, 90, 700]))
roster_changes = st.tuples(st.just("bar"), NUMBERS, st.sampled_from([None, *Bar]))
phones_in_use = st.tuples(st.just("in use"), NUMBERS, st.booleans())
mostly = st.one_of(carrier_reports, carrier_reports, time_passes)
nights = st.lists(
    st.one_of(
        mostly,
        mostly,
        mostly,
        answers,
        nurses,
        roster_changes,
        phones_in_use,
        alarm_reports,
        hours,
    ),
    max_size=40,
)


def begin(roster, policy, people=()):
    world = World(state(*roster, policy=policy, people=people))
    world.happens(events.Opened())
    return world


def play(world, what):
    match what:
        case ("carrier", number, progress):
            if world.live:
                world.becomes(world.live[number % len(world.live)].attempt, progress)
        case ("time", seconds):
            world.passes(seconds)
        case ("bar", number, bar) if known(world, number) and bar is not Bar.BY_NURSE:
            world.state = world.state.changed(number, bar=bar)
        case ("alarm", number, progress):
            if world.live_alarms:
                attempt = world.live_alarms[number % len(world.live_alarms)].attempt
                world.alarm_becomes(attempt, progress)
        case ("hours", number, in_hours):
            people = tuple(
                replace(one, in_hours=in_hours) if one.person == number else one
                for one in world.state.people
            )
            world.state = replace(world.state, people=people)
        case ("in use", number, taken) if known(world, number):
            in_use = tuple(
                Line(one.contact, one.voice, one.text, one.mobile, taken)
                for one in world.state.offer(number).lines
            )
            world.state = world.state.changed(number, lines=in_use)
        case (
            events.Restarted()
            | events.TookOver()
            | events.Spoke(None)
            | events.Reopened()
            | events.Cancelled()
            | events.Closed()
            | events.TakenCharge()
            | events.AlarmRaised()
            | events.ListWanted()
        ):
            world.happens(what)
        case (
            events.Accepted(number)
            | events.Declined(number)
            | events.HandedBack(number)
            | events.GaveWay(number)
            | events.SearchedOn(number)
            | events.Spoke(number)
            | events.ArrivalGiven(number)
            | events.Arrived(number)
            | events.Skipped(number)
            | events.PutFirst(number)
            | events.Picked(number)
        ) if known(world, number):
            world.happens(what)


def ordered(world, what):
    """The kinds of orders that follow from it."""
    before = len(world.ordered)
    play(world, what)
    return {type(action) for action in world.ordered[before:]}


def known(world, number):
    return any(offer.offer == number for offer in world.state.offers)


@given(rosters, policies, nights, people_in_charge())
def test_nothing_forbidden_ever_happens(roster, policy, night, people):
    """At every step the world itself fails the test: two awards, a barred doctor asked, one
    asked twice in a round, an attempt after the end, a search that sleeps or spins."""
    world = begin(roster, policy, people)
    for what in night:
        play(world, what)


@given(rosters, policies, nights, people_in_charge(), st.data())
def test_while_nobody_comes_everybody_in_charge_is_alarmed_until_one_takes_charge(
    roster, policy, night, people, data
):
    world = begin(roster, policy, people)
    for what in night:
        play(world, what)
    world.passes(6 * 3600)
    if world.state.status is not Status.UNANSWERED or world.state.trouble is None:
        return
    within = policy.alarm_again * (len(people) + 1)
    may_be = {one.person for one in world.state.people if one.in_hours}
    if world.state.trouble.in_charge:  # of the last half hour
        world.passes(3600)
    world.alarmed.clear()
    world.passes(within.total_seconds())
    assert {person for person, _ in world.alarmed} == may_be
    world.happens(events.TakenCharge(None))
    world.alarmed.clear()
    world.passes(data.draw(st.integers(0, 1799)))
    assert not world.alarmed


@given(rosters, policies, nights, people_in_charge())
def test_people_in_charge_change_nothing_of_the_search(roster, policy, night, people):
    """With them and without, the same is ordered, told and awarded. (While somebody is in charge
    the nurse is not reminded: that is left out.)"""
    with_them, without = begin(roster, policy, people), begin(roster, policy)
    for what in night:
        if not isinstance(what, events.TakenCharge):
            play(with_them, what)
            play(without, what)
    ours = {orders.Alarm, orders.AlarmAt, orders.AlarmOver, orders.Stop}
    kinds = {type(one) for one in with_them.ordered} - ours
    assert kinds == {type(one) for one in without.ordered} - ours
    assert with_them.told == without.told
    assert with_them.awarded == without.awarded


@given(rosters, policies, nights)
def test_every_search_comes_to_an_end_and_a_human_is_told(roster, policy, night):
    world = begin(roster, policy)
    for what in night:
        play(world, what)
    for number in range(1, len(roster) + 1):
        play(world, ("in use", number, False))
    world.passes(6 * 3600)
    assert world.state.status is not Status.SEARCHING
    if world.state.status is Status.UNANSWERED:
        assert world.told[-1] == (None, orders.News.NOBODY)


@given(rosters, policies, nights, NUMBERS)
def test_the_first_yes_of_whoever_was_asked_wins_however_late(roster, policy, night, number):
    world = begin(roster, policy)
    for what in night:
        if not isinstance(what, events.Skipped | events.Declined | events.Accepted):
            play(world, what)
    searching = world.state.status in (Status.SEARCHING, Status.UNANSWERED)
    if searching and known(world, number) and world.state.offer(number).asked:
        world.happens(events.Accepted(number))
        assert world.awarded == [number]


@given(rosters, policies)
def test_when_nobody_answers_everybody_is_asked_in_every_round(roster, policy):
    world = begin(roster, policy)
    world.passes(6 * 3600)
    can_be_asked = {one.offer for one in roster if one.bar is None}
    assert {one.offer for one in world.state.offers if one.asked} == can_be_asked
    assert set(world.turns.values()) <= {1}
    assert world.state.round == (policy.rounds if can_be_asked else 1)


@given(rosters, policies, nights, NUMBERS)
def test_after_the_yes_no_telephone_of_a_doctor_rings(roster, policy, night, number):
    world = begin(roster, policy)
    for what in night:
        play(world, what)
    play(world, events.Accepted(number))
    if world.awarded:
        ringing = [t for t in world.live if t.channel == "voice"]
        assert all(t.state is AttemptState.ANSWERED for t in ringing)
        asked = [o.state for o in world.state.offers if o.asked]
        undecided = {OfferState.ASKING, OfferState.SILENT, OfferState.UNREACHABLE}
        assert not undecided & set(asked)


@given(
    rosters,
    policies,
    nights,
    nights,
    st.sampled_from([events.Cancelled(), events.Closed()]),
    people_in_charge(),
)
def test_after_the_end_nobody_is_asked_told_or_woken_whatever_comes_in(
    roster, policy, night, afterwards, end, people
):
    world = begin(roster, policy, people)
    for what in night:
        play(world, what)
    world.happens(end)
    told = list(world.told)
    for what in afterwards:
        if isinstance(what, events.Reopened):
            continue  # the nurse takes the end back
        forbidden = {orders.Ask, orders.Try, orders.Tell, orders.Wake, orders.Alarm}
        assert not forbidden & ordered(world, what)
    assert world.told == told
    assert not world.state.status.is_open


@given(rosters, policies, nights, people_in_charge(), st.data())
def test_what_comes_in_twice_has_no_second_effect(roster, policy, night, people, data):
    """A key pressed twice, a page sent twice, two watches at once. A deed that is repeated in
    another state of things, such as the second round, is another deed."""
    world = begin(roster, policy, people)
    for what in night:
        play(world, what)
    number = data.draw(NUMBERS)
    asked = [
        events.Accepted(number),
        events.Skipped(number),
        events.ArrivalGiven(number, 30, by_doctor=True),
        events.Arrived(number),
    ]
    anyway = [
        events.Woken(),
        events.Spoke(),
        events.TookOver(2, "b"),
        events.Cancelled(),
        events.Closed(),
        events.TakenCharge(None),
        events.AlarmRaised(Why.FAILING),
    ]
    event = data.draw(st.sampled_from(anyway + (asked if known(world, number) else [])))
    world.happens(event)
    again = {type(action) for action in world.happens(event)}
    assert again <= {orders.Wake, orders.TooLate}


@given(rosters, policies, nights)
def test_the_same_state_and_event_always_give_the_same_orders(roster, policy, night):
    world = begin(roster, policy)
    for what in night:
        play(world, what)
    first = decide(world.state, events.Woken(), world.now)
    assert decide(world.state, events.Woken(), world.now) == first


@given(rosters, policies, nights)
def test_before_anybody_gives_up_everybody_who_could_be_asked_was(roster, policy, night):
    """In the last round too; but for those who said no, or whom the nurse passed over."""
    world = begin(roster, policy)
    can_be_asked = {one.offer for one in roster if one.bar is None}
    for what in night:
        changed = isinstance(what, tuple) and what[0] in ("bar", "in use")
        if not changed and not isinstance(what, events.Reopened):
            play(world, what)
        if world.state.status is Status.UNANSWERED:
            left_out = [o for o in world.state.offers if o.offer in can_be_asked and not o.asked]
            said = (OfferState.DECLINED, OfferState.RELEASED)  # to the nurse, who called him
            assert all(o.by_nurse or o.state in said for o in left_out)


def test_the_world_plays_a_night_from_the_press_to_the_yes():
    world = begin([offer(1), offer(2)], state().policy)
    world.becomes(1, AttemptState.BUSY)
    world.happens(events.Accepted(2))
    assert (world.now, world.awarded) == (NOW, [2])
    assert world.told == [(1, "taken"), (2, "yours"), (None, "accepted")]
