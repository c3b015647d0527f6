"""The secrets of an installation that makes its own: the demo's."""

import base64
import json
import os
import secrets
from pathlib import Path


def kept_secrets(file: Path) -> dict[str, str]:
    """Return the secrets in `file` (0600), made at the first call and the same ever after.

    The keys are names of environment variables. Data that was encrypted with a key stays
    readable only while the file stays.
    """
    if not file.exists():
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            json.dump(_make(), new, indent=1)
        fresh.rename(file)
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def _make() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LINK_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "DEMO_PASSWORD": secrets.token_urlsafe(9),
    }
