"""A decision broken on purpose is found: the simulation can see what it looks for."""

from dataclasses import replace
from functools import partial

import pytest

from calls.dispatch import core, events, orders
from calls.dispatch.candidates import in_order
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import AttemptState, Bar, OfferState, Status
from calls.simulation import running


def gives_it_to_the_second_yes_too(state, event, now):
    if isinstance(event, events.Accepted) and state.status is Status.ACCEPTED:
        return [orders.Award(event.offer), orders.Tell(None, News.ACCEPTED)]
    return core.decide(state, event, now)


def never_wakes_again(state, event, now):
    return [a for a in core.decide(state, event, now) if not isinstance(a, orders.Wake)]


def sleeps_when_a_doctor_is_silent(state, event, now):
    if isinstance(event, events.Woken) and state.asking:
        return []
    return core.decide(state, event, now)


def asks_whoever_is_barred(state, event, now):
    barred = (Bar.UNAVAILABLE, Bar.LEFT)
    offers = tuple(replace(o, bar=None if o.bar in barred else o.bar) for o in state.offers)
    return core.decide(replace(state, offers=offers), event, now)


def asks_on_a_number_in_use(state, event, now):
    offers = tuple(
        replace(o, lines=tuple(replace(line, taken=False) for line in o.lines))
        for o in state.offers
    )
    return core.decide(replace(state, offers=offers), event, now)


def asks_again_who_said_no(state, event, now):
    actions = core.decide(state, event, now)
    no = tuple(o.offer for o in state.offers if o.state is OfferState.DECLINED)
    return [
        replace(a, again=(*a.again, *no)) if isinstance(a, orders.StartRound) else a
        for a in actions
    ]


def gives_up_before_everybody_was_asked(state, event, now):
    actions = core.decide(state, event, now)
    if any(isinstance(a, orders.Ask) for a in actions) and state.round > 1:
        return [orders.GiveUp(), orders.Tell(None, News.NOBODY), actions[-1]]
    return actions


def tells_the_nurse_nothing(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if a != orders.Tell(None, News.NOBODY)]


def lets_the_others_ring_after_a_yes(state, event, now):
    actions = core.decide(state, event, now)
    accepted = isinstance(event, events.Accepted)
    return [a for a in actions if not (accepted and isinstance(a, orders.Stop))]


def goes_on_asking_after_the_end(state, event, now):
    if state.status is Status.CANCELLED and isinstance(event, events.Taken):
        number = event.offer
        live = [t for t in state.offer(number).tries if t.state is AttemptState.QUEUED]
        plans = tuple(orders.Plan(t.contact, t.channel) for t in live if t.contact)
        return [orders.Try(number, plans)]
    return core.decide(state, event, now)


def spins(state, event, now):
    actions = core.decide(state, event, now)
    return [replace(a, at=now) if isinstance(a, orders.Wake) else a for a in actions]


def tells_whoever_was_never_asked(state, event, now):
    actions = core.decide(state, event, now)
    if isinstance(event, events.Cancelled) and state.status.is_open and state.offers:
        return [*actions, *(orders.Tell(o.offer, News.OVER) for o in state.offers)]
    return actions


def keeps_it_to_itself_that_a_doctor_handed_back(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if a != orders.Tell(None, News.HANDED_BACK)]


def relieves_a_doctor_without_telling_him(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if not (isinstance(a, orders.Tell) and a.news is News.RELEASED)]


def lets_colleagues_wait_by_the_telephone(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if not (isinstance(a, orders.Tell) and a.news is News.TAKEN)]


def reminds_nobody_that_they_have_not_spoken(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if a != orders.Tell(None, News.CONFIRM)]


def refuses_a_late_yes(state, event, now):
    if isinstance(event, events.Accepted):
        his = state.offer(event.offer).state
        if his in (OfferState.SILENT, OfferState.UNREACHABLE):
            return [orders.TooLate(event.offer)]
    return core.decide(state, event, now)


def counts_no_yes_that_the_nurse_heard_before_he_was_asked(state, event, now):
    if isinstance(event, events.Accepted) and event.to_nurse:
        event = replace(event, to_nurse=False)
    return core.decide(state, event, now)


def leaves_whom_the_nurse_let_go_on_the_road(state, event, now):
    offers = tuple(
        replace(o, by_nurse=False) if o.state is OfferState.RELEASED else o for o in state.offers
    )
    return core.decide(replace(state, offers=offers), event, now)


def asks_one_after_another_although_all_at_once(state, event, now):
    policy = replace(state.policy, all_at_once=False, widen_after=None)
    return core.decide(replace(state, policy=policy), event, now)


def never_widens(state, event, now):
    wide = not state.policy.all_at_once
    policy = replace(state.policy, widen_after=None) if wide else state.policy
    return core.decide(replace(state, policy=policy), event, now)


def asks_twice_in_one_round(state, event, now):
    silent = tuple(
        replace(o, state=OfferState.WAITING) if o.state is OfferState.SILENT else o
        for o in state.offers
    )
    return core.decide(replace(state, offers=silent), event, now)


def relieves_whoever_has_it_for_a_tap_on_an_old_page(state, event, now):
    if isinstance(event, events.SearchedOn) and state.accepted is not None:
        event = events.SearchedOn(state.accepted.offer)
        actions = core.decide(state, event, now)
        return [replace(a, offer=1) if isinstance(a, orders.Release) else a for a in actions]
    return core.decide(state, event, now)


def sends_no_new_link(state, event, now):
    actions = core.decide(state, event, now)
    renewed = any(isinstance(a, orders.RenewLink) for a in actions)
    return [a for a in actions if not (renewed and isinstance(a, orders.Tell))]


def asks_the_attending_doctor(state, event, now):
    offers = tuple(
        replace(o, bar=None if o.bar is Bar.IS_ATTENDING else o.bar) for o in state.offers
    )
    return core.decide(replace(state, offers=offers), event, now)


def lets_the_time_run_while_the_call_waits_in_line(state, event, now):
    offers = tuple(
        replace(o, tries=tuple(replace(t, in_line=False) for t in o.tries)) for o in state.offers
    )
    return core.decide(replace(state, offers=offers), event, now)


def alarms_nobody(state, event, now):
    return core.decide(replace(state, people=()), event, now)


def alarms_the_first_in_charge_again_and_again(state, event, now):
    trouble = state.trouble
    if trouble is not None:
        somebody = tuple(replace(one, person=0) for one in trouble.alarmed)
        trouble = replace(trouble, alarmed=somebody)
    return core.decide(replace(state, trouble=trouble), event, now)


def forgets_whom_it_has_alarmed(state, event, now):
    trouble = state.trouble and replace(state.trouble, alarmed=())
    return core.decide(replace(state, trouble=trouble), event, now)


def wakes_city_staff_at_night(state, event, now):
    people = tuple(replace(person, in_hours=True) for person in state.people)
    return core.decide(replace(state, people=people), event, now)


def goes_on_alarming_after_somebody_took_charge(state, event, now):
    trouble = state.trouble and replace(state.trouble, in_charge=False)
    return core.decide(replace(state, trouble=trouble), event, now)


def lets_whoever_took_charge_go_on_in_vain(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if not isinstance(a, orders.StandDown)]


def lets_an_alarm_ring_that_is_over(state, event, now):
    actions = core.decide(state, event, now)
    over = any(isinstance(a, orders.AlarmOver | orders.TakeCharge) for a in actions)
    return [a for a in actions if not (over and isinstance(a, orders.Stop))]


def forgets_an_alarm(state, event, now):
    actions = core.decide(state, event, now)
    late = now + 10 * state.policy.alarm_again
    return [replace(a, at=late) if isinstance(a, orders.AlarmAt) else a for a in actions]


def waits_for_a_pick_for_ever(state, event, now):
    return core.decide(replace(state, picks_by=None), event, now)


def asks_without_a_pick(state, event, now):
    policy = replace(state.policy, coordinated=False)
    return core.decide(replace(state, policy=policy), event, now)


def keeps_it_to_itself_when_the_doctor_is_there(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if a != orders.Tell(None, News.ARRIVAL)]


def keeps_her_new_number_to_itself(state, event, now):
    actions = core.decide(state, event, now)
    return [a for a in actions if not (isinstance(a, orders.Tell) and a.news is News.NEW_NUMBER)]


def asks_from_the_end_of_the_list(state, event, now):
    offers = tuple(replace(o, position=-o.position) for o in state.offers)
    return core.decide(replace(state, offers=offers), event, now)


def waits_for_those_who_have_spoken(state, event, now):
    return [] if isinstance(event, events.Spoke) else core.decide(state, event, now)


def takes_a_no_for_a_yes(state, event, now):
    if isinstance(event, events.Declined):
        event = events.Accepted(event.offer, on_page=False)
    return core.decide(state, event, now)


def wakes_people_in_charge_for_a_drill(state, event, now):
    return core.decide(replace(state, is_drill=False), event, now)


def goes_on_with_a_drill_on_a_number_that_is_needed(state, event, now):
    return [] if isinstance(event, events.GaveWay) else core.decide(state, event, now)


@pytest.mark.parametrize(
    ("decide", "found"),
    [
        (gives_it_to_the_second_yes_too, "I2"),
        (never_wakes_again, "G1"),
        (sleeps_when_a_doctor_is_silent, "G1"),
        (asks_whoever_is_barred, "was asked although"),
        (asks_on_a_number_in_use, "I6"),
        (asks_again_who_said_no, "said no"),
        (gives_up_before_everybody_was_asked, "never asked"),
        (tells_the_nurse_nothing, "G7"),
        (lets_the_others_ring_after_a_yes, "G3"),
        (goes_on_asking_after_the_end, "I3"),
        (spins, "woken for ever"),
        (tells_whoever_was_never_asked, "was never asked"),
        (keeps_it_to_itself_that_a_doctor_handed_back, "G7"),
        (relieves_a_doctor_without_telling_him, "G7"),
        (lets_colleagues_wait_by_the_telephone, "is not told taken"),
        (reminds_nobody_that_they_have_not_spoken, "G7"),
        (refuses_a_late_yes, "did not count"),
        (counts_no_yes_that_the_nurse_heard_before_he_was_asked, "did not count"),
        (leaves_whom_the_nurse_let_go_on_the_road, "is not told"),
        (asks_one_after_another_although_all_at_once, "could be asked, and is not"),
        (never_widens, "could be asked, and is not"),
        (asks_twice_in_one_round, "twice in one round"),
        (relieves_whoever_has_it_for_a_tap_on_an_old_page, "would be relieved of it"),
        (sends_no_new_link, "G7"),
        (asks_the_attending_doctor, "was asked although is_attending"),
        (lets_the_time_run_while_the_call_waits_in_line, "waits in line"),
        (alarms_nobody, "nobody in charge is alarmed"),
        (alarms_the_first_in_charge_again_and_again, "others come first"),
        (forgets_whom_it_has_alarmed, "again too soon"),
        (wakes_city_staff_at_night, "out of his hours"),
        (goes_on_alarming_after_somebody_took_charge, "somebody has taken charge"),
        (lets_an_alarm_ring_that_is_over, "G3"),
        (lets_whoever_took_charge_go_on_in_vain, "took charge is not told"),
        (forgets_an_alarm, "nobody is alarmed for long"),
        (waits_for_a_pick_for_ever, "on and on"),
        (asks_without_a_pick, "was not picked"),
        (keeps_it_to_itself_when_the_doctor_is_there, "not told when"),
        (keeps_her_new_number_to_itself, "does not know her number"),
        (waits_for_those_who_have_spoken, "are waited for"),
        (takes_a_no_for_a_yes, "said no by SMS"),
        (wakes_people_in_charge_for_a_drill, "woken for a drill"),
        (goes_on_with_a_drill_on_a_number_that_is_needed, "goes on with a drill"),
        (asks_from_the_end_of_the_list, "stands before one who is asked"),
    ],
)
def test_a_broken_decision_is_found_within_three_hundred_nights(decide, found):
    play = partial(running.in_memory, decide=decide)
    nights = map(play, range(1, 301))
    assert any(told.broken and found in told.broken for told in nights), "nobody noticed"


def forgets_who_stands_in(candidates, *others, **more):
    return in_order([replace(one, stands_in=None) for one in candidates], *others, **more)


def forgets_in_which_order_they_stand_in(candidates, *others, **more):
    same = [replace(one, stands_in=one.stands_in and (1, "")) for one in candidates]
    return in_order(same, *others, **more)


def forgets_the_secondary_doctors(candidates, origin, hints, *, secondary_first):
    return in_order(candidates, origin, hints)


def asks_the_last_resort_like_everybody(candidates, *others, **more):
    return in_order([replace(one, last_resort=False) for one in candidates], *others, **more)


def forgets_what_the_region_goes_by(candidates, origin, hints, *, secondary_first):
    return in_order(candidates, origin, secondary_first=secondary_first)


def measures_from_nowhere(candidates, origin, hints, *, secondary_first):
    return in_order(candidates, None, hints, secondary_first=secondary_first)


def forgets_who_has_worked_together(candidates, *others, **more):
    return in_order([replace(one, worked_together=0) for one in candidates], *others, **more)


def forgets_who_was_asked_last(candidates, *others, **more):
    return in_order([replace(one, asked_at=None) for one in candidates], *others, **more)


@pytest.mark.parametrize(
    ("put_in_order", "found"),
    [
        (forgets_who_stands_in, "stand in for the doctor who is away"),
        (forgets_in_which_order_they_stand_in, "stand in for the doctor who is away"),
        (forgets_the_secondary_doctors, "are her secondary doctors"),
        (asks_the_last_resort_like_everybody, "the clinic of last resort"),
        (forgets_what_the_region_goes_by, "do not stand there by"),
        (measures_from_nowhere, "do not stand there by distance"),
        (forgets_who_has_worked_together, "do not stand there by worked_together"),
        (forgets_who_was_asked_last, "do not stand there by least_recent"),
    ],
)
def test_a_broken_list_is_found_within_three_hundred_nights(put_in_order, found):
    play = partial(running.in_memory, put_in_order=put_in_order)
    nights = map(play, range(1, 301))
    assert any(told.broken and found in told.broken for told in nights), "nobody noticed"
