"""Settings: read from the environment once, checked before anything starts.

A wrong value stops the start with a sentence that says what to do (`configuration.py`).
Every name that an operator may set is listed with its meaning in `.env.example`.
"""

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from backup_dispatch.configuration import Configuration

BASE_DIR = Path(__file__).resolve().parent.parent
configuration = Configuration.from_environment()

# Where this installation runs: `production` sends to anybody, the others only to SEND_ONLY_TO.
MODE = configuration.mode
DEBUG = False
SECRET_KEY = configuration.secret_key
ALLOWED_HOSTS = configuration.allowed_hosts
CSRF_TRUSTED_ORIGINS = configuration.origins

INSTALLED_APPS = [
    "backup_dispatch",
    "calls",
    "stations",
    "teams",
    "backup_dispatch.office.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "backup_dispatch.urls"
ASGI_APPLICATION = "backup_dispatch.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": ["backup_dispatch.templatetags.icons"],
        },
    },
]

# PostgreSQL is the only truth. The time-outs keep a stuck statement or a forgotten
# transaction from holding a lock that a search is waiting for.
DATABASES = {
    "default": configuration.database
    | {
        "ENGINE": "backup_dispatch.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,  # the engine looks by itself, without asking the server
        "OPTIONS": configuration.database.get("OPTIONS", {})
        | {
            # A pool that finds no server waits twice as long before each further try. It begins
            # anew after `reconnect_timeout`, so that it is back two seconds after the server.
            # The most are the watch's: sixteen threads that may all wait for the carrier, each
            # with a connection in its hand, and still it has to look.
            "pool": {"min_size": 1, "max_size": 20, "timeout": 4, "reconnect_timeout": 3},
            # A connection's statements are prepared when they come the second time: that saves
            # parsing them. They are planned anew with their values, always: a plan for any value
            # knows no partial index, and reads the calls of all years to find one that waits.
            "server_side_binding": True,
            "prepare_threshold": 2,
            "application_name": configuration.process,
            "options": "-c plan_cache_mode=force_custom_plan"
            " -c lock_timeout=2000 -c statement_timeout=5000"
            " -c idle_in_transaction_session_timeout=10000",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Everything that signing in needs is in PostgreSQL, so that a dead broker locks nobody out.
# What is uploaded may be clinical: it stays in memory, and never touches the disk unencrypted.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=14).total_seconds())

AUTH_USER_MODEL = "stations.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "stations.office.RightsByRole",  # what city staff and auditors may do
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "stations.accounts.InvitedPeopleOnly"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"

# Mail goes to staff alone, and never alone: what is urgent goes by telephone.
MAIL_GOES_OUT = bool(configuration.email)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
vars().update(configuration.email)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = configuration.email_from

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# Collected for production; elsewhere WhiteNoise serves what the finders find.
STATIC_ROOT = configuration.static_root or (
    BASE_DIR / "staticfiles" if MODE == "production" else None
)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = MODE != "production"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if MODE == "production"
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}

# Security. Plain HTTP is for the demo and the tests only.
HTTPS = configuration.public_base_url.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|readyz/[a-z0-9_-]+)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "calls.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Redis is the fast path only: Celery's broker and the live events.
REDIS_URL = configuration.redis_url
CELERY_BROKER_URL = configuration.broker_url
EVENTS_URL = configuration.redis_url

# The carrier, and what it needs. CARRIER is a dotted path to a `Carrier` (calls.telephony.base).
CARRIER = configuration.carrier
SEND_ONLY_TO = configuration.send_only_to
INVENTED_NUMBERS_ALLOWED = MODE != "production"
TWILIO = configuration.twilio
# Another account, which takes what the first does not; empty where there is none.
TWILIO_SECOND = configuration.twilio_second
# Read before each call to a doctor (calls.dispatch.pace): what is more waits in line.
CALLS_PER_SECOND = configuration.calls_per_second

# Where the carrier and the doctors reach us.
PUBLIC_BASE_URL = configuration.public_base_url
LINK_BASE_URL = configuration.link_base_url

# Keys of their own, so that one can be changed without the others.
LINK_KEY = configuration.link_key
FIELD_KEYS = configuration.field_keys

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "twilio.http_client": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        # Each failed try of a pool to connect; whoever wanted the connection says it once.
        "psycopg.pool": {"level": "ERROR"},
    },
}
