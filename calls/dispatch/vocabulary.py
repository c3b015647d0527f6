"""Where an escalation, an offer, a call or an SMS may stand, and why. Pure: no database."""

from enum import StrEnum


class Status(StrEnum):
    """Where an escalation stands."""

    SEARCHING = "searching"  # doctors are being asked
    UNANSWERED = "unanswered"  # everyone was asked; still open, a late yes counts
    ACCEPTED = "accepted"  # a doctor said yes; nurse and doctor have not yet spoken
    CONTACTED = "contacted"  # they have spoken; the doctor is on the way or advising
    CLOSED = "closed"  # ended with an outcome
    CANCELLED = "cancelled"  # called off by the nurse

    @property
    def is_open(self) -> bool:
        return self not in (Status.CLOSED, Status.CANCELLED)


class OfferState(StrEnum):
    """Where one doctor stands in one escalation."""

    WAITING = "waiting"  # on the list, not asked in this round
    ASKING = "asking"  # it is his turn
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"  # reached, no answer; his link and reply still count
    UNREACHABLE = "unreachable"  # no channel got through; link and reply still count
    SKIPPED = "skipped"  # passed over by a rule or by the nurse
    WITHDRAWN = "withdrawn"  # asked, and no longer needed
    RELEASED = "released"  # had it, and handed it back or was relieved; may say yes again

    @property
    def is_answerable(self) -> bool:
        """Whether a yes counts, as long as somebody is needed: help is help."""
        return self.is_thinking or self in (OfferState.WITHDRAWN, OfferState.RELEASED)

    @property
    def is_thinking(self) -> bool:
        """He was asked, and has not said anything yet."""
        return self in _THINKING


_THINKING = {OfferState.ASKING, OfferState.SILENT, OfferState.UNREACHABLE}


class Bar(StrEnum):
    """Why a doctor is passed over."""

    BY_NURSE = "by_nurse"
    UNAVAILABLE = "unavailable"  # he entered that he cannot
    CLINIC_UNAVAILABLE = "clinic_unavailable"
    LEFT = "left"  # no longer takes part
    NO_CONTACT = "no_contact"  # no number that could be used
    IS_OUT = "is_out"  # accepted another escalation, which is still open
    IS_ATTENDING = "is_attending"  # he is the attending doctor who cannot come
    NOT_HIM = "not_him"  # whoever picked up says that it is not his number
    REAL_FIRST = "real_first"  # of a drill: a real request needs his telephone


class Standing(StrEnum):
    """Why a doctor stands in for the attending doctor, whose absence was planned."""

    TOOK_IT = "took_it"  # of the teams; said beforehand that he would
    NAMED = "named"  # of the teams; the attending doctor named him
    NAMED_OUTSIDE = "named_outside"  # the attending doctor named him; in no team


class Channel(StrEnum):
    VOICE = "voice"
    TEXT = "text"


class Why(StrEnum):
    """Why the people in charge are alarmed, from the gravest on.

    It holds as long as `alarming.HOLDS_WHILE` says.
    """

    NOBODY = "nobody"  # everyone was asked, and nobody comes
    NOT_SPOKEN = "not_spoken"  # a doctor said yes; long after, they have not spoken
    FAILING = "failing"  # telephones or a fault of ours: the search cannot go on by itself
    WAITS = "waits"  # to a coordinator: a request waits for his pick


class AttemptState(StrEnum):
    """One call's or one SMS's life. It never runs backwards: see `rank`."""

    PLANNED = "planned"  # committed; the carrier was not asked yet
    PLACING = "placing"  # somebody is asking the carrier at this moment
    QUEUED = "queued"  # the carrier took it
    RINGING = "ringing"
    ANSWERED = "answered"  # somebody, or something, picked up
    SENT = "sent"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    DROPPED = "dropped"  # no longer wanted when its turn to be placed came

    @property
    def rank(self) -> int:
        return _RANKS.get(self, 9)

    @property
    def is_live(self) -> bool:
        return self.rank < 9

    @property
    def got_through(self) -> bool:
        """Whether a human may have noticed it."""
        return self in _GOT_THROUGH

    @property
    def goes_well(self) -> bool:
        """The carrier has it, and nothing has to be done about it: it is under way, or arrived."""
        return self in _GOES_WELL


_RANKS = {
    AttemptState.PLANNED: 0,
    AttemptState.PLACING: 1,
    AttemptState.QUEUED: 2,
    AttemptState.RINGING: 3,
    AttemptState.SENT: 3,
    AttemptState.ANSWERED: 4,
}
_GOT_THROUGH = {
    AttemptState.ANSWERED,
    AttemptState.COMPLETED,
    AttemptState.SENT,
    AttemptState.DELIVERED,
}
_GOES_WELL = {
    AttemptState.QUEUED,
    AttemptState.RINGING,
    AttemptState.ANSWERED,
    AttemptState.SENT,
    AttemptState.DELIVERED,
}
