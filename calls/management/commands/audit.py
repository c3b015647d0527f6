"""Looks for rows that break an invariant. Exit code 1 when there are any."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.audit import EVERYTHING, Finding, Scope, look
from calls.dispatch import clock
from calls.models import AuditRun

THE_ROW = 1


class Command(BaseCommand):
    help = "Checks I1 to I7: what is open, and what ended since the last audit without a finding."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Every escalation there is.")
        parser.add_argument("--json", action="store_true", help="One object, for a machine.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = clock.now()
        last = None if options["all"] else AuditRun.objects.filter(pk=THE_ROW).first()
        scope = EVERYTHING if last is None else Scope(last.started_at)
        findings: list[Finding] = []
        looked_at = 0
        for one in look(scope):
            if isinstance(one, Finding):
                findings.append(one)
            else:
                looked_at += one
        if not findings:
            done = {"started_at": began, "looked_at": looked_at}
            AuditRun.objects.update_or_create(pk=THE_ROW, defaults=done)
        self._report(findings, looked_at, as_json=options["json"])

    def _report(self, findings: list[Finding], looked_at: int, *, as_json: bool) -> None:
        if as_json:
            rows = [{"invariant": f.invariant, "row": f.row, "what": f.what} for f in findings]
            self.stdout.write(json.dumps({"looked_at": looked_at, "findings": rows}))
        else:
            for finding in findings:
                self.stdout.write(str(finding))
            self.stdout.write(f"{looked_at} escalations looked at, {len(findings)} findings")
        if findings:
            raise CommandError("Something broke an invariant.")
