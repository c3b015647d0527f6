"""The jobs by name: each takes plain values and returns what can be written as JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings

from backup_dispatch.bench.inside import crowd, past, presses


def _in_a_stack_alone(job: Callable[..., Any]) -> Callable[..., Any]:
    """Raises `RuntimeError` where the rows would stand among those of real people."""

    @wraps(job)
    def checked(**options: Any) -> Any:
        if settings.MODE != "demo":
            raise RuntimeError("A benchmark fills the installation that it has made, no other.")
        return job(**options)

    return checked


_JOBS: dict[str, Callable[..., Any]] = {
    "crowd": crowd.make,
    "press": presses.press,
    "close": presses.close,
    "fill": past.fill,
    "open": past.fill_open,
    "look": past.measure,
}
JOBS = {name: _in_a_stack_alone(job) for name, job in _JOBS.items()}
