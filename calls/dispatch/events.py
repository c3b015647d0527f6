"""Facts that come in to the decision: what happened, or who did what."""

from dataclasses import dataclass

from calls.dispatch.vocabulary import Why


@dataclass(frozen=True, slots=True)
class Opened:
    """The nurse pressed; the list was made."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Time has passed, or a call or an SMS has moved: look again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The carrier took a call or an SMS of this doctor's turn."""

    offer: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """`on_page`: he said it on his page, so he needs no link to it. `at_a_colleagues`: on the
    telephone that he shares with the doctor who was asked, so he may not have been himself.
    `to_nurse`: to the nurse, who called him herself, asked or not."""

    offer: int
    on_page: bool = False
    at_a_colleagues: bool = False
    to_nurse: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """`to_nurse`: as for a yes."""

    offer: int
    to_nurse: bool = False


@dataclass(frozen=True, slots=True)
class NotHim:
    """Whoever picked up his telephone says that it is not his."""

    offer: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """The nurse passes a doctor over."""

    offer: int


@dataclass(frozen=True, slots=True)
class PutFirst:
    """The nurse wants this doctor asked next."""

    offer: int


@dataclass(frozen=True, slots=True)
class Spoke:
    """Nurse and doctor have spoken: either of them says so.

    `offer`: the doctor who is meant, so that a tap on a page that is out of date says nothing
    of a colleague; None: whoever has accepted.
    """

    offer: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivalGiven:
    """The doctor who accepted will be there in so many minutes; he or the nurse says so."""

    offer: int
    minutes: int
    by_doctor: bool


@dataclass(frozen=True, slots=True)
class NotConnected:
    """The doctor who accepted wanted to talk with the nurse, and she did not pick up."""

    offer: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """The doctor is there; he or the nurse says so."""

    offer: int


@dataclass(frozen=True, slots=True)
class TookOver:
    """A nurse of the station takes it over from a colleague, or gives another number.

    `number` on which the doctor reaches her (E.164); empty: the one that holds.
    """

    nurse: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class HandedBack:
    """The doctor who accepted cannot go after all."""

    offer: int


@dataclass(frozen=True, slots=True)
class SearchedOn:
    """The nurse looks for another doctor: this one, who accepted, does not come.

    It names him, so that a tap on a page that is out of date relieves nobody else.
    """

    offer: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was ended in error."""


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The doctor who accepted cannot open his page any more."""

    offer: int


@dataclass(frozen=True, slots=True)
class GaveWay:
    """A drill rings this doctor, and a real request needs his telephone."""

    offer: int


@dataclass(frozen=True, slots=True)
class Restarted:
    """The nurse searches once more after nobody was found."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    pass


@dataclass(frozen=True, slots=True)
class Closed:
    pass


# Alarms


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """Somebody, or a check of ours, found what people in charge must know of at once."""

    why: Why


@dataclass(frozen=True, slots=True)
class TakenCharge:
    """A human takes care of it; `alarm`: by which alarm, None for somebody who signed in.

    `picks`: he was called to pick a doctor, and for nothing else.
    """

    alarm: int | None
    picks: bool = False


# A coordinator


@dataclass(frozen=True, slots=True)
class Picked:
    """A coordinator wants this doctor asked now."""

    offer: int


@dataclass(frozen=True, slots=True)
class ListWanted:
    """A coordinator picks nobody: the list may begin."""


Event = (
    Opened
    | Woken
    | Taken
    | Accepted
    | Declined
    | Skipped
    | PutFirst
    | Spoke
    | ArrivalGiven
    | Arrived
    | TookOver
    | HandedBack
    | SearchedOn
    | Reopened
    | LinkLost
    | GaveWay
    | NotConnected
    | NotHim
    | Restarted
    | Cancelled
    | Closed
    | AlarmRaised
    | TakenCharge
    | Picked
    | ListWanted
)
