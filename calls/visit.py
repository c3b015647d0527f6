"""What came of a visit, as the doctor writes it down, or the nurse for him. No database.

Nothing is computed here: no verdict on a death, and no fee.
"""

from django.utils.translation import gettext_lazy as _

from calls.facts import Fact, Kind, Section
from calls.handover import YES_OR_NO
from calls.models.choices import BilledBy, CallHours, DeathPaper, Letter, Outcome

# What a doctor can say; the rest is the nurse's to say.
OUTCOMES = (Outcome.VISITED, Outcome.DEATH_CONFIRMED, Outcome.ADVISED, Outcome.AMBULANCE)

SECTIONS = (
    Section(
        "outcome",
        _("What came of it"),
        (
            Fact(
                "outcome",
                _("Outcome"),
                Kind.CHOICE,
                choices=tuple((one.value, one.label) for one in OUTCOMES),
                needed=True,
            ),
            Fact("treatment", _("What was done, in brief"), Kind.LINES),
        ),
    ),
    Section(
        "death_paper",
        _("Death paper"),
        (
            Fact("death_paper", _("Paper"), Kind.CHOICE, choices=tuple(DeathPaper.choices)),
            Fact("died_at", _("Time of death, as confirmed")),
        ),
        of_a_death=True,
    ),
    Section(
        "morning",
        _("For the morning"),
        (
            Fact("orders", _("Orders until the attending doctor comes"), Kind.LINES),
            Fact(
                "attending",
                _("What the attending doctor must know"),
                Kind.LINES,
                needed=True,
            ),
            Fact(
                "letter", _("Attending doctor's letter"), Kind.CHOICE, choices=tuple(Letter.choices)
            ),
        ),
    ),
    Section(
        "settlement",
        _("Billing and settlement"),
        (
            Fact("billed_by", _("Who bills"), Kind.CHOICE, choices=tuple(BilledBy.choices)),
            Fact("hours", _("Add-on"), Kind.CHOICE, choices=tuple(CallHours.choices)),
            Fact("linked", _("A standing link of the clinics?"), Kind.CHOICE, choices=YES_OR_NO),
            Fact("linked_since", _("Linked since")),
            Fact("honorarium", _("Honorarium (yen)"), Kind.YEN),
            Fact("travel_cost", _("Travel (yen)"), Kind.YEN),
            Fact("paid_by", _("Paid by")),
            Fact("settled_on", _("Settled on"), Kind.DAY),
            Fact("materials", _("Materials used (home oxygen and others)"), Kind.LINES),
        ),
    ),
)
# These stand as they are, for the office's list; everything else is encrypted.
OF_THE_SETTLEMENT = (
    "billed_by", "hours", "linked", "linked_since", "honorarium", "travel_cost", "paid_by",
    "settled_on",
)  # fmt: skip
