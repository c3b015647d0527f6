"""Would calls and SMS go out, and come back? Exit code 1 when something has to be mended."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from calls.preflight import in_words, keep, preflight


class Command(BaseCommand):
    help = "Checks account, numbers, webhooks, addresses and clock; says how to mend what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="One object, for a machine.")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = keep(preflight())
        lines = in_words(findings)
        if options["json"]:
            rows = [
                {"problem": str(one.problem), "facts": one.facts, "words": line}
                for one, line in zip(findings, lines, strict=True)
            ]
            self.stdout.write(json.dumps({"findings": rows}, ensure_ascii=False))
        else:
            for line in lines or [_("Calls and SMS go out, and their answers come back.")]:
                self.stdout.write(line)
        if findings:
            raise CommandError(_("%(count)d to be mended.") % {"count": len(findings)})
