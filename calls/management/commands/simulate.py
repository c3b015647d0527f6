"""Simulated nights: a seed, people, a carrier that makes trouble, and no real telephone."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.simulation import running, scratch
from calls.simulation.running import Sum


class Command(BaseCommand):
    help = "Plays simulated nights and checks every promise in each of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nights", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1, help="Of the first night.")
        parser.add_argument("--workers", type=int, default=1, help="Processes.")
        parser.add_argument("--story", action="store_true", help="Tell what happened.")
        parser.add_argument(
            "--database", action="store_true", help="The whole product, on a database of its own."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"]:
            if settings.MODE == "production":
                raise CommandError("Nights are not simulated on a production system.")
            with scratch.database(options["workers"] if options["workers"] > 1 else 0):
                self._play(running.on_tables, " --database", **options)
        else:
            self._play(running.in_memory, "", **options)

    def _play(self, play: Any, flag: str, **options: Any) -> None:
        seeds = range(options["seed"], options["seed"] + options["nights"])
        if options["story"]:
            for seed in seeds:
                self._tell(play, flag, seed)
            return
        total, began = Sum(), time.monotonic()
        for part in running.spread(play, seeds, options["workers"]):
            total.merge(part)
        self._report(total, time.monotonic() - began)
        if total.broken:
            self._tell(play, flag, total.broken[0].seed)
            raise CommandError(f"{len(total.broken)} of {total.nights} nights broke a promise.")

    def _report(self, total: Sum, seconds: float) -> None:
        rate = total.nights / seconds if seconds else 0.0
        self.stdout.write(
            f"{total.nights} nights in {seconds:.1f} s, {rate:.1f} a second; {total.events} events"
        )
        for what, times in sorted(total.counts.items()):
            self.stdout.write(f"{times:12}  {what}")
        for told in total.broken[:10]:
            self.stdout.write(f"seed {told.seed}: {told.broken}")

    def _tell(self, play: Any, flag: str, seed: int) -> None:
        self.stdout.write(f"manage.py simulate --nights 1 --seed {seed} --story{flag}")
        for line in play(seed, with_story=True).story:
            self.stdout.write(line)
