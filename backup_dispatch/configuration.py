"""What an operator can set, read from the environment and checked before the start."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet

MODES = ("demo", "test", "production")
# A Japanese SMS of one part leaves 43 characters for `https://<host>/<22 characters>`.
LONGEST_LINK_HOST = 12


class WrongSetting(SystemExit):
    """Stops the start; its text says which variable is wrong and what to write instead."""

    def __init__(self, name: str, advice: str) -> None:
        super().__init__(f"{name}: {advice}")


@dataclass(frozen=True)
class Configuration:
    mode: str
    process: str
    secret_key: str
    link_key: str
    field_keys: list[str]
    database: dict[str, Any]
    redis_url: str
    broker_url: str
    public_base_url: str
    link_base_url: str
    allowed_hosts: list[str]
    origins: list[str]
    static_root: Path | None
    carrier: str
    send_only_to: tuple[str, ...]
    twilio: dict[str, str]
    twilio_second: dict[str, str]
    calls_per_second: float
    email: dict[str, Any]
    email_from: str

    @classmethod
    def from_environment(cls) -> "Configuration":
        """Read and check everything. Raises `WrongSetting`."""
        env = environ.Env()
        mode = env.str("BACKUP_DISPATCH_MODE", "production")
        if mode not in MODES:
            raise WrongSetting("BACKUP_DISPATCH_MODE", f"write one of {', '.join(MODES)}.")
        public = _base_url(env, "PUBLIC_BASE_URL", mode)
        redis_url = _required(env, "REDIS_URL", "where Valkey or Redis listens, redis://host:6379.")
        return cls(
            mode=mode,
            process=env.str("PROCESS_NAME", "backup_dispatch"),
            secret_key=_secret(env, "SECRET_KEY"),
            link_key=_secret(env, "LINK_KEY"),
            field_keys=_field_keys(env),
            database=_database(env),
            redis_url=redis_url,
            broker_url=broker_url(redis_url),
            public_base_url=public,
            link_base_url=_link_base_url(env, mode, public),
            allowed_hosts=env.list("ALLOWED_HOSTS", default=[])
            or [urlsplit(public).hostname or ""],
            origins=[public],
            static_root=Path(env.str("STATIC_ROOT")) if env.str("STATIC_ROOT", "") else None,
            carrier=env.str("CARRIER", "calls.telephony.twilio.TwilioCarrier"),
            send_only_to=tuple(env.list("SEND_ONLY_TO", default=[])),
            twilio=_twilio(env, "TWILIO"),
            twilio_second=_twilio_second(env),
            calls_per_second=_calls_per_second(env),
            email=_email(env),
            email_from=env.str("EMAIL_FROM", "").strip(),
        )


def broker_url(redis_url: str) -> str:
    """Celery's spelling of the same server: a socket needs another scheme."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = dict(pair.split("=") for pair in parts.query.split("&") if pair).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={database}"


def _required(env: environ.Env, name: str, advice: str) -> str:
    value = str(env.str(name, "")).strip()
    if not value:
        raise WrongSetting(name, f"is missing. Write {advice}")
    return value


def _secret(env: environ.Env, name: str) -> str:
    value = _required(env, name, "at least 50 random characters.")
    if len(value) < 50:
        raise WrongSetting(name, "is too short. Write at least 50 random characters.")
    return value


def _field_keys(env: environ.Env) -> list[str]:
    keys = [key.strip() for key in _required(env, "FIELD_KEYS", "a Fernet key.").split(",")]
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise WrongSetting(
                "FIELD_KEYS",
                "write Fernet keys (32 bytes in URL-safe base64), the newest first, with commas.",
            ) from None
    return keys


def _database(env: environ.Env) -> dict[str, Any]:
    _required(env, "DATABASE_URL", "postgresql://user:password@host:5432/name.")
    database: dict[str, Any] = env.db("DATABASE_URL")
    if "postgresql" not in database.get("ENGINE", ""):
        raise WrongSetting("DATABASE_URL", "only PostgreSQL will do: postgresql://…")
    return database


def _base_url(env: environ.Env, name: str, mode: str) -> str:
    value = _required(env, name, "the public address, https://example.jp.").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise WrongSetting(name, "write scheme and host alone, such as https://example.jp.")
    if mode == "production" and parts.scheme != "https":
        raise WrongSetting(name, "must begin with https:// in production.")
    return value


def _link_base_url(env: environ.Env, mode: str, public: str) -> str:
    if not env.str("LINK_BASE_URL", ""):
        link = public
    else:
        link = _base_url(env, "LINK_BASE_URL", mode)
    host = urlsplit(link).netloc
    if mode == "production" and len(host) > LONGEST_LINK_HOST:
        raise WrongSetting(
            "LINK_BASE_URL",
            f"the host {host} has {len(host)} characters; an SMS of one part has room for"
            f" {LONGEST_LINK_HOST}. Use a shorter domain for the doctors' links.",
        )
    return link


TWILIO_NEEDS = ("ACCOUNT_SID", "AUTH_TOKEN", "VOICE_FROM", "SMS_FROM")


def _twilio(env: environ.Env, prefix: str) -> dict[str, str]:
    values = {
        name: _required(env, f"{prefix}_{name}", "the value that Twilio's console shows.")
        for name in TWILIO_NEEDS
    }
    for name in ("AUTH_TOKEN_OLD", "API_BASE_URL", "EDGE"):
        values[name] = env.str(f"{prefix}_{name}", "").strip()
    if values["API_BASE_URL"] and values["EDGE"]:
        raise WrongSetting(
            f"{prefix}_EDGE", f"leave it empty when {prefix}_API_BASE_URL is set; one address only."
        )
    return values


def _twilio_second(env: environ.Env) -> dict[str, str]:
    """All of it, or nothing. Its edge is the first's, unless it says otherwise."""
    given = any(env.str(f"TWILIO_SECOND_{name}", "").strip() for name in TWILIO_NEEDS)
    if not given:
        return {}
    second = _twilio(env, "TWILIO_SECOND")
    if not second["EDGE"] and not second["API_BASE_URL"]:
        second["EDGE"] = env.str("TWILIO_EDGE", "").strip()
    return second


def _calls_per_second(env: environ.Env) -> float:
    """Twilio takes one new call a second unless it has raised an account's limit."""
    advice = "write how many new calls a second the account may begin, such as 1 or 30."
    try:
        limit = float(env.str("CALLS_PER_SECOND", "") or 1)
    except ValueError:
        raise WrongSetting("CALLS_PER_SECOND", advice) from None
    if not 0.1 <= limit <= 1000:
        raise WrongSetting("CALLS_PER_SECOND", f"{limit:g} is no limit of an account: {advice}")
    return limit


def _email(env: environ.Env) -> dict[str, Any]:
    """Where mail to staff goes; without it none is sent. A sender belongs to it."""
    if not env.str("EMAIL_URL", "").strip():
        return {}
    if "@" not in env.str("EMAIL_FROM", ""):
        raise WrongSetting("EMAIL_FROM", "write the address from which staff get mail.")
    try:
        email: dict[str, Any] = env.email("EMAIL_URL")
    except Exception:
        raise WrongSetting(
            "EMAIL_URL", "write smtp+tls://user:password@host:587, or smtp://host:25."
        ) from None
    return email
