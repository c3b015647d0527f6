"""What holds after every step of a drill: it takes nothing from anybody who is in earnest."""

from calls.dispatch.events import GaveWay
from calls.dispatch.orders import Alarm, AlarmAt
from calls.dispatch.vocabulary import OfferState
from calls.simulation.step import Step
from calls.simulation.store import Broken


def _nobody_in_charge_is_woken(step: Step) -> None:
    if step.escalation.is_drill and step.kinds & {Alarm, AlarmAt}:
        raise Broken(f"{step.name}: somebody in charge is woken for a drill")


def _it_gives_way(step: Step) -> None:
    """To a real request that needs his telephone."""
    if isinstance(step.event, GaveWay):
        his = step.store.offers[step.event.offer]
        if his.state is OfferState.ASKING:
            raise Broken(f"{step.name}: offer {his.number} goes on with a drill")


ALWAYS = (_it_gives_way,)
# These look at what was ordered, and have nothing to say where nothing was.
OF_ORDERS = (_nobody_in_charge_is_woken,)
