"""An environment as in production, for checks that read the settings and connect to nothing."""

import base64
import os
import secrets
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"


def production_like() -> dict[str, str]:
    """The variables of .env.example, with secrets made for the moment."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return (
        os.environ
        | dict(pairs)
        | {
            # Nobody listens there, and no name has to be resolved to find that out.
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "LINK_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
    )
