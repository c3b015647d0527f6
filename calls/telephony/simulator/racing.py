"""Two things at once, of which the first one counts."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def unless(
    interruption: Coroutine[Any, Any, object], work: Coroutine[Any, Any, Result]
) -> Result | None:
    """Return what `work` returns, or None when the interruption ended first.

    Whichever is still running is cancelled, and has ended, when this returns. An exception
    of either is raised. When both end together, the work counts.
    """
    working, interrupting = asyncio.create_task(work), asyncio.create_task(interruption)
    try:
        await asyncio.wait({working, interrupting}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        interrupting.result()
        return None
    finally:
        working.cancel()
        interrupting.cancel()
        await asyncio.wait({working, interrupting})
