"""The account as Twilio keeps it: its state, its money, its numbers, and where it may call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from .clock import rfc2822
from .resources import API_VERSION, new_sid

STATES = ("active", "suspended", "closed")
TYPES = ("Full", "Trial")


class BooksError(ValueError):
    """A change to the account that makes no sense; its text says why."""


@dataclass
class Number:
    """One of the account's telephone numbers, and where its webhooks point."""

    number: str
    voice: bool = True
    sms: bool = True
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    voice_application_sid: str = ""
    sid: str = field(default_factory=lambda: new_sid("PN"))

    def as_twilio(self, account_sid: str, at: datetime) -> dict[str, object]:
        path = f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers/{self.sid}"
        return {
            "account_sid": account_sid,
            "address_requirements": "local",
            "address_sid": None,
            "api_version": API_VERSION,
            "beta": False,
            "bundle_sid": None,
            "capabilities": {"voice": self.voice, "sms": self.sms, "mms": False, "fax": False},
            "date_created": rfc2822(at),
            "date_updated": rfc2822(at),
            "emergency_address_sid": None,
            "emergency_address_status": "unregistered",
            "emergency_status": "Inactive",
            "friendly_name": self.number,
            "identity_sid": None,
            "origin": "twilio",
            "phone_number": self.number,
            "sid": self.sid,
            "sms_application_sid": "",
            "sms_fallback_method": "POST",
            "sms_fallback_url": "",
            "sms_method": self.sms_method,
            "sms_url": self.sms_url,
            "status": "in-use",
            "status_callback": "",
            "status_callback_method": "POST",
            "subresource_uris": {},
            "trunk_sid": None,
            "type": None,
            "uri": f"{path}.json",
            "voice_application_sid": self.voice_application_sid,
            "voice_caller_id_lookup": False,
            "voice_fallback_method": "POST",
            "voice_fallback_url": self.voice_fallback_url,
            "voice_method": self.voice_method,
            "voice_receive_mode": "voice",
            "voice_url": self.voice_url,
        }


@dataclass
class Books:
    """What an operator sees in Twilio's console. All of it can be changed, as there."""

    numbers: dict[str, Number]
    status: str = "active"
    type: str = "Full"
    balance: str | None = "50.00"
    currency: str = "USD"
    calls_to: dict[str, bool] = field(default_factory=lambda: {"JP": True})

    @classmethod
    def of(cls, numbers: Iterable[Number]) -> "Books":
        return cls({one.number: one for one in numbers})

    def change(self, wanted: Mapping[str, Any]) -> None:
        """Change what is given; a number that is not there yet is bought. Raises `BooksError`."""
        known = {one.name for one in fields(self)}
        if unknown := sorted(set(wanted) - known):
            raise BooksError(f"An account has no {', '.join(unknown)}.")
        if wanted.get("status", self.status) not in STATES:
            raise BooksError(f'"status" is one of {", ".join(STATES)}.')
        if wanted.get("type", self.type) not in TYPES:
            raise BooksError(f'"type" is one of {", ".join(TYPES)}.')
        for number, changes in wanted.get("numbers", {}).items():
            self._change_number(number, changes)
        for name in set(wanted) - {"numbers"}:
            setattr(self, name, wanted[name])

    def _change_number(self, number: str, changes: Mapping[str, Any] | None) -> None:
        """None gives it back."""
        if changes is None:
            self.numbers.pop(number, None)
            return
        known = {one.name for one in fields(Number)} - {"number", "sid"}
        if unknown := sorted(set(changes) - known):
            raise BooksError(f"A number has no {', '.join(unknown)}.")
        mine = self.numbers.setdefault(number, Number(number))
        for name, value in changes.items():
            setattr(mine, name, value)

    def account_as_twilio(self, sid: str, auth_token: str, at: datetime) -> dict[str, object]:
        return {
            "auth_token": auth_token,
            "date_created": rfc2822(at),
            "date_updated": rfc2822(at),
            "friendly_name": "Simulator",
            "owner_account_sid": sid,
            "sid": sid,
            "status": self.status,
            "subresource_uris": {},
            "type": self.type,
            "uri": f"/{API_VERSION}/Accounts/{sid}.json",
        }

    def country_as_twilio(self, code: str, url: str) -> dict[str, object]:
        return {
            "iso_code": code,
            "name": code,
            "continent": "",
            "country_codes": [],
            "low_risk_numbers_enabled": self.calls_to.get(code, False),
            "high_risk_special_numbers_enabled": False,
            "high_risk_tollfraud_numbers_enabled": False,
            "url": url,
            "links": {"highrisk_special_prefixes": f"{url}/HighRiskSpecialPrefixes"},
        }
