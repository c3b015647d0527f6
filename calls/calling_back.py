"""A doctor calls back the number that rang: which request is it about?"""

from dataclasses import dataclass

from calls.dispatch.vocabulary import OfferState
from calls.hearing import in_earnest_first, meant
from calls.models import Offer
from teams.models import Contact, Region


@dataclass(frozen=True)
class Caller:
    """Whose number it is. `region` None: nobody's whom we know.

    `offer`: the request that he can take, or has, by this call; None where there is none, or
    where it cannot be told which (`by_link`): then the link in his SMS is the way.
    """

    region: Region | None = None
    offer: Offer | None = None
    by_link: bool = False


def who_calls(number: str) -> Caller:
    """By the caller's number (E.164), as for an SMS: the offer that is being asked wins, among
    several others nothing is guessed, and a number that doctors share belongs to none of them."""
    contacts = list(Contact.objects.to(number).select_related("doctor__clinic__team__region"))
    if not contacts:
        return Caller()
    region = contacts[0].doctor.clinic.team.region
    his = Offer.objects.to(number).select_related("doctor", "escalation__station__region")
    open_ones = in_earnest_first(list(his.answerable().distinct().order_by("-asked_at")))
    offer = meant(open_ones)
    if open_ones:
        by_link = offer is None or len(contacts) > 1 or not region.replies_count
        return Caller(region, None if by_link else offer, by_link)
    accepted = his.that_are_open().filter(state=OfferState.ACCEPTED).order_by("-answered_at")
    return Caller(region, accepted.first() if len(contacts) == 1 else None)
