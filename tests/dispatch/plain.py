"""Plain states, with everything filled in that a case does not care about."""

from datetime import UTC, datetime, timedelta

from calls.dispatch.state import Line, Offer, Person, Policy, Try
from calls.dispatch.state import State as PlainState
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # three in the morning in Kofu
LATER = NOW + timedelta(minutes=3)
POLICY = Policy(
    answer_within=timedelta(minutes=3),
    ring_again=True,
    rounds=2,
    pause=timedelta(minutes=1),
    confirm_within=timedelta(minutes=10),
)
MOBILE = Line(contact=1, voice=True, text=True)
SECOND = Line(contact=2, voice=True, text=True)
LANDLINE = Line(contact=3, voice=True, text=False, mobile=False)
MANAGER = Person(1, (Channel.VOICE, Channel.TEXT))
COORDINATOR = Person(2, (Channel.VOICE,))
CLERK = Person(3, (Channel.VOICE,), in_hours=False)
READS = Line(contact=4, voice=False, text=True)
READS_TOO = Line(contact=5, voice=False, text=True)


def offer(number, state=OfferState.WAITING, **fields):
    """The doctor who stands at this position; asked and with a deadline where the state says so."""
    asked = state not in (OfferState.WAITING, OfferState.SKIPPED)
    defaults = {
        "position": number,
        "lines": (MOBILE,),
        "asked": asked,
        "deadline": LATER if asked else None,
        "taken": asked,
    }
    return Offer(offer=number, state=state, **defaults | fields)


def asking(number, *tries, **fields):
    return offer(number, OfferState.ASKING, tries=tries or (call(number * 10),), **fields)


def call(number, state=AttemptState.RINGING, contact=1):
    return Try(number, contact, Channel.VOICE, AttemptState(state))


def text(number, state=AttemptState.DELIVERED, contact=1):
    return Try(number, contact, Channel.TEXT, AttemptState(state))


def state(*offers, **fields):
    defaults = {"status": Status.SEARCHING, "policy": POLICY, "wake_at": NOW}
    return PlainState(offers=offers, **defaults | fields)
