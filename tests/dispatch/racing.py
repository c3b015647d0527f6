"""Two people in the same moment, each on a connection of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection


class Racers:
    """Runs functions in threads that keep their connections; a barrier lets them start as one."""

    def __init__(self, size):
        self._pool = ThreadPoolExecutor(size)

    def race(self, *works):
        """Start all at the same moment; return what each returned, or raise what one raised."""
        barrier = threading.Barrier(len(works))

        def start(work):
            barrier.wait(5)
            return work()

        running = [self._pool.submit(start, work) for work in works]
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
