"""All settings, in one file; what varies between installations comes from the environment (docs/operations.md)."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

VERSION = "0.5.0"
DEBUG = env.bool("DEBUG", False)
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")


def _kept(name: str, make: Callable[[], str]) -> str:
    """Give the text of a file in var/ (mode 0600), made once: a single machine needs no setting."""
    path = VAR_DIR / name
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Put in place whole: of several programs that start at once, none reads half a key, and all read the same.
        made = path.with_name(f"{name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return path.read_text().strip()


def _secret(name: str) -> str:
    """Give a secret of the environment, or one kept in var/."""
    from_environment = env.str(name, "")
    if not from_environment:
        return _kept(name.lower(), lambda: secrets.token_urlsafe(48))
    if len(from_environment) < 32:  # noqa: PLR2004 - a length, named by the message
        raise ImproperlyConfigured(f"{name} must have at least 32 characters.")
    return from_environment


def _field_keys() -> list[str]:
    """Give the keys of the sensitive columns: those of the environment, or one kept in var/."""
    keys: list[str] = env.list("FIELD_KEYS", []) or _kept("field_keys", lambda: Fernet.generate_key().decode()).split()
    try:
        [Fernet(key) for key in keys]
    except ValueError:
        keys = []
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS must be Fernet keys, separated by commas (docs/operations.md).")
    return keys


SECRET_KEY = _secret("SECRET_KEY")
# The first one encrypts the sensitive columns (national ID, ethnicity, religion), all of them decrypt.
FIELD_KEYS = _field_keys()
# With it each row of the journal is sealed: whoever has only the database cannot make a row that fits. Never changed.
JOURNAL_KEY = _secret("JOURNAL_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# The address under which people open the product; deep links in mail begin with it.
BASE_URL = env.str("BASE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "treebeard",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "members",
    "admission",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Static files are served by then; Django masks the CSRF token anew in each answer, so compressing is safe.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # After the language is known, before a form is read.
    "members.middleware.DoorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Between the check of the CSRF token and the question who is signed in: a form that comes too late is kept.
    "members.middleware.SessionLifeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.middleware.NoStoreMiddleware",
    "members.middleware.RefusedMethodMiddleware",
]

ROOT_URLCONF = "partyapp.urls"
WSGI_APPLICATION = "partyapp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "partyapp.templates.FoldingLoader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "admission.context_processors.page_frame",
            ],
        },
    }
]

# --- storage ---------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"), conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE + WAL + a long busy timeout: several writers wait for each other instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    # Many short statements: to compile one takes PostgreSQL longer than to run it, and to plan it anew as well: what is
    # prepared (members/statements.py) fits every value. DATABASE_URL may say otherwise.
    _options = "-c jit=off -c plan_cache_mode=force_generic_plan"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", _options)
# What pages ask most is planned once for each connection. Off behind a pooler that changes connections in between.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Account"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "work-list"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.passwords.LengthValidator"},
    {"NAME": "members.passwords.CommonValidator"},
    {"NAME": "members.passwords.OwnNameValidator"},
]
# How long a session lasts is decided in members/sessions.py; the cookie only outlives it, so that a form is kept.
SESSION_ENGINE = "members.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

# --- security --------------------------------------------------------------------------------------------------------
# HTTPS=1 behind a TLS proxy; the single machine of `make run` speaks plain HTTP on the loopback address.
HTTPS = env.bool("HTTPS", False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
KNOWN_DEVICE_COOKIE_NAME = "__Host-known" if HTTPS else "known"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
# What people type into a sensitive field stays out of every report of an error, DEBUG included.
DEFAULT_EXCEPTION_REPORTER_FILTER = "members.error_reports.SensitiveFieldsFilter"
# How many proxies stand before us: each adds the address it was called from to X-Forwarded-For.
PROXIES = env.int("PROXIES", 1 if HTTPS else 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: for the small images that Bootstrap's own stylesheet carries inside itself (arrows, check marks).
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- language, time, files -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["partyapp.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns on every start when it is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without a collected copy (the single machine) files are served from static/ as they are.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
if env.bool("STATIC_MANIFEST", False):
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
# A tracking sheet of ten thousand rows has about 1.5 MB; what is larger is no tracking sheet.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
# A sheet somewhat too large is refused by its form, in words; what is larger still is not even read.
REQUEST_MAX_BYTES = 4 * UPLOAD_MAX_BYTES
# While this file is there everybody gets the page "being worked on" (docs/operations.md).
MAINTENANCE_FILE = VAR_DIR / "maintenance"

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- mail ------------------------------------------------------------------------------------------------------------
# Without EMAIL_HOST each message becomes a file under var/mail/, shown on the page "Sent mail".
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20  # Django's default (none) hangs a worker for ever on a silent server
EMAIL_FILE_PATH = env.path("EMAIL_FILE_PATH", VAR_DIR / "mail")
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "partyapp.mail.FileBackend"
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Theo dõi kết nạp Đảng <no-reply@localhost>")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", "localhost")

# --- background work -------------------------------------------------------------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem://"):
    for _folder in ("queue", "control"):
        (BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # `expires`: after an outage the waiting rings of the bell are worth one, not hundreds.
    "sweep": {"task": "admission.tasks.sweep", "schedule": crontab(), "options": {"expires": 55}},
    "reports": {"task": "admission.tasks.prepare_reports", "schedule": crontab(), "options": {"expires": 55}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"refusals": {"()": "partyapp.logs.RefusalInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
