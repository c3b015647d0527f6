"""Clinical text at rest: encrypted, with keys that rotate."""

from datetime import date
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def encrypt(text: str) -> str:
    """Encrypt with the newest key; `""` stays `""`, so that empty can be told from written."""
    return _cipher().encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """Decrypt with whichever key fits. Raises `cryptography.fernet.InvalidToken`."""
    return _cipher().decrypt(stored.encode()).decode() if stored else ""


class EncryptedTextField(models.TextField):
    """Text that the database holds encrypted. It can be neither searched nor sorted."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else encrypt(value)


class EncryptedDateField(models.DateField):
    """A day that the database holds as encrypted text."""

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> date | None:
        return None if value is None else date.fromisoformat(decrypt(value))

    def get_prep_value(self, value: Any) -> str | None:
        day = super().get_prep_value(value)
        return None if day is None else encrypt(day.isoformat())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)
