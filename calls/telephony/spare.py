"""Two carriers as one: the second takes what the first has certainly not taken."""

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TypeVar

from calls.telephony.base import (
    Addresses,
    Call,
    Carrier,
    CarrierError,
    Finding,
    Found,
    Receipt,
    Text,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")
# An SID that an account has never had.
UNKNOWN = 20404
# Seconds in which a first carrier that takes nothing is not asked: no doctor waits for it.
REST = 20.0


class WithASpare:
    """What a doctor hears is the same; the number that calls him is the second's own.

    A first that may have taken it is looked up before anything else is done, as without a spare.
    So a method may make two requests, and a lease is longer (`claiming.lease`).
    """

    def __init__(self, first: Carrier, second: Carrier, *, rest: float = REST) -> None:
        """`rest`: seconds, see `REST`."""
        self._first, self._second, self._rest = first, second, rest
        self._rests_until = 0.0

    def call(self, call: Call) -> Receipt:
        return self._take(lambda carrier: carrier.call(call))

    def text(self, text: Text) -> Receipt:
        return self._take(lambda carrier: carrier.text(text))

    def probe(self) -> None:
        """Of the two one is enough."""
        try:
            self._first.probe()
        except CarrierError as error:
            self._let_rest(error)
            self._second.probe()
        else:
            self._rests_until = 0.0

    def hang_up(self, sid: str) -> None:
        """Whose it is, an SID does not tell. To whom it is unknown, that is no error: ask both."""
        try:
            self._first.hang_up(sid)
        finally:
            self._second.hang_up(sid)

    def find_calls(self, to: str) -> list[Found]:
        return self._of_both(lambda carrier: carrier.find_calls(to))

    def find_texts(self, to: str) -> list[Found]:
        return self._of_both(lambda carrier: carrier.find_texts(to))

    def look_up_call(self, sid: str) -> Found:
        return self._of_either(lambda carrier: carrier.look_up_call(sid))

    def look_up_text(self, sid: str) -> Found:
        return self._of_either(lambda carrier: carrier.look_up_text(sid))

    def preflight(self, addresses: Addresses, now: datetime) -> list[Finding]:
        both = (self._first, self._second)
        return [one for carrier in both for one in carrier.preflight(addresses, now)]

    def _take(self, ask: Callable[[Carrier], Receipt]) -> Receipt:
        if monotonic() < self._rests_until:
            return self._of_the_second(ask)
        try:
            return ask(self._first)
        except CarrierError as error:
            self._let_rest(error)
            if error.ambiguous or not (error.down or error.ours):
                raise
        return self._of_the_second(ask)

    def _of_the_second(self, ask: Callable[[Carrier], Receipt]) -> Receipt:
        """That its number does not reach somebody says nothing of the first's."""
        try:
            return ask(self._second)
        except CarrierError as error:
            error.permanent = False
            raise

    def _let_rest(self, error: CarrierError) -> None:
        if error.down:
            logger.warning("The first carrier takes nothing (code %s).", error.code)
            self._rests_until = monotonic() + self._rest

    def _of_both(self, ask: Callable[[Carrier], list[Found]]) -> list[Found]:
        """Raises where one of them does not say: it may be there. A closed account has nothing
        that rings, and says nothing of the other."""
        found, closed = [], []
        for carrier in (self._first, self._second):
            try:
                found += ask(carrier)
            except CarrierError as error:
                if not error.closed:
                    raise
                closed.append(error)
        if len(closed) > 1:
            raise closed[0]
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    def _of_either(self, ask: Callable[[Carrier], T]) -> T:
        """Only one knows it. That the other does not is no answer while the first says nothing."""
        try:
            return ask(self._first)
        except CarrierError as of_the_first:
            try:
                return ask(self._second)
            except CarrierError as of_the_second:
                if of_the_second.code == UNKNOWN and of_the_first.code != UNKNOWN:
                    raise of_the_first from of_the_second
                raise
