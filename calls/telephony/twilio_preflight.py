"""What an operator has set up wrongly at Twilio, as far as its API tells.

Whether SMS to a country are permitted has no place in the API: only a test SMS shows it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twilio.rest import Client

from calls.telephony.base import Addresses, CarrierError, Finding, Problem
from calls.telephony.twilio_http import BoundedHttpClient

# Domestic calls leave Japan's way from here; from elsewhere the number may not be shown.
TOKYO = "tokyo"
COUNTRY = "JP"
# In the account's currency: some weeks of a small city's checks, and many nights.
LOW_BALANCE = 10.0
# Seconds between their clock and ours. What was placed before is looked for by its time.
CLOCKS_MAY_DIFFER = 20.0


@dataclass(frozen=True)
class Preflight:
    client: Client
    http: BoundedHttpClient
    asking: Callable[[], AbstractContextManager[None]]
    voice_from: str
    sms_from: str
    edge: str

    def look(self, addresses: Addresses, now: datetime) -> list[Finding]:
        """One question that fails hides no other; where none can be asked, the first says so."""
        found: list[Finding] = []
        for section in (
            lambda: self._account(now),
            self._balance,
            lambda: self._voice_number(addresses),
            lambda: self._sms_number(addresses),
            self._country,
            self._edge,
        ):
            try:
                found += section()
            except CarrierError as error:
                found += self._in_vain(error, found)
                if error.closed or error.down:
                    break
        return [Finding(one.problem, one.facts | {"account": self._label}) for one in found]

    @property
    def _label(self) -> str:
        """Which of the accounts, for whoever knows both."""
        return "…" + str(self.client.username)[-4:]

    def _in_vain(self, error: CarrierError, found: list[Finding]) -> list[Finding]:
        """A closed account says so itself, and refuses the rest."""
        if any(one.problem is Problem.ACCOUNT for one in found):
            return []
        refused = Problem.CREDENTIALS if error.closed else Problem.NO_ANSWER
        return [Finding(refused, {"what": str(error)})]

    def _account(self, now: datetime) -> Iterator[Finding]:
        with self.asking():
            account = self.client.api.account.fetch()
        yield from self._clock(now)
        if account.status != "active":
            yield Finding(Problem.ACCOUNT, {"status": str(account.status)})
        if account.type == "Trial":
            yield Finding(Problem.TRIAL)

    def _edge(self) -> Iterator[Finding]:
        if self.edge != TOKYO:
            yield Finding(Problem.EDGE, {"edge": self.edge, "wanted": TOKYO})

    def _clock(self, now: datetime) -> Iterator[Finding]:
        if self.http.their_time is None:
            return
        seconds = (now - self.http.their_time).total_seconds()
        if abs(seconds) > CLOCKS_MAY_DIFFER:
            yield Finding(Problem.CLOCK, {"seconds": f"{seconds:.0f}"})

    def _balance(self) -> Iterator[Finding]:
        """A subaccount has none of its own."""
        with self.asking():
            money = self.client.balance.fetch()
            balance = None if money.balance is None else float(money.balance)
        if balance is not None and balance < LOW_BALANCE:
            facts = {"balance": f"{balance:.2f}", "currency": money.currency or ""}
            yield Finding(Problem.BALANCE, facts)

    def _voice_number(self, addresses: Addresses) -> Iterator[Finding]:
        number = self._number(self.voice_from)
        if number is None:
            yield Finding(Problem.NOT_OURS, {"number": self.voice_from})
            return
        if not _can(number, "voice"):
            yield Finding(Problem.CANNOT_CALL, {"number": self.voice_from})
        instead = number.voice_application_sid or number.trunk_sid
        is_ = instead or _posts(number.voice_method, number.voice_url)
        if is_ != addresses.voice:
            yield _elsewhere(Problem.VOICE_ADDRESS, self.voice_from, is_, addresses.voice)
        is_ = _posts(number.voice_fallback_method, number.voice_fallback_url)
        if is_ != addresses.voice_fallback:
            wanted = addresses.voice_fallback
            yield _elsewhere(Problem.FALLBACK_ADDRESS, self.voice_from, is_, wanted)

    def _sms_number(self, addresses: Addresses) -> Iterator[Finding]:
        number = self._number(self.sms_from)
        if number is None:
            if self.sms_from != self.voice_from:
                yield Finding(Problem.NOT_OURS, {"number": self.sms_from})
            return
        if not _can(number, "sms"):
            yield Finding(Problem.CANNOT_TEXT, {"number": self.sms_from})
        is_ = number.sms_application_sid or _posts(number.sms_method, number.sms_url)
        if is_ != addresses.text:
            yield _elsewhere(Problem.TEXT_ADDRESS, self.sms_from, is_, addresses.text)

    def _number(self, number: str) -> Any:
        """Twilio finds a number also by a part of it."""
        with self.asking():
            found = self.client.incoming_phone_numbers.list(phone_number=number, limit=20)
        return next((one for one in found if one.phone_number == number), None)

    def _country(self) -> Iterator[Finding]:
        with self.asking():
            country = self.client.voice.v1.dialing_permissions.countries(COUNTRY).fetch()
        if not country.low_risk_numbers_enabled:
            yield Finding(Problem.COUNTRY, {"country": COUNTRY})


def _can(number: Any, what: str) -> bool:
    return bool((number.capabilities or {}).get(what))


def _posts(method: str | None, url: str | None) -> str:
    """The address, with another method than POST before it: we answer nothing else."""
    return url or "" if not url or method == "POST" else f"{method} {url}"


def _elsewhere(problem: Problem, number: str, is_: str, wanted: str) -> Finding:
    return Finding(problem, {"number": number, "is": is_ or "—", "wanted": wanted})
