"""Time as the simulated telephones feel it."""

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime


class Clock:
    """Wall time, with every simulated duration divided by `speed`."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wall(self, seconds: float) -> float:
        """How long `seconds` of a simulated telephone take on a real watch."""
        return seconds / self.speed

    def felt(self, wall_seconds: float) -> float:
        """How long `wall_seconds` are for somebody on a simulated telephone."""
        return wall_seconds * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.wall(seconds))


def rfc2822(moment: datetime) -> str:
    """`Thu, 30 Jul 2015 20:12:31 +0000`, the form in which Twilio writes every date."""
    return format_datetime(moment)
