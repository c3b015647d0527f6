"""What can be wrong with a row of the Ministry's list, and what we say about it."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    """Every kind has a sentence; `refused` ones keep the whole file out, the others warn."""

    WIDTH = True, _("The row has %(value)s columns; the heading has %(limit)s.")
    BROKEN = True, _("From here the file cannot be read as CSV: %(value)s")
    CHARACTERS = True, _("The row holds characters that cannot be read.")
    NO_NUMBER = True, _("The provider number is missing.")
    NUMBER = True, _("A provider number has ten digits or capital letters: %(value)s")
    TWICE = True, _("The provider number %(value)s is already in line %(limit)s.")
    SERVICE = True, _("“%(value)s” is another kind of service, not visiting nursing.")
    NO_NAME = True, _("The name is missing.")
    TOO_LONG = True, _("“%(value)s” is longer than %(limit)s characters.")
    OTHER_REGION = True, _("The provider number %(value)s belongs to the region %(limit)s.")

    CHECK_DIGIT = False, _("The check digit of the provider number %(value)s is unusual.")
    SWAPPED_NAMES = False, _("Name and kana were swapped; put right: %(value)s")
    NO_MUNICIPALITY = False, _("The municipality code is unknown; check the city: %(value)s")
    LEFT_OUT = False, _("The row was left out, its municipality being unknown: %(value)s")
    CITY_COMPLETED = False, _("The city was completed: %(value)s")
    NO_CITY = False, _("The city is missing: %(value)s")
    SWAPPED_PLACE = False, _("Latitude and longitude were swapped; put right: %(value)s")
    PLACE = False, _("The place is not in Japan and was left empty: %(value)s")
    PHONE = False, _("The telephone number cannot be read and was left empty: %(value)s")
    FAX = False, _("The fax number cannot be read and was left empty: %(value)s")
    CORPORATION = False, _("A corporate number has 13 digits; left empty: %(value)s")

    def __init__(self, refused: bool, sentence: Promise) -> None:
        self.refused = refused
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one line (counted from 1, the heading being line 1)."""

    line: int
    kind: Kind
    value: str = ""
    limit: int | str = ""

    def __str__(self) -> str:
        # A cell may hold a whole page; a sentence does not.
        value = self.value if len(self.value) <= 60 else f"{self.value[:60]}…"
        return str(self.kind.sentence) % {"value": value, "limit": self.limit}
