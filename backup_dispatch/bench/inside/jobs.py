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


JOBS: dict[str, Callable[..., Any]] = {
    "crowd": _in_a_stack_alone(crowd.make),
    "press": _in_a_stack_alone(presses.press),
    "fill": _in_a_stack_alone(past.fill),
    "open": _in_a_stack_alone(past.fill_open),
    "look": _in_a_stack_alone(past.measure),
}
