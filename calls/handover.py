"""What a doctor asks for, in the order I-S-B-A-R. No database."""

from django.utils.translation import gettext_lazy as _

from calls.facts import Fact, Kind, Section
from stations.models.patient import Sex, Wish

YES_OR_NO = (("yes", _("yes")), ("no", _("no")), ("unknown", _("not known")))

# Whether the teams are meant for her: at home, visited by a doctor and by nurses.
LIVES = (
    ("home", _("at home, visited by a doctor")),
    ("surgery", _("at home, goes to the surgery")),
    ("care_home", _("in a care home")),
)

SECTIONS = (
    Section(
        "access",
        _("Where, and how to get in"),
        (
            Fact("address", _("Address"), Kind.LINES, needed=True),
            Fact("pin", _("Place on the map"), Kind.PIN, _("Such as 35.6641, 138.5662")),
            Fact("access", _("Floor, parking, key, dog"), Kind.LINES),
            Fact(
                "meeting",
                _("Who meets the doctor where"),
                hint=_("For instance: the nurse is in the house; at the corner by the post office"),
            ),
            Fact("nurse_there", _("When the nurse is there")),
        ),
    ),
    Section(
        "patient",
        _("I: Patient"),
        (
            Fact("initials", _("Initials")),
            Fact("full_name", _("Full name"), needed=True),
            Fact("birth_date", _("Birth date"), Kind.DAY, needed=True),
            Fact("age", _("Age"), Kind.NUMBER),
            Fact("sex", _("Sex"), Kind.CHOICE, choices=tuple(Sex.choices[:2])),
            Fact("key_person", _("Key person")),
            Fact("key_person_phone", _("Key person's telephone"), Kind.PHONE),
            Fact("lives", _("Where the patient lives"), Kind.CHOICE, choices=LIVES),
            Fact(
                "family_agrees",
                _("The family agrees that another doctor comes"),
                Kind.CHOICE,
                choices=YES_OR_NO[:2],
                needed=True,
            ),
        ),
    ),
    Section(
        "situation",
        _("S: Situation"),
        (
            Fact("situation", _("What, since when"), Kind.LINES, needed=True),
            Fact("consciousness", _("Consciousness")),
            Fact("breathing", _("Breathing")),
            Fact("spo2", _("SpO₂ and oxygen"), hint=_("For instance: 88 with 2 L")),
            Fact("pulse", _("Pulse (/min)"), Kind.NUMBER),
            Fact("pressure", _("Blood pressure (mmHg)"), Kind.NUMBER),
            Fact("temperature", _("Temperature (°C)"), Kind.NUMBER),
            Fact("pain", _("Pain")),
        ),
    ),
    Section(
        "background",
        _("B: Background"),
        (
            Fact("disease", _("Disease and course"), Kind.LINES, needed=True),
            Fact(
                "drugs",
                _("Drugs"),
                Kind.LINES,
                _("Anticoagulants, opioids and when they were last given"),
                needed=True,
            ),
            Fact("devices", _("Oxygen, ventilator, catheters")),
            Fact("allergies", _("Allergies")),
            Fact(
                "order",
                _("What the nursing order says for a sudden change"),
                Kind.LINES,
            ),
            Fact("last_visit", _("Last visit of a doctor")),
        ),
    ),
    Section(
        "assessment",
        _("A: Assessment and wish"),
        (
            Fact("assessment", _("What you think"), Kind.LINES),
            Fact(
                "wish",
                _("Where the patient wants to be in the end"),
                Kind.CHOICE,
                choices=tuple(Wish.choices),
                needed=True,
            ),
            Fact("wish_written", _("Where it is written")),
            Fact("decides", _("Who decides")),
        ),
    ),
    Section(
        "request",
        _("R: Request"),
        (
            Fact("request", _("What you ask the doctor to do"), Kind.LINES),
            Fact("equipment", _("What the doctor should bring")),
        ),
    ),
    Section(
        "death",
        _("When somebody has died"),
        (
            Fact("stopped_at", _("When breathing stopped")),
            Fact("expected", _("Was it expected?"), Kind.CHOICE, choices=YES_OR_NO),
            Fact("injury", _("Signs of an injury or a fall?"), Kind.CHOICE, choices=YES_OR_NO),
            Fact("pacemaker", _("A pacemaker?"), Kind.CHOICE, choices=YES_OR_NO),
            Fact("infection", _("An infection?")),
            Fact("forms", _("Forms in the house"), hint=_("Such as the form of a death paper")),
            Fact("who_is_there", _("Who is there")),
        ),
        of_a_death=True,
    ),
)
FACTS = {fact.key: fact for section in SECTIONS for fact in section.facts}
