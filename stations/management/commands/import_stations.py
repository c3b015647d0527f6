"""`manage.py import_stations FILE --region CODE`: the Ministry's list of nursing stations."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.importers.csvfile import UnreadableFile
from stations.importers.load import Report, import_stations
from stations.importers.problems import Problem
from teams.models import Region

# More lines than this help nobody; the rest is counted.
SHOWN = 200


class Command(BaseCommand):
    help = "Import visiting-nurse stations from the Ministry's open data (jigyosho_130.csv)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", required=True, help="code of the region")
        parser.add_argument("--dry-run", action="store_true", help="report, but change nothing")
        parser.add_argument(
            "--any-service", action="store_true", help="accept other kinds of service"
        )
        parser.add_argument(
            "--municipality",
            action="append",
            default=[],
            type=_municipality,
            metavar="CODE",
            help="only the rows of this municipality (six digits); may be repeated",
        )

    def handle(self, *, file: Path, region: str, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                report = import_stations(
                    file=opened,
                    region=_region(region),
                    now=timezone.now(),
                    dry_run=dry_run,
                    any_service=options["any_service"],
                    municipalities=options["municipality"],
                )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except UnreadableFile as error:
            raise CommandError(f"{file.name}: {error}") from error
        self._print(report)
        if report.errors:
            raise CommandError(_("Nothing was imported. Correct the rows above and try again."))
        if dry_run:
            self.stdout.write(_("This was a rehearsal; nothing was changed."))

    def _print(self, report: Report) -> None:
        self._list(_("Warnings"), report.warnings)
        self._list(_("Errors"), report.errors)
        self.stdout.write(
            _(
                "Rows read: %(read)d, new: %(new)d, changed: %(changed)d,"
                " unchanged: %(unchanged)d, warnings: %(warnings)d, errors: %(errors)d"
            )
            % {
                "read": report.read,
                "new": report.new,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "warnings": len(report.warnings),
                "errors": len(report.errors),
            }
        )

    def _list(self, title: str, problems: list[Problem]) -> None:
        if not problems:
            return
        self.stdout.write(f"{title}:")
        line = _("line %(line)d: %(sentence)s")
        for problem in problems[:SHOWN]:
            self.stdout.write("  " + line % {"line": problem.line, "sentence": problem})
        if (rest := len(problems) - SHOWN) > 0:
            self.stdout.write("  " + ngettext("… and %d more", "… and %d more", rest) % rest)
        for kind, count in Counter(problem.kind for problem in problems).most_common():
            self.stdout.write(f"  {count} × {Problem(0, kind, '…', '…')}")


def _municipality(code: str) -> str:
    if not re.fullmatch(r"[0-9]{6}", code):
        raise ArgumentTypeError(_("A municipality code has six digits, such as 192015."))
    return code


def _region(code: str) -> Region:
    try:
        return Region.objects.get(code=code)
    except Region.DoesNotExist:
        codes = "、".join(Region.objects.values_list("code", flat=True)) or "-"
        raise CommandError(
            _("There is no region “%(code)s”. There are: %(codes)s")
            % {"code": code, "codes": codes}
        ) from None
