"""The words a nurse chooses from: what is wanted, for whom, why, and what came of it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.IntegerChoices):
    """Whose call goes out first when the carrier takes fewer than are wanted; 1 is first.

    The dead can wait, the breathless cannot. Between two of the same, age decides.
    """

    BREATHLESS = 1  # minutes count
    SUFFERING = 2  # pain, fever, a tube that came out; and whatever was not named
    DYING = 3  # expected, and somebody is with him
    DEAD = 4  # the family waits, the patient no longer
    DRILL = 5  # nobody waits


class CaseKind(models.TextChoices):
    """What kind of case it is. The nurse and, after his yes, the doctor read it."""

    DEATH = "death", _("Death at home")
    DYING = "dying", _("Close to death")
    FEVER = "fever", _("Fever or infection")
    PAIN = "pain", _("Pain or distress")
    BREATHING = "breathing", _("Trouble breathing")
    DEVICE = "device", _("Trouble with a tube or device")
    OTHER = "other", _("Something else")

    @property
    def severity(self) -> Severity:
        return _SEVERITY.get(self, Severity.SUFFERING)


_SEVERITY = {
    CaseKind.BREATHING: Severity.BREATHLESS,
    CaseKind.DYING: Severity.DYING,
    CaseKind.DEATH: Severity.DEAD,
}


class AbsenceReason(models.TextChoices):
    """Why the attending doctor does not come."""

    NO_ANSWER = "no_answer", _("Does not answer")
    AWAY = "away", _("Away (congress, travel)")
    ILL = "ill", _("Ill")
    WITH_PATIENT = "with_patient", _("With another patient")
    ON_LEAVE = "on_leave", _("On leave")
    OTHER = "other", _("Another reason")


class Wanted(models.TextChoices):
    """The help that is wanted."""

    VISIT = "visit", _("House call")
    ADVICE = "advice", _("Advice by phone")
    CONFIRMATION = "confirmation", _("Confirmation of death")

    @property
    def in_neutral_words(self) -> Any:
        """What an SMS, a call and the page before the yes may say."""
        return _NEUTRAL[self]


_NEUTRAL = {
    Wanted.VISIT: _("urgent house call"),
    Wanted.ADVICE: _("advice by telephone"),
    Wanted.CONFIRMATION: _("house call"),
}


class Outcome(models.TextChoices):
    """What came of it."""

    VISITED = "visited", _("House call made")
    DEATH_CONFIRMED = "death_confirmed", _("Death confirmed")
    ADVISED = "advised", _("Solved by advice on the phone")
    AMBULANCE = "ambulance", _("Ambulance")
    ATTENDING_CAME = "attending_came", _("Attending doctor reached after all")
    WAITED = "waited", _("Waited until morning")
    NOBODY = "nobody", _("Nobody found")
    ERROR = "error", _("Opened in error")
    DRILL = "drill", _("Drill")


class DeathPaper(models.TextChoices):
    """Which the doctor chose; the software never does."""

    CERTIFICATE = "certificate", _("death certificate")
    EXAMINATION = "examination", _("certificate after an inquest examination")
    ATTENDING = "attending", _("the attending doctor writes it later")
    UNDECIDED = "undecided", _("not decided yet")


class Letter(models.TextChoices):
    """The attending doctor's letter (診療情報提供書), which may follow the visit."""

    ASKED = "asked", _("asked for")
    RECEIVED = "received", _("received")
    NOT_NEEDED = "not_needed", _("not needed")


class BilledBy(models.TextChoices):
    VISITING = "visiting", _("the visiting doctor's clinic")
    ATTENDING = "attending", _("the attending doctor's clinic")
    OPEN = "open", _("not settled yet")


class CallHours(models.TextChoices):
    """The class of the add-on; its points change every two years, and stand nowhere here."""

    URGENT = "urgent", _("urgent")
    NIGHT = "night", _("night or holiday")
    DEEP_NIGHT = "deep_night", _("late at night")
    NONE = "none", _("none")


# The doctor who had accepted did what was wanted.
HELPED = (Outcome.VISITED, Outcome.DEATH_CONFIRMED, Outcome.ADVISED)
