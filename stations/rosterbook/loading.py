"""From plain values to the roster: all of a workbook, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from stations.models import AttendingDoctor
from stations.rosterbook.columns import ATTENDING, CLINICS, CONTACTS, DAYS, DOCTORS, SHEETS, Sheet
from stations.rosterbook.reading import Book, Problem, Row
from teams.models import Clinic, Contact, Doctor, Region, Team, Unavailability

A_MINUTE = timedelta(seconds=59, microseconds=999_999)


@dataclass
class Count:
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Report:
    """What an import did, or would do: counts by sheet, and every problem."""

    counts: dict[str, Count] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(one.new or one.changed for one in self.counts.values())

    def by_sheet(self) -> list[tuple[str, Count]]:
        return [
            (str(sheet.title), self.counts[sheet.key])
            for sheet in SHEETS
            if sheet.key in self.counts
        ]


def load(book: Book, region: Region, *, commit: bool) -> Report:
    """Bring the rows into the region's roster. What is known already is changed where the cell says
    otherwise; an empty cell changes nothing, and nobody is taken out. With one problem, or without
    `commit`, nothing is changed. Safe to repeat."""
    loader = _Loader(region)
    loader.report.problems += book.problems
    with transaction.atomic():
        for sheet in SHEETS:
            if sheet.key in book.rows:
                loader.load(sheet, book.rows[sheet.key])
        if loader.report.problems or not commit:
            transaction.set_rollback(True)
    places = {str(sheet.title): place for place, sheet in enumerate(SHEETS)}
    loader.report.problems.sort(key=lambda one: (places[one.sheet], one.row))
    return loader.report


class _Loader:
    def __init__(self, region: Region) -> None:
        self.region = region
        self.report = Report()

    def load(self, sheet: Sheet, rows: list[Row]) -> None:
        count = self.report.counts.setdefault(sheet.key, Count())
        needed = {column.key for column in sheet.columns if column.needed}
        seen: dict[Any, int] = {}
        for row in rows:
            if not needed <= row.values.keys():
                continue  # said already
            try:
                with transaction.atomic():
                    self._load_row(sheet, row, count, seen)
            except ValidationError as error:
                self._say(sheet, row, error)

    def _load_row(self, sheet: Sheet, row: Row, count: Count, seen: dict[Any, int]) -> None:
        found, rest = _FINDERS[sheet.key](self, dict(row.values))
        twice = _identity(found)
        if twice in seen:
            raise ValidationError(_("The same stands in row %d already.") % seen[twice])
        seen[twice] = row.number
        changes = {key: value for key, value in rest.items() if getattr(found, key) != value}
        if found.pk is not None and not changes:
            count.unchanged += 1
            return
        is_new = found.pk is None
        for key, value in changes.items():
            setattr(found, key, value)
        found.full_clean()
        found.save()
        if is_new:
            count.new += 1
        else:
            count.changed += 1

    def _say(self, sheet: Sheet, row: Row, error: ValidationError) -> None:
        titles = {column.key: str(column.title) for column in sheet.columns}
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for key, messages in fields.items():
            problem = Problem(str(sheet.title), row.number, titles.get(key, ""), " ".join(messages))
            self.report.problems.append(problem)

    # --- Of whom a row tells ------------------------------------------------------------

    def _clinic_row(self, values: dict[str, Any]) -> tuple[models.Model, dict[str, Any]]:
        name = values.pop("team")
        team = Team.objects.filter(region=self.region, name=name, is_outside=False).first()
        if team is None:
            position = Team.objects.filter(region=self.region).count() + 1
            team = Team.objects.create(region=self.region, name=name, position=position)
        known = Clinic.objects.filter(team__region=self.region, name=values["name"]).first()
        clinic = known or Clinic(team=team, name=values["name"])
        return clinic, values | {"team": team}

    def _doctor_row(self, values: dict[str, Any]) -> tuple[models.Model, dict[str, Any]]:
        clinic = self._clinic(values.pop("clinic"))
        known = Doctor.objects.filter(clinic=clinic, name=values["name"]).first()
        return known or Doctor(clinic=clinic, name=values["name"]), values

    def _contact_row(self, values: dict[str, Any]) -> tuple[models.Model, dict[str, Any]]:
        doctor = self._doctor(self._clinic(values.pop("clinic")), values.pop("doctor"))
        known = Contact.objects.filter(doctor=doctor, number=values["number"]).first()
        return known or Contact(doctor=doctor, number=values["number"]), values

    def _days_row(self, values: dict[str, Any]) -> tuple[models.Model, dict[str, Any]]:
        clinic, name = self._clinic(values.pop("clinic")), values.pop("doctor", None)
        of: dict[str, Any] = {"clinic": clinic}
        if name is not None:
            of = {"doctor": self._doctor(clinic, name)}
        when = {key: values.pop(key) for key in ("starts_at", "ends_at")}
        # A sheet has minutes, and no seconds.
        within = {f"{key}__range": (at, at + A_MINUTE) for key, at in when.items()}
        known = Unavailability.objects.filter(**of, **within).first()
        return known or Unavailability(**of, **when), values

    def _attending_row(self, values: dict[str, Any]) -> tuple[models.Model, dict[str, Any]]:
        who = {"name": values["name"], "clinic_name": values.get("clinic_name", "")}
        known = AttendingDoctor.objects.filter(region=self.region, **who).first()
        return known or AttendingDoctor(region=self.region, **who), values

    def _clinic(self, name: str) -> Clinic:
        clinic = Clinic.objects.filter(team__region=self.region, name=name).first()
        if clinic is None:
            raise ValidationError({"clinic": _("There is no clinic of this name.")})
        return clinic

    def _doctor(self, clinic: Clinic, name: str) -> Doctor:
        doctor = Doctor.objects.filter(clinic=clinic, name=name).first()
        if doctor is None:
            raise ValidationError({"doctor": _("This clinic has no doctor of this name.")})
        return doctor


def _identity(row: Any) -> Any:
    """What two rows that tell of the same have in common."""
    match row:
        case Clinic():
            return row.name
        case Doctor():
            return row.clinic_id, row.name
        case Contact():
            return row.doctor_id, row.number
        case Unavailability():
            return row.doctor_id, row.clinic_id, row.starts_at, row.ends_at
    return row.name, row.clinic_name


_FINDERS: dict[str, Callable[[_Loader, dict[str, Any]], tuple[Any, dict[str, Any]]]] = {
    CLINICS.key: _Loader._clinic_row,
    DOCTORS.key: _Loader._doctor_row,
    CONTACTS.key: _Loader._contact_row,
    DAYS.key: _Loader._days_row,
    ATTENDING.key: _Loader._attending_row,
}
