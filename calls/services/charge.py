"""The people in charge, and a coordinator who picks."""

from enum import Enum

from calls.dispatch import engine
from calls.dispatch.engine import Step
from calls.dispatch.events import AlarmRaised, ListWanted, Picked, TakenCharge
from calls.dispatch.orders import TakeCharge
from calls.dispatch.vocabulary import Why
from calls.models import (
    Alarm,
    Escalation,
    Offer,
)
from stations.models import Responsible, User


class Charge(Enum):
    """What somebody who took charge is told."""

    YOURS = "yours"  # nobody else is alarmed
    TAKEN = "taken"  # somebody else was faster
    OVER = "over"  # nobody needs to any more


def alarm_office(*, escalation: int, why: Why) -> None:
    """Alarm the people in charge, because the search cannot go on by itself.

    Safe to repeat: nothing changes while they are alarmed, or somebody has taken charge.
    Raises what a step raises, where not even this one can be taken.
    """
    engine.step(escalation, AlarmRaised(why))


def take_charge(*, escalation: Escalation, by: User) -> Charge:
    """Somebody who signed in takes care of it: nobody else is alarmed. Safe to repeat."""
    step = engine.step(escalation.pk, TakenCharge(None), by=by)
    return _charge(step, in_charge_user=by)


def take_charge_by(*, alarm: Alarm) -> Charge:
    """Whoever was alarmed takes care of it, by key or link; the nurse is told. Safe to repeat."""
    if not alarm.person.is_active:
        return Charge.OVER
    event = TakenCharge(alarm.pk, picks=alarm.why == Why.WAITS)
    step = engine.step(alarm.escalation_id, event)
    return _charge(step, in_charge_person=alarm.person)


def _charge(step: Step | None, **whose: User | Responsible) -> Charge:
    if step is None:
        return Charge.OVER
    if any(isinstance(action, TakeCharge) for action in step.actions):
        return Charge.YOURS
    trouble = step.state.trouble
    if trouble is None or not trouble.in_charge:
        return Charge.OVER
    his = Escalation.objects.filter(pk=step.escalation, **whose)
    return Charge.YOURS if his.exists() else Charge.TAKEN


def pick(*, offer: Offer, by: User) -> None:
    """The coordinator wants this doctor asked now. Nothing changes when no pick is waited for
    any more, or the doctor cannot be asked at this moment."""
    engine.step(offer.escalation_id, Picked(offer.pk), by=by)


def start_list(*, escalation: int, by: User | None = None) -> None:
    """The coordinator leaves it to the list, which begins at once. Safe to repeat."""
    engine.step(escalation, ListWanted(), by=by)
