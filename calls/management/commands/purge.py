"""Deletes what has been kept for long enough; the watch does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from calls.purging import purge


class Command(BaseCommand):
    help = "Deletes checks of numbers, notices, preflights and duties that are older than 400 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count.")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, number in purge(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{name}: {number}")
