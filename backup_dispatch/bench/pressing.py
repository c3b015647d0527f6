"""Nurses who press, by HTTP as a browser does, as often as they are told."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import requests

from backup_dispatch.bench.latency import REQUEST
from backup_dispatch.people import Form, Nurse, UnexpectedAnswer


@dataclass(frozen=True)
class Press:
    """When it was due and when it was answered, in seconds since 1970."""

    due: float
    answered: float
    escalation: int


class Presser:
    """One nurse with one form open; each press has an id of its own, as a form has."""

    def __init__(self, web_url: str, name: str, password: str) -> None:
        self.nurse = Nurse(web_url)
        self.nurse.sign_in(name, password)
        self._form: Form = self.nurse.begin_request()

    def press(self, due: float | None = None) -> Press:
        """Raises `UnexpectedAnswer`, or what `requests` raises."""
        address = urljoin(self._form.action, f"../{uuid.uuid4()}/")
        due = time.time() if due is None else due
        escalation = self.nurse.press(replace(self._form, action=address), REQUEST)
        return Press(due, time.time(), escalation)


@dataclass
class Burst:
    """What came of presses at a steady rate."""

    pressed: list[Press]
    failed: list[str]


def at_a_rate(
    pressers: list[Presser], per_second: float, seconds: float, clock: Callable[[], float]
) -> Burst:
    """Press at this rate, whether the answers keep up or not: what comes late has begun early."""
    began = clock()
    futures: list[Future[Press]] = []
    with ThreadPoolExecutor(len(pressers)) as threads:
        for number in range(round(per_second * seconds)):
            due = began + number / per_second
            time.sleep(max(0.0, due - clock()))
            futures.append(threads.submit(pressers[number % len(pressers)].press, due))
    burst = Burst([], [])
    for future in futures:
        try:
            burst.pressed.append(future.result())
        except (UnexpectedAnswer, requests.RequestException) as error:
            burst.failed.append(f"a press failed: {type(error).__name__} {error}"[:200])
    return burst
