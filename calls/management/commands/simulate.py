"""Simulated nights: a seed, people, a carrier that makes trouble, and no real telephone."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.simulation import running
from calls.simulation.running import Sum


class Command(BaseCommand):
    help = "Plays simulated nights and checks every promise in each of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nights", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1, help="Of the first night.")
        parser.add_argument("--workers", type=int, default=1, help="Processes.")
        parser.add_argument("--story", action="store_true", help="Tell what happened.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["story"]:
            for seed in range(options["seed"], options["seed"] + options["nights"]):
                self._tell(seed)
            return
        seeds = range(options["seed"], options["seed"] + options["nights"])
        total, began = Sum(), time.monotonic()
        for part in running.spread(running.in_memory, seeds, options["workers"]):
            total.merge(part)
        self._report(total, time.monotonic() - began)

    def _report(self, total: Sum, seconds: float) -> None:
        rate = total.nights / seconds if seconds else 0.0
        self.stdout.write(
            f"{total.nights} nights in {seconds:.1f} s, {rate:.0f} a second; {total.events} events"
        )
        for what, times in sorted(total.counts.items()):
            self.stdout.write(f"{times:12}  {what}")
        if not total.broken:
            return
        for told in total.broken[:10]:
            self.stdout.write(f"seed {told.seed}: {told.broken}")
        self._tell(total.broken[0].seed)
        raise CommandError(f"{len(total.broken)} of {total.nights} nights broke a promise.")

    def _tell(self, seed: int) -> None:
        told = running.in_memory(seed, with_story=True)
        self.stdout.write(f"manage.py simulate --nights 1 --seed {seed} --story")
        for line in told.story:
            self.stdout.write(line)
