"""Many nights, in several processes, and what a reader wants to know of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from random import Random

from django.db import transaction

from calls.dispatch import core
from calls.dispatch.candidates import in_order
from calls.simulation import rosters, scratch
from calls.simulation.carrier import SimulatedCarrier
from calls.simulation.clockwork import Told
from calls.simulation.database import DatabaseDispatch
from calls.simulation.listed import InOrder
from calls.simulation.memory import Decide, MemoryDispatch
from calls.simulation.night import Night
from calls.simulation.telephone import simulated_telephones

A_BUNDLE = 50


@dataclass
class Sum:
    """What many nights came to. `broken` are the nights with something that must never be."""

    nights: int = 0
    events: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[Told] = field(default_factory=list)

    def add(self, told: Told) -> None:
        self.nights += 1
        self.events += told.events
        self.counts.update(told.counts)
        if told.broken:
            self.broken.append(told)

    def merge(self, other: "Sum") -> None:
        self.nights += other.nights
        self.events += other.events
        self.counts.update(other.counts)
        self.broken += other.broken


Play = Callable[[int], Told]


def in_memory(
    seed: int,
    *,
    decide: Decide = core.decide,
    put_in_order: InOrder = in_order,
    with_story: bool = False,
) -> Told:
    """One night in memory. The same seed gives the same night."""

    def begin(rng: Random, carrier: SimulatedCarrier, doctors: int) -> MemoryDispatch:
        setting = rosters.setting(rng, doctors)
        return MemoryDispatch(setting, carrier, decide=decide, put_in_order=put_in_order)

    return Night(seed, begin, with_story=with_story).play()


def on_tables(seed: int, *, with_story: bool = False) -> Told:
    """One night on PostgreSQL, rolled back at its end. The tables have to be empty."""
    with simulated_telephones(), transaction.atomic():
        try:
            return Night(seed, DatabaseDispatch, with_story=with_story).play()
        finally:
            transaction.set_rollback(True)


def nights(play: Play, seeds: range) -> Sum:
    """One after another, in this process."""
    total = Sum()
    for seed in seeds:
        total.add(play(seed))
    return total


def spread(play: Play, seeds: range, workers: int) -> Iterator[Sum]:
    """In so many processes, a bundle at a time; `play` has to be importable."""
    size = max(1, min(A_BUNDLE, len(seeds) // (workers * 4)))
    bundles = (seeds[n : n + size] for n in range(0, len(seeds), size))
    if workers == 1:
        yield from map(partial(nights, play), bundles)
        return
    scratch.let_go()
    fork = get_context("fork")
    prepare = scratch.take_one if play is on_tables else scratch.needs_none
    counter = fork.Value("i", 0)
    with ProcessPoolExecutor(workers, fork, initializer=prepare, initargs=(counter,)) as pool:
        # A few bundles ahead, so that a million nights are not a million promises.
        while ahead := list(islice(bundles, workers * 20)):
            yield from pool.map(partial(nights, play), ahead)
