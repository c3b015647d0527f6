"""Clinical text at rest: encrypted, with keys that rotate."""

import logging
from datetime import date
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from stations.unreadable import Unreadable

logger = logging.getLogger(__name__)


@cache
def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def encrypt(text: str) -> str:
    """Encrypt with the newest key; `""` stays `""`, so that empty can be told from written."""
    return _cipher().encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """Decrypt with whichever key fits. Raises `cryptography.fernet.InvalidToken`."""
    return _cipher().decrypt(stored.encode()).decode() if stored else ""


def encrypt_bytes(content: bytes) -> bytes:
    return _cipher().encrypt(content)


def decrypt_bytes(stored: bytes | memoryview) -> bytes:
    """Raises `cryptography.fernet.InvalidToken`."""
    return _cipher().decrypt(bytes(stored))


class _EncryptedField:
    """What no key opens comes as `Unreadable`, is kept as it is, and stops nobody."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        try:
            return self._opened(decrypt(value))
        except (InvalidToken, ValueError):
            _say_once(str(self))
            return Unreadable(value)

    def save_form_data(self: Any, instance: Any, data: Any) -> None:
        """A form that was sent back as it stood does not write over it."""
        stands = getattr(instance, self.name)
        if isinstance(stands, Unreadable) and data in (None, "", str(stands)):
            return
        setattr(instance, self.name, data)

    def clean(self, value: Any, model_instance: Any) -> Any:
        if isinstance(value, Unreadable):
            return value
        return super().clean(value, model_instance)  # type: ignore[misc]

    def _opened(self, text: str) -> Any:
        return text


class EncryptedTextField(_EncryptedField, models.TextField):
    """Text that the database holds encrypted. It can be neither searched nor sorted."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Unreadable):
            return value.stored
        value = super().get_prep_value(value)
        return None if value is None else encrypt(value)


class EncryptedDateField(_EncryptedField, models.DateField):
    """A day that the database holds as encrypted text."""

    def get_internal_type(self) -> str:
        return "TextField"

    def _opened(self, text: str) -> date:
        return date.fromisoformat(text)

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Unreadable):
            return value.stored
        day = super().get_prep_value(value)
        return None if day is None else encrypt(day.isoformat())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)


@cache
def _say_once(field: str) -> None:
    logger.error("%s holds text that no key of FIELD_KEYS opens", field)
