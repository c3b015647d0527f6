"""What holds after every step for the people in charge, and for a coordinator's queue."""

from calls.dispatch.orders import (
    Alarm,
    AlarmOver,
    Ask,
    GiveUp,
    Pick,
    Queue,
    StandDown,
    StartList,
    StartRound,
    TakeCharge,
)
from calls.dispatch.state import Person
from calls.dispatch.vocabulary import AttemptState, Channel, Status, Why
from calls.simulation.step import Step
from calls.simulation.store import Broken


def _when_nobody_was_found_somebody_is_alarmed(step: Step) -> None:
    if GiveUp not in step.kinds or Alarm in step.kinds:
        return
    trouble = step.before.trouble
    known = trouble is not None and trouble.why is Why.NOBODY
    if _may_be_alarmed(step, Why.NOBODY) and not known:
        raise Broken(f"G7: {step.name}: nobody was found, and nobody in charge is alarmed")


def _somebody_is_alarmed_until_one_takes_charge(step: Step) -> None:
    """As long as it holds, the next is alarmed within the policy's time."""
    escalation, at = step.escalation, step.escalation.alarm_at
    if escalation.alarm_why is None or escalation.in_charge:
        return
    if at is None or at > step.now + step.before.policy.alarm_again:
        raise Broken(f"G7: {step.name}: {escalation.alarm_why}, and nobody is alarmed for long")


def _whoever_is_alarmed_is_the_next(step: Step) -> None:
    """In his hours, not before his time, and nobody is left out for him."""
    if Alarm not in step.kinds:
        return
    for action in step.actions:
        if not isinstance(action, Alarm):
            continue
        may_be = _may_be_alarmed(step, action.why)
        if action.person not in [one.person for one in may_be]:
            raise Broken(f"{step.name}: {action.person} is alarmed out of his hours or place")
        alarms, since = step.escalation.alarms[:-1], step.escalation.alarm_since
        last = {
            alarm.person: alarm.at
            for alarm in alarms
            if alarm.why is action.why and since is not None and alarm.at >= since
        }
        his = last.get(action.person)
        if his is not None and step.now - his < step.before.policy.alarm_again:
            raise Broken(f"{step.name}: {action.person} is alarmed again too soon")
        never = [one.person for one in may_be if one.person not in last]
        if his is not None and (never or min(last[one.person] for one in may_be) < his):
            raise Broken(f"{step.name}: {action.person} is alarmed although others come first")


def _may_be_alarmed(step: Step, why: Why) -> list[Person]:
    """Nobody for a drill."""
    everybody = () if step.escalation.is_drill else step.before.people
    return [p for p in everybody if p.in_hours and (p.picks or why is not Why.WAITS)]


def _g3_no_alarm_goes_on_ringing(step: Step) -> None:
    """Once somebody took charge, or it holds no longer."""
    if TakeCharge not in step.kinds and AlarmOver not in step.kinds:
        return
    for alarm in step.escalation.alarms:
        for attempt in alarm.attempts if alarm.over else ():
            rings = attempt.state.is_live and attempt.state is not AttemptState.ANSWERED
            if rings and attempt.channel is Channel.VOICE and not attempt.stop_wanted:
                raise Broken(f"G3: {step.name}: alarm {alarm.number} goes on ringing")


def _whoever_took_charge_is_told_that_it_is_over(step: Step) -> None:
    """Within his time, and where no other alarm follows: else he would go on in vain."""
    trouble = step.before.trouble
    if trouble is None or not trouble.in_charge or AlarmOver not in step.kinds:
        return
    another = step.escalation.alarm_why not in (None, Why.WAITS)
    goes_on = another or step.now >= trouble.look_at
    if trouble.why is not Why.WAITS and not goes_on and StandDown not in step.kinds:
        raise Broken(f"G7: {step.name}: whoever took charge is not told that it is over")


def _nobody_is_alarmed_about_what_is_over(step: Step) -> None:
    escalation = step.escalation
    if escalation.alarm_why is None:
        return
    holds = {
        Why.NOBODY: escalation.status is Status.UNANSWERED,
        Why.NOT_SPOKEN: escalation.status is Status.ACCEPTED,
        Why.FAILING: escalation.status.is_open,
        Why.WAITS: escalation.status is Status.SEARCHING,
    }
    if not holds[escalation.alarm_why]:
        raise Broken(f"{step.name} is {escalation.status}, and {escalation.alarm_why} is alarmed")


def _a_queue_ends_by_itself(step: Step) -> None:
    """The time to pick begins anew when somebody was asked or took charge, else never."""
    if Queue not in step.kinds:
        return
    within = step.before.policy.picks_within
    goes_on = step.before.picks_by is not None and not step.kinds & {TakeCharge, StartRound}
    for action in step.actions:
        too_long = isinstance(action, Queue) and action.until > step.now + within
        if goes_on or too_long:
            raise Broken(f"{step.name}: the queue goes on and on")


def _a_coordinator_picks(step: Step) -> None:
    """Where one does, nobody is asked without his pick before the list has begun."""
    if not step.before.policy.coordinated or step.before.by_list or StartList in step.kinds:
        return
    picked = [action.offer for action in step.actions if isinstance(action, Pick)]
    for action in step.actions:
        if isinstance(action, Ask) and action.offer not in picked:
            raise Broken(f"{step.name}: offer {action.offer} is asked, and was not picked")


ALWAYS = (
    _somebody_is_alarmed_until_one_takes_charge,
    _nobody_is_alarmed_about_what_is_over,
)
# These look at what was ordered, and have nothing to say where nothing was.
OF_ORDERS = (
    _when_nobody_was_found_somebody_is_alarmed,
    _whoever_is_alarmed_is_the_next,
    _g3_no_alarm_goes_on_ringing,
    _whoever_took_charge_is_told_that_it_is_over,
    _a_queue_ends_by_itself,
    _a_coordinator_picks,
)
