"""Reads the Ministry's open data of care providers (介護サービス情報公表システム).

One file per kind of service, `jigyosho_130.csv` being visiting nursing: 24 columns, of which
those in `COLUMNS` are read, wherever they stand. Nothing here touches the database.
"""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stations.importers.csvfile import UnreadableFile, plain, read_table
from stations.importers.places import Municipalities, Warn, coordinates
from stations.importers.problems import Kind, Problem
from teams.phone import e164

VISITING_NURSING = "訪問看護"
# Our field → the Ministry's heading and the longest text that is kept, in characters.
COLUMNS = {
    "office_number": ("事業所番号", 10),
    "name": ("事業所名", 200),
    "name_kana": ("事業所名カナ", 200),
    "service": ("サービスの種類", 60),
    "municipality_code": ("都道府県コード又は市町村コード", 6),
    "prefecture": ("都道府県名", 10),
    "city": ("市区町村名", 40),
    "address": ("住所", 300),
    "building": ("方書（ビル名等）", 200),
    "latitude": ("緯度", 40),
    "longitude": ("経度", 40),
    "phone": ("電話番号", 60),
    "fax": ("FAX番号", 60),
    "corporation_number": ("法人番号", 40),
    "corporation": ("法人の名称", 200),
    "url": ("URL", 500),
}
# Read further before they are judged, so that what is wrong with them is said better there.
JUDGED_LATER = {"office_number", "municipality_code"}


@dataclass(frozen=True, slots=True)
class Row:
    """One provider, cleaned. Numbers are E.164; `""` and None are what the file does not say."""

    line: int
    office_number: str
    name: str
    name_kana: str
    service: str
    municipality_code: str
    prefecture: str
    city: str
    address: str
    building: str
    latitude: float | None
    longitude: float | None
    phone: str
    fax: str
    corporation_number: str
    corporation: str
    url: str


def read_rows(
    file: BinaryIO, *, any_service: bool = False, municipalities: Collection[str] = ()
) -> Iterator[Row | Problem]:
    """Yield every provider of the file, and every problem before the row that has it.

    A row with a refusing problem is not yielded. Blank rows are passed over, and so are, when
    `municipalities` (six-digit codes) are given, the rows of others; a row that does not tell
    its own is named. A number that comes twice is a problem of the second row. Raises
    `UnreadableFile` when the file as a whole is wrong.
    """
    table = read_table(file)
    columns, width = _heading(table)
    known = Municipalities()
    first_line: dict[str, int] = {}
    for line, cells in table:
        if isinstance(cells, csv.Error):
            yield Problem(line, Kind.BROKEN, str(cells))
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            yield Problem(line, Kind.WIDTH, str(len(cells)), width)
            continue
        raw = _with_prefecture({field: plain(cells[at]) for field, at in columns.items()})
        code, _city = known.find(raw)
        if municipalities and code not in municipalities:
            if not code:
                yield Problem(line, Kind.LEFT_OUT, raw["address"])
            continue
        faults = list(_faults(line, cells, raw, any_service))
        number = raw["office_number"].upper()
        if number and number in first_line:
            faults.append(Problem(line, Kind.TWICE, number, first_line[number]))
        first_line.setdefault(number, line)
        if faults:
            yield from faults
            continue
        warnings: list[Problem] = []
        row = _clean(line, raw | {"office_number": number}, known, warnings)
        yield from warnings
        yield row


def _heading(table: Iterator[tuple[int, list[str] | csv.Error]]) -> tuple[dict[str, int], int]:
    """Where each field stands, and how many columns there are."""
    _line, cells = next(table)
    if isinstance(cells, csv.Error):
        raise UnreadableFile(_("The heading of the file cannot be read as CSV."))
    names = [plain(cell) for cell in cells]
    missing = [name for name, _limit in COLUMNS.values() if plain(name) not in names]
    if missing:
        raise UnreadableFile(
            _("These columns are missing in the first line of the file: %(columns)s")
            % {"columns": "、".join(missing)}
        )
    columns = {field: names.index(plain(name)) for field, (name, _limit) in COLUMNS.items()}
    return columns, len(names)


def _with_prefecture(raw: dict[str, str]) -> dict[str, str]:
    """The row with an address that begins with its prefecture; one in five lacks it."""
    address, prefecture = raw["address"], raw["prefecture"]
    if not address or address.startswith(prefecture):
        return raw
    return raw | {"address": prefecture + address}


def _faults(
    line: int, cells: list[str], raw: dict[str, str], any_service: bool
) -> Iterator[Problem]:
    """What keeps a row out."""
    if any("\0" in cell or "\ufffd" in cell for cell in cells):
        yield Problem(line, Kind.CHARACTERS)
    if not raw["office_number"]:
        yield Problem(line, Kind.NO_NUMBER)
    elif not re.fullmatch(r"[0-9A-Z]{10}", raw["office_number"].upper()):
        yield Problem(line, Kind.NUMBER, raw["office_number"])
    if not any_service and raw["service"] != VISITING_NURSING:
        yield Problem(line, Kind.SERVICE, raw["service"])
    if not raw["name"]:
        yield Problem(line, Kind.NO_NAME)
    for field, (name, limit) in COLUMNS.items():
        if field not in JUDGED_LATER and len(raw[field]) > limit:
            yield Problem(line, Kind.TOO_LONG, name, limit)


def _clean(line: int, raw: dict[str, str], known: Municipalities, warnings: list[Problem]) -> Row:
    """Put right what can be put right, leave empty what cannot be read, and say so."""

    def warn(kind: Kind, value: str) -> None:
        warnings.append(Problem(line, kind, value))

    number, name, kana = raw["office_number"], raw["name"], raw["name_kana"]
    if number.isdigit() and not luhn(number):
        warn(Kind.CHECK_DIGIT, number)
    if _is_kana(name) and _has_kanji(kana):
        name, kana = kana, name
        warn(Kind.SWAPPED_NAMES, name)
    code, city = known.complete(raw, warn)
    latitude, longitude = coordinates(raw["latitude"], raw["longitude"], warn)
    corporation_number = raw["corporation_number"]
    if corporation_number and not re.fullmatch(r"[0-9]{13}", corporation_number):
        warn(Kind.CORPORATION, corporation_number)
        corporation_number = ""
    return Row(
        line=line,
        office_number=number,
        name=name,
        name_kana=kana,
        service=raw["service"],
        municipality_code=code,
        prefecture=raw["prefecture"],
        city=city,
        address=raw["address"],
        building=raw["building"],
        latitude=latitude,
        longitude=longitude,
        phone=_phone(raw["phone"], Kind.PHONE, warn),
        fax=_phone(raw["fax"], Kind.FAX, warn),
        corporation_number=corporation_number,
        corporation=raw["corporation"],
        url=raw["url"],
    )


def _phone(written: str, kind: Kind, warn: Warn) -> str:
    if not written:
        return ""
    try:
        return e164(written)
    except ValidationError:
        warn(kind, written)
        return ""


def _is_kana(text: str) -> bool:
    """Whether kana are the only letters, digits and signs apart."""
    letters = re.sub(r"[\W\d_]", "", text)
    return bool(re.fullmatch(r"[ぁ-ゖァ-ヺー]+", letters))


def _has_kanji(text: str) -> bool:
    return bool(re.search(r"[一-鿿]", text))


def luhn(digits: str) -> bool:
    """Whether the last digit is right by Luhn's rule; it is in 93 % of the Ministry's rows."""
    twice = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    backwards = [int(digit) for digit in reversed(digits)]
    return (sum(backwards[0::2]) + sum(twice[digit] for digit in backwards[1::2])) % 10 == 0
