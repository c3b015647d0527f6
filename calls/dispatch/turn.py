"""One doctor's turn: which number by which channel, and when the turn is over. Pure.

SMS and call go out together. A channel that failed brings the doctor's next number at
once; the turn ends when every number that can be called was called without a yes, or,
for a doctor who only reads SMS, when his time is up.
"""

from datetime import datetime

from calls.dispatch.orders import Action, Plan, Stop
from calls.dispatch.state import Line, Offer, Try
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState


def first(offer: Offer) -> tuple[Plan, ...]:
    """The call and the SMS with which a turn begins."""
    lines = offer.free_lines
    voice = next((line for line in lines if line.voice), None)
    text = next((line for line in lines if line.text), None)
    return tuple(
        Plan(line.contact, channel)
        for line, channel in ((voice, Channel.VOICE), (text, Channel.TEXT))
        if line is not None
    )


def numbers(offer: Offer, plans: tuple[Plan, ...]) -> set[str]:
    """On which numbers these calls and SMS go out."""
    contacts = {plan.contact for plan in plans}
    return {line.number for line in offer.lines if line.contact in contacts and line.number}


def more(offer: Offer, now: datetime, *, ring_again: bool) -> tuple[Plan, ...]:
    """What else can be tried at this moment; empty when there is nothing, or no need."""
    if _time_is_up(offer, now):
        return ()
    plans = (_next_call(offer, ring_again), _next_text(offer))
    return tuple(plan for plan in plans if plan is not None)


def end(offer: Offer, now: datetime) -> OfferState | None:
    """How the turn ended, or None while it goes on."""
    if not _time_is_up(offer, now) and _can_still_answer(offer):
        return None
    reached = any(t.state.got_through for t in offer.tries)
    return OfferState.SILENT if reached else OfferState.UNREACHABLE


def _time_is_up(offer: Offer, now: datetime) -> bool:
    return offer.deadline is not None and now >= offer.deadline and not offer.waits_in_line


def _can_still_answer(offer: Offer) -> bool:
    if offer.live(Channel.VOICE) or offer.waits_in_line:
        return True
    called = any(t.channel is Channel.VOICE for t in offer.tries)
    texts = [t for t in offer.tries if t.channel is Channel.TEXT]
    return not called and any(t.state not in _FAILED for t in texts)


_FAILED = (AttemptState.FAILED, AttemptState.UNDELIVERED, AttemptState.DROPPED)


def _next_call(offer: Offer, ring_again: bool) -> Plan | None:
    calls = [t for t in offer.tries if t.channel is Channel.VOICE]
    if not calls or offer.live(Channel.VOICE):
        return None
    last = calls[-1]
    line = _line(offer, last)
    if ring_again and line is not None and line.mobile and _rang_out_once(calls):
        return Plan(line.contact, Channel.VOICE)
    return _untried(offer, calls, Channel.VOICE)


def _rang_out_once(calls: list[Try]) -> bool:
    last = calls[-1]
    same = [t for t in calls if t.contact == last.contact]
    return last.state is AttemptState.NO_ANSWER and len(same) == 1


def _next_text(offer: Offer) -> Plan | None:
    texts = [t for t in offer.tries if t.channel is Channel.TEXT]
    if not texts or any(t.state not in _FAILED for t in texts):
        return None
    return _untried(offer, texts, Channel.TEXT)


def _untried(offer: Offer, tried: list[Try], channel: Channel) -> Plan | None:
    used = {t.contact for t in tried}
    for line in offer.free_lines:
        able = line.voice if channel is Channel.VOICE else line.text
        if able and line.contact not in used:
            return Plan(line.contact, channel)
    return None


def _line(offer: Offer, tried: Try) -> Line | None:
    return next((line for line in offer.free_lines if line.contact == tried.contact), None)


def stop(offer: Offer) -> list[Action]:
    """End what is under way for an offer; a call that somebody listens to may finish."""
    return [
        Stop(t.attempt)
        for t in offer.tries
        if t.state.is_live and t.state is not AttemptState.ANSWERED
        if t.channel is Channel.VOICE or t.state is AttemptState.PLANNED
    ]
