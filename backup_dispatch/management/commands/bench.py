"""`manage.py bench`; and what a benchmark asks of its own stack: `bench statements`, `inside`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backup_dispatch.bench import command
from backup_dispatch.bench.inside import jobs
from backup_dispatch.bench.statements import count


class Command(BaseCommand):
    help = "Measures the product, in an installation of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whats = command.add_arguments(parser)
        whats.add_parser("statements")
        inside = whats.add_parser("inside")
        inside.add_argument("job", choices=jobs.JOBS)
        inside.add_argument("options", type=json.loads)

    def handle(self, *, what: str, **options: Any) -> None:
        """Of Django's own options a benchmark wants none."""
        if what == "statements":
            self._count_statements()
        elif what == "inside":
            self.stdout.write(json.dumps(jobs.JOBS[options["job"]](**options["options"])))
        else:
            own = {name: options[name] for name in command.names(what)}
            if code := command.run(what=what, **own):
                raise SystemExit(code)

    def _count_statements(self) -> None:
        try:
            self.stdout.write(json.dumps(count()))
        except RuntimeError as error:
            raise CommandError(str(error)) from error
