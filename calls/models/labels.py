"""The words on screen for the plain values of `calls.dispatch`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from calls.dispatch.orders import News
from calls.dispatch.vocabulary import AttemptState, Bar, Channel, OfferState, Standing, Status, Why

STATUS = {
    Status.SEARCHING: _("Looking for a doctor"),
    Status.UNANSWERED: _("Nobody found yet"),
    Status.ACCEPTED: _("A doctor has accepted"),
    Status.CONTACTED: _("Nurse and doctor have spoken"),
    Status.CLOSED: _("Closed"),
    Status.CANCELLED: _("Called off"),
}
OFFER_STATE = {
    OfferState.WAITING: _("Not asked yet"),
    OfferState.ASKING: _("Being asked"),
    OfferState.ACCEPTED: _("Accepted"),
    OfferState.DECLINED: _("Declined"),
    OfferState.SILENT: _("No answer"),
    OfferState.UNREACHABLE: _("Not reached"),
    OfferState.SKIPPED: _("Passed over"),
    OfferState.WITHDRAWN: _("No longer needed"),
    OfferState.RELEASED: _("Released"),
}
BAR = {
    Bar.BY_NURSE: _("the nurse passed him over"),
    Bar.UNAVAILABLE: _("unavailable at this time"),
    Bar.CLINIC_UNAVAILABLE: _("the clinic is unavailable at this time"),
    Bar.LEFT: _("no longer takes part"),
    Bar.NO_CONTACT: _("no number that can be used"),
    Bar.IS_OUT: _("is out on another call"),
    Bar.IS_ATTENDING: _("is the attending doctor"),
    Bar.NOT_HIM: _("somebody else answers this number"),
    Bar.REAL_FIRST: _("a real request came first"),
}
STANDING = {
    Standing.TOOK_IT: _("said beforehand that he would stand in"),
    Standing.NAMED: _("named by the attending doctor"),
    Standing.NAMED_OUTSIDE: _("named by the attending doctor, outside the teams"),
}
CHANNEL = {Channel.VOICE: _("call"), Channel.TEXT: _("SMS")}
ATTEMPT_STATE = {
    AttemptState.PLANNED: _("about to go out"),
    AttemptState.PLACING: _("going out"),
    AttemptState.QUEUED: _("with the carrier"),
    AttemptState.RINGING: _("ringing"),
    AttemptState.ANSWERED: _("picked up"),
    AttemptState.SENT: _("sent"),
    AttemptState.COMPLETED: _("picked up, no key pressed"),
    AttemptState.BUSY: _("busy"),
    AttemptState.NO_ANSWER: _("not picked up"),
    AttemptState.FAILED: _("failed"),
    AttemptState.CANCELED: _("hung up by us"),
    AttemptState.DELIVERED: _("delivered"),
    AttemptState.UNDELIVERED: _("not delivered"),
    AttemptState.DROPPED: _("not needed any more"),
}
NEWS = {
    News.ACCEPTED: _("a doctor has accepted"),
    News.NOBODY: _("nobody was found"),
    News.CONFIRM: _("have you spoken?"),
    News.STILL_OPEN: _("still open"),
    News.YOURS: _("you have accepted"),
    News.TAKEN: _("a colleague goes"),
    News.OVER: _("no longer needed"),
    News.RELEASED: _("another doctor is looked for"),
    News.HANDED_BACK: _("the doctor cannot come after all"),
    News.ARRIVAL: _("when the doctor will be there"),
    News.NEW_NUMBER: _("another number to call the nurse back"),
    News.RANG_YOU: _("the doctor rang you in vain"),
    News.IN_CHARGE: _("somebody has taken charge"),
    News.SOLVED: _("nobody in charge is needed any more"),
}
WHY = {
    Why.NOBODY: _("no doctor was found"),
    Why.NOT_SPOKEN: _("nurse and doctor have not spoken"),
    Why.FAILING: _("the search cannot go on by itself"),
    Why.WAITS: _("a doctor is to be picked"),
}


def choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """For a field's `choices`, from a mapping of members to labels."""
    return [(str(member), label) for member, label in labels.items() if isinstance(member, StrEnum)]
