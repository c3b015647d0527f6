"""A wrong setting stops the start, and says what to write instead."""

import base64

import pytest

from backup_dispatch.configuration import Configuration, WrongSetting, broker_url

RIGHT = {
    "BACKUP_DISPATCH_MODE": "production",
    "SECRET_KEY": "s" * 50,
    "LINK_KEY": "l" * 50,
    "FIELD_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
    "DATABASE_URL": "postgresql://somebody:secret@db:5432/dispatch",
    "REDIS_URL": "redis://valkey:6379",
    "PUBLIC_BASE_URL": "https://example.jp",
    "LINK_BASE_URL": "https://go.a.jp",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "TWILIO_VOICE_FROM": "+815000000001",
    "TWILIO_SMS_FROM": "+815000000001",
}
SECOND = {
    "TWILIO_SECOND_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_SECOND_AUTH_TOKEN": "1" * 32,
    "TWILIO_SECOND_VOICE_FROM": "+815000000002",
    "TWILIO_SECOND_SMS_FROM": "+815000000002",
}
OPTIONAL = (
    "ALLOWED_HOSTS",
    "CALLS_PER_SECOND",
    "CARRIER",
    "EMAIL_FROM",
    "EMAIL_URL",
    "SEND_ONLY_TO",
    "TWILIO_API_BASE_URL",
    "TWILIO_AUTH_TOKEN_OLD",
    "TWILIO_EDGE",
    *SECOND,
)


@pytest.fixture
def read(monkeypatch):
    """`read(SECRET_KEY="short")`: the rest is right; None takes a variable away."""
    for name in OPTIONAL:
        monkeypatch.delenv(name, raising=False)

    def read(**changes):
        for name, value in (RIGHT | changes).items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return Configuration.from_environment()

    return read


def test_what_is_right_is_taken_with_what_follows_from_it(read):
    configuration = read()
    assert configuration.allowed_hosts == ["example.jp"]
    assert configuration.origins == ["https://example.jp"]
    assert configuration.carrier == "calls.telephony.twilio.TwilioCarrier"
    assert (configuration.calls_per_second, configuration.twilio_second) == (1.0, {})


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        pytest.param({"BACKUP_DISPATCH_MODE": "prod"}, "demo, test, production", id="mode"),
        pytest.param({"SECRET_KEY": "short"}, "at least 50", id="a short secret"),
        pytest.param({"LINK_KEY": None}, "is missing", id="no key for links"),
        pytest.param({"FIELD_KEYS": "x"}, "Fernet", id="a key that is none"),
        pytest.param({"DATABASE_URL": "sqlite:///x"}, "PostgreSQL", id="another database"),
        pytest.param({"DATABASE_URL": None}, "is missing", id="no database"),
        pytest.param({"REDIS_URL": None}, "Valkey or Redis", id="no broker"),
        pytest.param({"PUBLIC_BASE_URL": "http://example.jp"}, "https://", id="no TLS"),
        pytest.param({"PUBLIC_BASE_URL": "example.jp"}, "scheme and host", id="no scheme"),
        pytest.param({"PUBLIC_BASE_URL": "https://example.jp/x"}, "scheme and host", id="a path"),
        pytest.param({"LINK_BASE_URL": None, "PUBLIC_BASE_URL": "https://dispatch.example.jp"},
                     "shorter domain", id="links too long for one SMS"),
        pytest.param({"TWILIO_AUTH_TOKEN": ""}, "console", id="no token"),
        pytest.param({"TWILIO_EDGE": "tokyo", "TWILIO_API_BASE_URL": "http://127.0.0.1:1"},
                     "one address only", id="edge and address"),
        pytest.param({"TWILIO_SECOND_VOICE_FROM": "+815000000002"}, "console",
                     id="half a second account"),
        pytest.param({"CALLS_PER_SECOND": "many"}, "such as 1 or 30", id="no number"),
        pytest.param({"CALLS_PER_SECOND": "0"}, "no limit", id="no calls at all"),
    ],
)  # fmt: skip
def test_what_is_wrong_stops_the_start_and_is_named(read, changes, advice):
    with pytest.raises(WrongSetting) as stopped:
        read(**changes)
    said = str(stopped.value)
    assert advice in said
    assert any(said.startswith(prefix) for prefix in (*changes, "TWILIO_SECOND", "LINK_BASE_URL"))


def test_a_second_account_is_taken_whole(read):
    second = read(**SECOND, TWILIO_EDGE="tokyo").twilio_second
    assert second["VOICE_FROM"] == "+815000000002"
    assert (second["EDGE"], second["API_BASE_URL"]) == ("tokyo", ""), "the first's edge"
    assert read(**SECOND, TWILIO_SECOND_EDGE="ashburn").twilio_second["EDGE"] == "ashburn"


@pytest.mark.parametrize(
    ("redis", "broker"),
    [
        ("redis://valkey:6379", "redis://valkey:6379"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
        ("unix:///run/v.sock?db=3", "redis+socket:///run/v.sock?virtual_host=3"),
    ],
)
def test_celerys_spelling_of_the_brokers_address(redis, broker):
    assert broker_url(redis) == broker


def test_mail_needs_a_sender_and_an_address_that_can_be_read(read):
    assert read().email == {}
    smtp = "smtp+tls://user:secret@mail.example.jp:587"
    email = read(EMAIL_URL=smtp, EMAIL_FROM="net@example.jp").email
    assert (email["EMAIL_HOST"], email["EMAIL_PORT"]) == ("mail.example.jp", 587)
    with pytest.raises(WrongSetting, match="EMAIL_FROM"):
        read(EMAIL_URL=smtp, EMAIL_FROM=None)
    for wrong in ("mail.example.jp", "smtp://mail.example.jp:port"):
        with pytest.raises(WrongSetting, match="EMAIL_URL"):
            read(EMAIL_URL=wrong, EMAIL_FROM="net@example.jp")
