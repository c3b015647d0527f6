"""Looks for rows that break an invariant. Exit code 1 when there are any."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.audit import Report, audit


class Command(BaseCommand):
    help = "Checks I1 to I7: what is open, and what ended since the last audit without a finding."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Every escalation there is.")
        parser.add_argument("--json", action="store_true", help="One object, for a machine.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit(everything=options["all"])
        if options["json"]:
            self.stdout.write(_as_json(report))
        else:
            for finding in report.findings:
                self.stdout.write(str(finding))
            found = len(report.findings)
            self.stdout.write(f"{report.looked_at} escalations looked at, {found} findings")
        if report.findings:
            raise CommandError("Something broke an invariant.")


def _as_json(report: Report) -> str:
    rows = [{"invariant": f.invariant, "row": f.row, "what": f.what} for f in report.findings]
    return json.dumps({"looked_at": report.looked_at, "findings": rows})
