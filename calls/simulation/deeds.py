"""What a person at a page can do: one line for each deed, and nothing anywhere else.

A line says what the decision is told of it, which service does it in the product, and how often
somebody does it of her own accord. What she does after some news is in `nurses`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from functools import partial
from typing import Any

from calls import services
from calls.dispatch import events
from calls.dispatch.events import Event
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import OfferState, Why
from calls.models import Outcome


@dataclass(frozen=True)
class About:
    """The doctor a deed is about: most often (`chance`) the first who stands so."""

    state: OfferState
    chance: float


WHO_IS_ASKED = About(OfferState.ASKING, 0.7)
WHO_HAS_IT = About(OfferState.ACCEPTED, 0.9)
WHO_WAITS = About(OfferState.WAITING, 0.8)
ANYBODY = About(OfferState.ACCEPTED, 0.0)


class Who(Enum):
    """A nurse, and a colleague of the same stations. The value is her id in memory."""

    NURSE = 1
    COLLEAGUE = 2


COLLEAGUE_PHONE = "+819000000950"


@dataclass(frozen=True)
class Way:
    """`event` takes the offer's id when the deed is about a doctor, nothing otherwise. `service`
    takes `offer` or `escalation`, `by` where somebody signed in does it, and `more`."""

    says: str
    event: Callable[..., Event]
    service: Callable[..., Any]
    chance: float  # that she does it without being told anything
    within: float  # seconds after the press
    about: About | None = None
    by: Who | None = Who.NURSE  # who signed in
    more: dict[str, Any] = field(default_factory=dict)
    not_after: tuple[News, timedelta] | None = None  # nothing comes of it so soon after that


WAITED = {"outcome": Outcome.WAITED}


class Deed(Enum):
    """In the order in which a seed deals them out."""

    SKIP = Way("skips", events.Skipped, services.skip, 0.25, 400, WHO_IS_ASKED)
    FIRST = Way("puts first", events.PutFirst, services.ask_first, 0.25, 300, ANYBODY)
    CANCEL = Way("cancels", events.Cancelled, services.cancel, 0.15, 1800)
    RESTART = Way("searches once more", events.Restarted, services.restart, 0.05, 1200)
    SPOKE = Way("says that they have spoken", events.Spoke, services.confirm_contact, 0.05, 1200)
    CLOSE = Way("closes", events.Closed, services.close, 0.05, 2400, more=WAITED)
    HELPED = Way(
        "closes after the doctor was there",
        events.Closed,
        services.close,
        0.1,
        3000,
        more={"outcome": Outcome.VISITED},
    )
    SEARCH_ON = Way(
        "searches for another doctor",
        events.SearchedOn,
        services.search_on,
        0.05,
        2400,
        WHO_HAS_IT,
    )
    HAND_BACK = Way(
        "is told that the doctor hands it back",
        events.HandedBack,
        services.hand_back,
        0.1,
        2400,
        WHO_HAS_IT,
        by=None,
    )
    REOPEN = Way("opens it again", events.Reopened, services.reopen, 0.1, 3600)
    LINK_LOST = Way(
        "is told that the doctor lost his link",
        events.LinkLost,
        services.send_new_link,
        0.08,
        2400,
        WHO_HAS_IT,
        by=None,
        not_after=(News.YOURS, services.NEW_LINK_AT_MOST_EVERY),
    )

    ARRIVAL = Way(
        "enters when the doctor is there",
        lambda offer: events.ArrivalGiven(offer, 20, by_doctor=False),
        services.give_arrival,
        0.1,
        1800,
        WHO_HAS_IT,
        more={"minutes": 20},
    )
    HIS_ARRIVAL = Way(
        "hears from the doctor when he is there",
        lambda offer: events.ArrivalGiven(offer, 30, by_doctor=True),
        services.give_arrival,
        0.15,
        1800,
        WHO_HAS_IT,
        by=None,
        more={"minutes": 30},
    )
    COMES = Way(
        "hears after advice by telephone that the doctor comes",
        events.Spoke,
        services.comes,
        0.1,
        1800,
        WHO_HAS_IT,
        more={"minutes": 40},
    )
    RINGS_IN_VAIN = Way(
        "does not pick up when the doctor rings",
        events.NotConnected,
        services.not_connected,
        0.05,
        1800,
        WHO_HAS_IT,
        by=None,
    )
    ARRIVED = Way("sees the doctor", events.Arrived, services.arrive, 0.1, 3600, WHO_HAS_IT)
    TAKEN_OVER = Way(
        "is relieved by a colleague with a telephone of her own",
        lambda: events.TookOver(Who.COLLEAGUE.value, COLLEAGUE_PHONE),
        services.take_over,
        0.1,
        2400,
        by=Who.COLLEAGUE,
        more={"call_back_number": COLLEAGUE_PHONE},
    )
    TAKEN_BACK = Way(
        "takes it back",
        lambda: events.TookOver(Who.NURSE.value),
        services.take_over,
        0.05,
        3600,
    )
    TAKE_CHARGE = Way(
        "sees that a colleague takes charge of it",
        partial(events.TakenCharge, None),
        services.take_charge,
        0.05,
        3600,
    )
    FAILS = Way(
        "hears of a fault that the office must know",
        partial(events.AlarmRaised, Why.FAILING),
        lambda *, escalation: services.alarm_office(escalation=escalation.pk, why=Why.FAILING),
        0.05,
        1200,
        by=None,
    )
    COMES_TO_HER = Way(
        "calls a doctor herself, who comes",
        lambda offer: events.Accepted(offer, to_nurse=True),
        services.reached,
        0.06,
        1500,
        ANYBODY,
        more={"comes": True},
    )
    REFUSES_HER = Way(
        "calls a doctor herself, who does not come",
        lambda offer: events.Declined(offer, to_nurse=True),
        services.reached,
        0.08,
        900,
        ANYBODY,
        more={"comes": False},
    )
    PICK = Way("has a coordinator who picks", events.Picked, services.pick, 0.3, 200, WHO_WAITS)
    PICK_AGAIN = Way(
        "has a coordinator who picks again", events.Picked, services.pick, 0.3, 600, WHO_WAITS
    )
    LEAVE_IT_TO_THE_LIST = Way(
        "has a coordinator who leaves it to the list",
        events.ListWanted,
        lambda *, escalation, by: services.start_list(escalation=escalation.pk, by=by),
        0.1,
        600,
    )

    def event(self, offer: int | None) -> Event:
        way = self.value
        return way.event() if way.about is None else way.event(offer)

    def __str__(self) -> str:
        return self.value.says
