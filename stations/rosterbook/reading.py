"""From a workbook to plain values, with every cell that cannot be read. No database."""

import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from stations.rosterbook.columns import (
    EXAMPLE,
    NO,
    SHEETS,
    YES,
    Column,
    Kind,
    Sheet,
    comparable,
    in_every_language,
)
from teams.phone import e164

MOST_ROWS = 5_000  # of a sheet
LARGEST = 5 * 1024 * 1024
DAYS = ("%Y/%m/%d", "%Y-%m-%d", "%Y.%m.%d")
MOMENTS = tuple(f"{day} %H:%M" for day in DAYS)


class UnreadableBook(ValueError):
    """It is no workbook of ours; the message says why, for the clerk."""


@dataclass(frozen=True)
class Problem:
    """`column` is "" where it concerns the row as a whole; `row` as the sheet counts them."""

    sheet: str
    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Row:
    """`values` by key; of what the cell left empty there is none."""

    number: int
    values: dict[str, Any]


@dataclass
class Book:
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(file: IO[bytes]) -> Book:
    """Raises `UnreadableBook`. Sheets of other names are left alone."""
    try:
        workbook = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableBook(_("This is no Excel workbook (.xlsx).")) from error
    known = {name: sheet for sheet in SHEETS for name in in_every_language(sheet.title)}
    book = Book()
    for worksheet in workbook.worksheets:
        sheet = known.get(comparable(worksheet.title))
        if sheet is not None:
            book.rows[sheet.key] = list(_rows(worksheet, sheet, book))
    if not book.rows:
        names = _(", ").join(str(sheet.title) for sheet in SHEETS)
        raise UnreadableBook(_("None of its sheets is one of these: %s") % names)
    return book


def _rows(worksheet: Any, sheet: Sheet, book: Book) -> Iterator[Row]:
    lines = worksheet.iter_rows(values_only=True)
    columns = _heading(next(lines, ()), sheet, book)
    example = tuple(in_every_language(EXAMPLE))
    for number, line in enumerate(lines, 2):
        if number > MOST_ROWS:
            words = _("A sheet has room for %d rows.") % MOST_ROWS
            book.problems.append(Problem(str(sheet.title), number, "", words))
            return
        if not any(cell not in (None, "") for cell in line):
            continue
        if comparable(str(line[0] or "")).startswith(example):
            continue
        yield _row(number, line, columns, sheet, book)


def _heading(line: tuple[Any, ...], sheet: Sheet, book: Book) -> dict[int, Column]:
    """The columns that are there, by place."""
    names = {name: one for one in sheet.columns for name in in_every_language(one.title)}
    found = {
        place: names[comparable(str(cell or ""))]
        for place, cell in enumerate(line)
        if comparable(str(cell or "")) in names
    }
    for column in sheet.columns:
        if column.needed and column not in found.values():
            words = _("This column is missing.")
            book.problems.append(Problem(str(sheet.title), 1, str(column.title), words))
    return found


def _row(
    number: int, line: tuple[Any, ...], columns: dict[int, Column], sheet: Sheet, book: Book
) -> Row:
    values = {}
    for place, column in columns.items():
        cell = line[place] if place < len(line) else None
        if isinstance(cell, str):
            cell = cell.strip()
        if cell in (None, ""):
            if column.needed:
                words = _("This cell is empty.")
                book.problems.append(Problem(str(sheet.title), number, str(column.title), words))
            continue
        try:
            values[column.key] = _value(cell, column)
        except ValidationError as error:
            words = " ".join(error.messages)
            book.problems.append(Problem(str(sheet.title), number, str(column.title), words))
    return Row(number, values)


def _value(cell: Any, column: Column) -> Any:
    """Raises `ValidationError`."""
    match column.kind:
        case Kind.PHONE:
            return e164(_digits(cell))
        case Kind.WHOLE:
            return _whole(cell)
        case Kind.DECIMAL:
            return _number(cell)
        case Kind.YES_NO:
            return _choice(cell, [(True, YES), (False, NO)])
        case Kind.CHOICE:
            return _choice(cell, list(column.choices))
        case Kind.DAY:
            return _moment(cell, DAYS, _("Write a day, such as 2026/12/01.")).date()
        case Kind.MOMENT:
            advice = _("Write day and time, such as 2026/12/01 18:00.")
            return timezone.make_aware(_moment(cell, MOMENTS, advice))
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _digits(cell: Any) -> str:
    """A number cell has lost the nought in front; every number in Japan begins with one."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"0{int(cell)}"
    return str(cell)


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        raise ValidationError(_("Write a number.")) from None


def _whole(cell: Any) -> int:
    number = _number(cell)
    if not number.is_integer() or not 0 <= number <= 32767:
        raise ValidationError(_("Write a whole number."))
    return int(number)


def _choice(cell: Any, choices: list[tuple[Any, Any]]) -> Any:
    if isinstance(cell, bool):
        cell = str(YES if cell else NO)
    wanted = comparable(str(cell))
    for value, words in choices:
        if wanted in in_every_language(words):
            return value
    allowed = _(", ").join(str(words) for _value, words in choices)
    raise ValidationError(_("One of these: %s") % allowed)


def _moment(cell: Any, forms: tuple[str, ...], advice: str) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    written = unicodedata.normalize("NFKC", str(cell))
    for form in forms:
        try:
            return datetime.strptime(written, form)
        except ValueError:
            continue
    raise ValidationError(advice)
