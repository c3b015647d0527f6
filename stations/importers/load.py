"""Writes what `ministry` reads: all of a file or nothing, in batches."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from stations.importers.ministry import Row, read_rows
from stations.importers.problems import Kind, Problem
from stations.models import Station
from teams.models import Region

# Rows per statement; one takes about a tenth of a second, far below the statement time-out.
BATCH = 1_000
# What the list says; `on_call_mobile` and `takes_part` are the region's own and never written.
PUBLISHED = [item.name for item in fields(Row) if item.name not in ("line", "office_number")]


@dataclass
class Report:
    """What an import did, or would do: counts of rows, and every problem by line."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.kind.refused]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.kind.refused]

    @property
    def read(self) -> int:
        """Rows, the refused ones among them; blank rows and other municipalities' are not."""
        refused = len({problem.line for problem in self.errors})
        return self.new + self.changed + self.unchanged + refused


def import_stations(
    *,
    file: BinaryIO,
    region: Region,
    now: datetime,
    dry_run: bool = False,
    any_service: bool = False,
    municipalities: Collection[str] = (),
) -> Report:
    """Bring the stations of the Ministry's list into the region's directory.

    A station is known by its provider number: met again it is updated. What the list leaves
    empty stays as it is, and so does the telephone of a station that takes part, because
    doctors call back on it. With one refused row, or with `dry_run`, nothing is changed.
    Raises `UnreadableFile`.
    """
    report = Report()
    with transaction.atomic():
        found = read_rows(file, any_service=any_service, municipalities=municipalities)
        rows = _rows(found, report)
        while batch := list(islice(rows, BATCH)):
            stations = list(_stations(batch, region, now, report))
            if not report.errors:
                Station.objects.bulk_create(
                    stations,
                    update_conflicts=True,
                    unique_fields=["office_number"],
                    update_fields=[*PUBLISHED, "imported_at"],
                )
        if dry_run or report.errors:
            transaction.set_rollback(True)
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _rows(found: Iterator[Row | Problem], report: Report) -> Iterator[Row]:
    for item in found:
        if isinstance(item, Problem):
            report.problems.append(item)
        else:
            yield item


def _stations(batch: list[Row], region: Region, now: datetime, report: Report) -> Iterator[Station]:
    """The rows as they shall stand in the table, counted against what stands there now."""
    known = Station.objects.select_related("region").in_bulk(
        [row.office_number for row in batch], field_name="office_number"
    )
    for row in batch:
        published = {name: getattr(row, name) for name in PUBLISHED}
        station = known.get(row.office_number)
        if station is None:
            report.new += 1
            yield Station(
                region=region, office_number=row.office_number, imported_at=now, **published
            )
            continue
        if station.region_id != region.pk:
            report.problems.append(
                Problem(row.line, Kind.OTHER_REGION, row.office_number, station.region.name)
            )
            continue
        if _update(station, published):
            report.changed += 1
        else:
            report.unchanged += 1
        station.imported_at = now
        yield station


def _update(station: Station, published: dict[str, object]) -> bool:
    """Take over what the list says; tell whether anything is different now."""
    different = False
    for name, value in published.items():
        own = getattr(station, name)
        if value in ("", None) or value == own:
            continue
        if name == "phone" and station.takes_part and own:
            continue
        setattr(station, name, value)
        different = True
    return different
