"""Everything that happened, kept for a test to read, and the bell that rings at each change."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Record:
    requests: list[dict[str, Any]] = field(default_factory=list)
    callbacks: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, object]] = field(default_factory=list)

    def clear(self) -> None:
        self.requests.clear()
        self.callbacks.clear()
        self.errors.clear()


class Changes:
    """A counter that grows with every change somebody can see, and can be waited for."""

    def __init__(self) -> None:
        self.version = 0
        self._bell = asyncio.Event()

    def ring(self) -> None:
        self.version += 1
        self._bell.set()
        self._bell = asyncio.Event()

    async def after(self, version: int, seconds: float) -> int:
        """Return as soon as the counter is past `version`, or when the seconds are over."""
        if self.version == version:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), seconds)
        return self.version
