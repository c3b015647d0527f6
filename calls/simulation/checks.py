"""What holds on the rows in memory after every step."""

from datetime import datetime

from calls.dispatch.events import Accepted, ArrivalGiven, Event, Spoke, TookOver
from calls.dispatch.orders import (
    Action,
    AlarmAt,
    Ask,
    Award,
    Become,
    EndTurn,
    Expect,
    GiveUp,
    News,
    Pick,
    Release,
    Remind,
    RenewLink,
    TakeOver,
    Tell,
    Wake,
)
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status
from calls.simulation import drills, in_charge
from calls.simulation.looking import is_taken
from calls.simulation.rows import Escalation, Offer
from calls.simulation.step import Step
from calls.simulation.store import Broken

THINKING = {OfferState.ASKING, OfferState.SILENT, OfferState.UNREACHABLE}


def after_a_step(step: Step) -> None:
    """What can be seen at once, cheaply."""
    for check in ALWAYS:
        check(step)
    if step.actions:
        for check in OF_ORDERS:
            check(step)


def _i1_it_will_be_woken(step: Step) -> None:
    escalation = step.escalation
    if not escalation.status.is_open:
        return
    if escalation.search_at is None:
        raise Broken(f"I1: {step.name} is open, and nothing will ever wake it")
    for action in step.actions:
        if isinstance(action, Wake | AlarmAt) and action.at <= step.now:
            raise Broken(f"{step.name} would be woken for ever")


def _who_is_asked_is_needed(step: Step) -> None:
    escalation = step.escalation
    states = [offer.state for offer in escalation.offers]
    searches, asks = escalation.status is Status.SEARCHING, OfferState.ASKING in states
    if asks and not searches:
        raise Broken(f"{step.name} is {escalation.status}, and somebody is still asked")
    rests = escalation.resumes_at is not None
    if searches and not asks and not rests and OfferState.WAITING not in states:
        raise Broken(f"{step.name} searches, and nobody is asked, nor will be")


def _nobody_is_kept_waiting(step: Step) -> None:
    """Whoever can be asked, and whose turn it is, was asked in this step."""
    escalation = step.escalation
    asking = [o for o in escalation.offers if o.state is OfferState.ASKING]
    looked = Wake in step.kinds
    if escalation.status is not Status.SEARCHING or not looked:
        return
    if asking and not _it_is_time_for_another(step, asking):
        return
    if escalation.picks_by is not None:
        return  # a coordinator's pick is waited for
    for offer in escalation.offers:
        if _can_be_asked(step, offer):
            raise Broken(f"{step.name}: offer {offer.number} could be asked, and is not")


def _it_is_time_for_another(step: Step, asking: list[Offer]) -> bool:
    policy = step.before.policy
    if policy.coordinated and not step.escalation.by_list:
        return False
    if policy.all_at_once or policy.widen_after is None:
        return policy.all_at_once
    if any(a.in_line_now for o in asking for a in o.attempts):
        return False  # one more call would only make the line longer
    latest = max(o.deadline for o in asking if o.deadline)
    return step.now >= latest - policy.answer_within + policy.widen_after


def _can_be_asked(step: Step, offer: Offer) -> bool:
    """On a number that was free before the step, and still is."""
    if offer.state is not OfferState.WAITING or step.store.bar(offer) is not None:
        return False
    were_free = {line.number for line in step.before.offer(offer.number).free_lines}
    if step.escalation.is_drill:  # holds no number that it gives out
        were_free -= {a.phone for a in step.escalation.attempts if a.made_at == step.now}
    return any(
        c.phone in were_free and not is_taken(step.store, offer, c)
        for c in offer.doctor.usable_for(step.escalation)
    )


def _whoever_stands_first_is_asked_first(step: Step) -> None:
    """Nobody who could be asked is left behind on the list for one who stands after him."""
    if Ask not in step.kinds or Pick in step.kinds:
        return
    places = {offer.number: offer.position for offer in step.escalation.offers}
    last = max(places[action.offer] for action in step.actions if isinstance(action, Ask))
    for offer in step.escalation.offers:
        if offer.position < last and _can_be_asked(step, offer):
            raise Broken(f"{step.name}: offer {offer.number} stands before one who is asked")


def _no_time_runs_in_line(step: Step) -> None:
    """A doctor whose telephone has not rung, for others are before it, is not given up."""
    if EndTurn not in step.kinds:
        return
    for action in step.actions:
        match action:
            case EndTurn(offer, OfferState.SILENT | OfferState.UNREACHABLE):
                if step.before.offer(offer).waits_in_line:
                    raise Broken(f"{step.name}: offer {offer} is over, and waits in line")


def _help_is_help(step: Step) -> None:
    """A yes wins, however late, of whoever was asked and did not say no, while nobody has it;
    said to the nurse herself it always does."""
    if not isinstance(step.event, Accepted):
        return
    before = step.before
    his = before.offer(step.event.offer)
    needed = before.status in (Status.SEARCHING, Status.UNANSWERED)
    refused = his.state is OfferState.DECLINED or (his.by_nurse and his.state is OfferState.SKIPPED)
    counts = step.event.to_nurse or (his.asked and not refused)
    if needed and counts and Award not in step.kinds:
        raise Broken(f"{step.name}: the yes of offer {his.offer} did not count")


def _who_spoke_is_not_reminded(step: Step) -> None:
    """Whoever has it and has spoken, or comes after advice, is waited for no longer."""
    said = step.event
    if not isinstance(said, Spoke) or step.before.status is not Status.ACCEPTED:
        return
    accepted = step.before.accepted
    his = said.offer is None or (accepted is not None and accepted.offer == said.offer)
    if his and step.escalation.status is not Status.CONTACTED:
        raise Broken(f"{step.name}: they have spoken, and are waited for")


def is_not_overdue(escalation: Escalation, now: datetime) -> None:
    """After it was looked at."""
    if escalation.wake_at is not None and escalation.wake_at <= now:
        raise Broken(f"G1: #{escalation.number} was woken, and is as overdue as before")


def _g7_whoever_must_know_is_told(step: Step) -> None:
    if not step.kinds & MUST_BE_TOLD:
        return
    for action in step.actions:
        tell = _must_be_told(action, step.event)
        if tell is not None and tell not in step.actions:
            raise Broken(f"G7: {step.name}: {action}, and not {tell}")
        match action:
            case Award(offer):
                _colleagues_are_told(step, News.TAKEN, but=offer)
            case Become(Status.CLOSED | Status.CANCELLED):
                _colleagues_are_told(step, News.OVER)


MUST_BE_TOLD = {GiveUp, Award, Become, Remind, Release, RenewLink}


def _must_be_told(action: Action, said: Event) -> Tell | None:
    """Whom the nurse called herself, she knows of."""
    match action:
        case Award(offer) if isinstance(said, Accepted) and said.to_nurse:
            return Tell(offer, News.YOURS)
        case GiveUp():
            return Tell(None, News.NOBODY)
        case Award():
            return Tell(None, News.ACCEPTED)
        case Remind():
            return Tell(None, News.CONFIRM)
        case Release(_, by_doctor=True):
            return Tell(None, News.HANDED_BACK)
        case Release(offer):
            return Tell(offer, News.RELEASED)
        case RenewLink(offer):
            return Tell(offer, News.YOURS)
    return None


def _what_changes_on_the_way_is_told(step: Step) -> None:
    """When he is there, by whoever did not say it; and another number to a doctor on his way."""
    said, before = step.event, step.before
    his_word = isinstance(said, ArrivalGiven) and said.by_doctor and Expect in step.kinds
    if his_word and Tell(None, News.ARRIVAL) not in step.actions:
        raise Broken(f"{step.name}: the nurse is not told when the doctor is there")
    if isinstance(said, TookOver) and TakeOver in step.kinds and before.accepted is not None:
        changed = said.number not in ("", before.call_back_number)
        on_his_way = changed and not before.accepted.arrived
        if on_his_way and Tell(before.accepted.offer, News.NEW_NUMBER) not in step.actions:
            raise Broken(f"{step.name}: the doctor on his way does not know her number")


def _colleagues_are_told(step: Step, news: News, but: int | None = None) -> None:
    """Whoever thinks about it, and whom the nurse let go without knowing where he is."""
    for other in step.before.offers:
        hopes = other.state in THINKING or other.hears_the_end
        if hopes and other.offer != but and Tell(other.offer, news) not in step.actions:
            raise Broken(f"{step.name}: offer {other.offer} is not told {news}")


def _g3_nobody_rings(step: Step) -> None:
    """From the yes and from the end on; a call that somebody listens to may finish."""
    escalation = step.escalation
    if step.now not in (escalation.accepted_at, escalation.ended_at):
        return
    for attempt in escalation.attempts:
        asks = attempt.offer is not None and attempt.channel is Channel.VOICE
        rings = attempt.state.is_live and attempt.state is not AttemptState.ANSWERED
        if asks and rings and not attempt.stop_wanted:
            raise Broken(f"G3: #{escalation.number}: attempt {attempt.number} goes on ringing")


ALWAYS = (
    *drills.ALWAYS,
    *in_charge.ALWAYS,
    _i1_it_will_be_woken,
    _who_is_asked_is_needed,
    _help_is_help,
    _who_spoke_is_not_reminded,
    _g3_nobody_rings,
)
# These look at what was ordered, and have nothing to say where nothing was.
OF_ORDERS = (
    *drills.OF_ORDERS,
    *in_charge.OF_ORDERS,
    _whoever_stands_first_is_asked_first,
    _nobody_is_kept_waiting,
    _no_time_runs_in_line,
    _g7_whoever_must_know_is_told,
    _what_changes_on_the_way_is_told,
)
