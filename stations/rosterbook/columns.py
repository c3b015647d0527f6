"""The sheets of the workbook and their columns. No database.

A heading is known in every language of the product, whatever case and width it is written in.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from teams.models import ClinicClass


class Kind(Enum):
    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    DAY = "day"
    MOMENT = "moment"
    PHONE = "phone"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """`needed`: no row without it. `example` stands in the first row of an empty workbook."""

    key: str
    title: Any
    kind: Kind = Kind.TEXT
    needed: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    example: Any = ""


@dataclass(frozen=True)
class Sheet:
    key: str
    title: Any
    columns: tuple[Column, ...]


YES, NO = _("yes"), _("no")
CLINIC = Column("clinic", _("clinic"), needed=True, example="見本クリニック")
DOCTOR = Column("doctor", _("doctor"), needed=True, example="見本 太郎")

CLINICS = Sheet(
    "clinics",
    _("clinics"),
    (
        Column("team", _("team"), needed=True, example="Aチーム"),
        Column("name", _("clinic"), needed=True, example="見本クリニック"),
        Column("name_kana", _("name in kana"), example="ミホンクリニック"),
        Column(
            "clinic_class",
            _("class"),
            Kind.CHOICE,
            choices=tuple(ClinicClass.choices),
            example=ClinicClass.ENHANCED_LINKED.label,
        ),
        Column("phone", _("telephone"), Kind.PHONE, example="055-000-0001"),
        Column("address", _("address"), example="見本市丸の内0丁目0-0"),
        Column("latitude", _("latitude"), Kind.DECIMAL, example=35.662),
        Column("longitude", _("longitude"), Kind.DECIMAL, example=138.568),
        Column("position", _("position"), Kind.WHOLE, example=1),
    ),
)
DOCTORS = Sheet(
    "doctors",
    _("doctors"),
    (
        CLINIC,
        Column("name", _("doctor"), needed=True, example="見本 太郎"),
        Column("name_kana", _("name in kana"), example="ミホン タロウ"),
        Column("position", _("position"), Kind.WHOLE, example=1),
        Column("is_active", _("takes part"), Kind.YES_NO, example=YES),
    ),
)
CONTACTS = Sheet(
    "contacts",
    _("contacts"),
    (
        CLINIC,
        DOCTOR,
        Column("number", _("number"), Kind.PHONE, needed=True, example="090-0000-0001"),
        Column("rank", _("rank"), Kind.WHOLE, example=1),
        Column("can_voice", _("takes calls"), Kind.YES_NO, example=YES),
        Column("can_text", _("takes SMS"), Kind.YES_NO, example=YES),
        Column("is_shared", _("shared"), Kind.YES_NO, example=NO),
        Column("sheet_consent_on", _("consent to print, on"), Kind.DAY, example="2026/12/01"),
    ),
)
DAYS = Sheet(
    "days",
    _("unavailable periods"),
    (
        CLINIC,
        Column("doctor", _("doctor"), example="見本 太郎"),
        Column("starts_at", _("from"), Kind.MOMENT, needed=True, example="2026/12/29 18:00"),
        Column("ends_at", _("until"), Kind.MOMENT, needed=True, example="2027/01/04 08:00"),
        Column("note", _("note"), example="年末年始"),
    ),
)
ATTENDING = Sheet(
    "attending",
    _("attending doctors"),
    (
        Column("name", _("name"), needed=True, example="見本 花子"),
        Column("name_kana", _("name in kana"), example="ミホン ハナコ"),
        Column("clinic_name", _("clinic"), example="見本医院"),
        Column("phone", _("telephone"), Kind.PHONE, example="055-000-0002"),
    ),
)
# In the order in which one refers to another.
SHEETS = (CLINICS, DOCTORS, CONTACTS, DAYS, ATTENDING)
# A row that begins so shows how it is done, and is not read.
EXAMPLE = _("example:")


def in_every_language(words: Any) -> Iterator[str]:
    """As a heading may be written, made comparable."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield comparable(str(words))


def comparable(text: str) -> str:
    """Without spaces, and without commas, which no pick list can hold."""
    return "".join(unicodedata.normalize("NFKC", text).replace(",", "").split()).casefold()
