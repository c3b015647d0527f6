"""`manage.py bench latency`; and `bench statements`, which that one asks of its own stack."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backup_dispatch.bench import command
from backup_dispatch.bench.statements import count


class Command(BaseCommand):
    help = "Measures how long a press, a busy line and a yes take, in an installation of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["latency", "statements"])
        command.add_arguments(parser)

    def handle(
        self, *, what: str, rounds: int, as_json: bool, english: bool, **options: Any
    ) -> None:
        if what == "statements":
            self._count_statements()
        elif code := command.latency(**{name: options[name] for name in command.OPTIONS}):
            raise SystemExit(code)

    def _count_statements(self) -> None:
        try:
            self.stdout.write(json.dumps(count()))
        except RuntimeError as error:
            raise CommandError(str(error)) from error
