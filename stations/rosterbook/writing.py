"""The roster as a workbook, with pick lists, so that it can be read back in."""

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from stations.models import AttendingDoctor
from stations.rosterbook.columns import (
    CLINICS,
    CONTACTS,
    DAYS,
    DOCTORS,
    EXAMPLE,
    NO,
    SHEETS,
    YES,
    Column,
    Kind,
    Sheet,
)
from stations.rosterbook.reading import MOST_ROWS
from teams.models import Clinic, Contact, Doctor, Region, Unavailability
from teams.phone import national

HEADING = PatternFill("solid", fgColor="DCE9E3")
WIDTH = 18


def book_of(region: Region | None) -> bytes:
    """The region's roster; without one an empty workbook with an example in each sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in SHEETS:
        worksheet = workbook.create_sheet(str(sheet.title))
        _heading(worksheet, sheet)
        for place, values in enumerate(_rows(sheet, region) if region else [_example(sheet)], 2):
            for number, value in enumerate(values, 1):
                _write(worksheet.cell(place, number), value)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _heading(worksheet: Any, sheet: Sheet) -> None:
    worksheet.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        cell = worksheet.cell(1, number, str(column.title))
        cell.font, cell.fill = Font(bold=column.needed), HEADING
        letter = get_column_letter(number)
        worksheet.column_dimensions[letter].width = WIDTH
        if column.kind is Kind.PHONE:  # or the nought in front is lost
            for row in range(2, 202):
                worksheet.cell(row, number).number_format = "@"
        if words := _to_pick_from(column):
            picks = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            picks.add(f"{letter}2:{letter}{MOST_ROWS}")
            worksheet.add_data_validation(picks)


def _to_pick_from(column: Column) -> list[str]:
    if column.kind is Kind.YES_NO:
        return [str(YES), str(NO)]
    return [str(words).replace(",", "") for _, words in column.choices]


def _write(cell: Cell, value: Any) -> None:
    """Words are words, whatever they begin with: nothing is a formula (ASVS 1.2.10)."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")


def _example(sheet: Sheet) -> list[Any]:
    first, *others = [_as_words(column.example) for column in sheet.columns]
    return [f"{EXAMPLE} {first}", *others]


def _as_words(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value)


def _rows(sheet: Sheet, region: Region) -> Iterable[list[Any]]:
    for row in _of(sheet, region):
        yield [_cell(column, row) for column in sheet.columns]


def _of(sheet: Sheet, region: Region) -> Iterable[Any]:
    in_order = "clinic__team__position", "clinic__position", "clinic", "position", "pk"
    match sheet.key:
        case CLINICS.key:
            clinics = Clinic.objects.filter(team__region=region, team__is_outside=False)
            return clinics.select_related("team").order_by("team__position", "position", "pk")
        case DOCTORS.key:
            return Doctor.objects.of_region(region).select_related("clinic").order_by(*in_order)
        case CONTACTS.key:
            of_it = Contact.objects.filter(doctor__in=Doctor.objects.of_region(region))
            return of_it.select_related("doctor__clinic").order_by(
                *(f"doctor__{one}" for one in in_order), "rank", "pk"
            )
        case DAYS.key:
            mine = Unavailability.objects.filter(doctor__in=Doctor.objects.of_region(region))
            clinics_own = Unavailability.objects.filter(clinic__team__region=region)
            both = (mine | clinics_own).select_related("doctor__clinic", "clinic")
            return both.order_by("starts_at", "pk")
    return AttendingDoctor.objects.filter(region=region).order_by("name_kana", "name", "pk")


def _cell(column: Column, row: Any) -> Any:
    value = _read(column.key, row)
    match column.kind:
        case Kind.PHONE:
            return national(value) if value else ""
        case Kind.YES_NO:
            return str(YES if value else NO)
        case Kind.CHOICE:
            return str(dict(column.choices).get(value, value)).replace(",", "")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y/%m/%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    return "" if value is None else value


def _read(key: str, row: Any) -> Any:
    """A column's value: of the row itself, or the name of what it belongs to."""
    match key, row:
        case "team", Clinic():
            return row.team.name
        case "clinic", Doctor():
            return row.clinic.name
        case "clinic", Contact():
            return row.doctor.clinic.name
        case "clinic", Unavailability(doctor=Doctor() as doctor):
            return doctor.clinic.name
        case "clinic", Unavailability():
            return str(row.clinic)
        case "doctor", Contact():
            return row.doctor.name
        case "doctor", Unavailability():
            return str(row.doctor or "")
    return getattr(row, key)
