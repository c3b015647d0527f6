"""How often a long-running process looks for memory to free."""

import gc

# Made and dropped again by one request: some ten thousand objects. Python's default of 700
# looks for cycles a hundred times in that while, an eighth of the time from press to call.
OBJECTS = 50_000


def settle() -> None:
    """Once everything is imported: look at none of it again, and seldom at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 10, 10)
