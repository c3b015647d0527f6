"""Two people in the same moment, each on a connection of their own."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle

from django.db import connection

# Seconds by which the second starts after the first, from round to round: a race that one of them
# always wins shows half of what can happen.
APART = (0.0, 0.01, -0.01, 0.1, -0.1)


class Racers:
    """Runs functions in threads that keep their connections; a barrier lets them start as one."""

    def __init__(self, size):
        self._pool = ThreadPoolExecutor(size)
        self._apart = cycle(APART)

    def race(self, *works):
        """Start all at the same moment; return what each returned, or raise what one raised."""
        return self._race([(work, 0.0) for work in works])

    def closely(self, one, other):
        """Start both in one moment, or one of them a little before the other, in turn."""
        apart = next(self._apart)
        return self._race([(one, max(0.0, -apart)), (other, max(0.0, apart))])

    def _race(self, works):
        barrier = threading.Barrier(len(works))

        def start(work, lag):
            barrier.wait(5)
            time.sleep(lag)
            return work()

        running = [self._pool.submit(start, work, lag) for work, lag in works]
        return [one.result(20) for one in running]

    def close(self):
        size = self._pool._max_workers
        self.race(*[lambda: connection.close()] * size)
        self._pool.shutdown()


@contextmanager
def racers(size=2):
    running = Racers(size)
    try:
        yield running
    finally:
        running.close()
