"""Django's settings, computed from the node's configuration (``config``) and from the apps that are on disk.

Environment: ``SAPAR_DATA`` (data folder), ``SAPAR_DB_ROLE`` (``app``, ``owner`` or ``setup``), ``SAPAR_DB_NAME``
(another database of the embedded server: tests), ``SAPAR_DEBUG=1`` (error pages for developers; demo only).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

import sapar
from sapar.node import config, postgres, roles
from sapar.node.logs import logging_config

SRC = Path(sapar.__file__).parent
DATA = config.data_dir()
NODE = config.load(DATA)
DB_ROLE = os.environ.get("SAPAR_DB_ROLE", "app")

SAPAR_MODE = NODE.mode
SAPAR_DEMO = NODE.mode == "demo"
SAPAR_CONFIG = NODE
SAPAR_NODE = NODE.code
SAPAR_NODE_NAME = NODE.name
SAPAR_CONTACT = NODE.contact
SAPAR_COUNTRY = NODE.country
# Whose citizens are at home here. A demo seals for Utopia, so that no seal can be taken for real, and plays in Turkmenistan.
SAPAR_HOME = "TKM" if NODE.country == "UTO" else NODE.country
SAPAR_ORIGIN = NODE.origin
SAPAR_DATA = DATA
SAPAR_KEYS = DATA / "keys"
SAPAR_FLIGHTS = DATA / "flights"  # folders of carriers, see sapar.areas.border.carrier_folder
SAPAR_HEADS = DATA / "heads"  # signed tree heads leave the database here, from the first day
SAPAR_CLOCK_FILE = None if NODE.mode == "production" else DATA / "clock"

# ------------------------------------------------------------------------------------------------ apps

KERNEL = ("ledger", "access", "acts", "procedures", "people", "documents", "facts", "notices")
AREAS = ("labour", "border", "programme")


def _apps(floor: str, names: tuple[str, ...]) -> list[str]:
    return [f"sapar.{floor}.{name}" for name in names if (SRC / floor / name / "apps.py").exists()]


def _built(path: str) -> bool:
    return (SRC / path).exists()


SAPAR_AREAS = [app.rpartition(".")[2] for app in _apps("areas", AREAS)]
SAPAR_APPS = [
    *_apps("kernel", KERNEL),
    *(["sapar.web"] if _built("web/apps.py") else []),
    *_apps("areas", AREAS),
]
INSTALLED_APPS = [
    # Ours first: their templates and translations win over those of the packages.
    *SAPAR_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]
AUTH_USER_MODEL = "access.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_MIDDLEWARE: list[tuple[str, bool]] = [
    ("django.middleware.security.SecurityMiddleware", True),
    ("whitenoise.middleware.WhiteNoiseMiddleware", True),
    ("csp.middleware.CSPMiddleware", True),
    ("sapar.web.middleware.TurnMiddleware", True),
    ("django.contrib.sessions.middleware.SessionMiddleware", True),
    ("django.middleware.common.CommonMiddleware", True),
    ("django.middleware.csrf.CsrfViewMiddleware", True),
    ("django.contrib.auth.middleware.AuthenticationMiddleware", True),
    ("django.contrib.messages.middleware.MessageMiddleware", True),
    ("django.middleware.clickjacking.XFrameOptionsMiddleware", True),
    ("allauth.account.middleware.AccountMiddleware", True),
    ("allauth.usersessions.middleware.UserSessionsMiddleware", True),
    ("django_htmx.middleware.HtmxMiddleware", True),
    ("sapar.kernel.access.middleware.ActorMiddleware", _built("kernel/access/middleware.py")),
    # After the actor: the account's own language, refusals as pages, typed text kept over a new sign-in.
    ("sapar.web.middleware.LanguageMiddleware", True),
    ("sapar.web.middleware.ShellMiddleware", True),
]
CSRF_FAILURE_VIEW = "sapar.web.errors.csrf_failure"
MIDDLEWARE = [name for name, there in _MIDDLEWARE if there]
ROOT_URLCONF = "sapar.node.urls"
WSGI_APPLICATION = "sapar.node.wsgi.application"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    *(["sapar.web.context.shell"] if _built("web/context.py") else []),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    }
]
FORM_RENDERER = (
    "sapar.web.renderer.SaparRenderer" if _built("web/renderer.py") else "django.forms.renderers.TemplatesSetting"
)

# ------------------------------------------------------------------------------------------------ database


POOL = 24  # connections a web process; a thread that waits for a password's hash has given its own back


def _database() -> dict[str, Any]:
    role = {"app": roles.APP, "owner": roles.OWNER, "setup": roles.SETUP}[DB_ROLE]
    try:
        where: dict[str, Any] = config.connection(DATA, role)
    except postgres.PostgresError:
        # No data folder yet (making migrations, type checks): settings load, connecting fails.
        where = {"host": str(DATA / "run"), "user": role, "dbname": roles.DATABASE}
    options: dict[str, Any] = {
        # Parameters go to the server apart from the statement, and its plans are kept: 1.6 times the acts.
        "server_side_binding": True,
        "prepare_threshold": 3,
        **{k: v for k, v in where.items() if k not in ("host", "port", "user", "password", "dbname")},
    }
    pooled = DB_ROLE == "app" and NODE.mode != "test"
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": min(NODE.web_threads, POOL) + 2, "timeout": 5, "max_idle": 60}
    else:
        options.setdefault("connect_timeout", 10)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": where.get("host", ""),
        "PORT": where.get("port", ""),
        "NAME": where["dbname"],
        "USER": where.get("user", ""),
        "PASSWORD": where.get("password", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pooled else None,
        # A pooled connection is tried before use: after the database was away, pages work again without a restart.
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
PROCRASTINATE_IMPORT_PATHS = ["sapar.node.tasks"]  # jobs of the apps are found by themselves
CACHES = {
    # Shared by all processes (limits on sign-in count there); the owner makes the table after migrating.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "node_cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    }
}

# ------------------------------------------------------------------------------------------------ signing in

SECRET_KEY = config.ensure_secret(DATA, "django.key") if config.exists(DATA) else config.throwaway_key()
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["sapar.node.hashers.SaparArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SAPAR_WEB_THREADS = NODE.web_threads
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sapar.node.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "sapar.node.signin.display"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
# Tight by account, generous by address: an office or a whole country may sit behind one.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # by address: sapar.node.signin
    "login_failed": "5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if NODE.tls.kind == "proxy" else 0
MFA_ADAPTER = "sapar.node.signin.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = NODE.name
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = NODE.tls.kind == "none"
USERSESSIONS_TRACK_ACTIVITY = False  # would be a write and a commit for every page

SESSION_COOKIE_NAME = "sapar_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# ------------------------------------------------------------------------------------------------ the web's walls

DEBUG = NODE.mode == "demo" and os.environ.get("SAPAR_DEBUG") == "1"
ALLOWED_HOSTS = [NODE.host] if NODE.mode != "test" else ["localhost", "testserver"]
_TLS = NODE.tls.kind != "none"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _TLS
CSRF_TRUSTED_ORIGINS = [NODE.origin] if _TLS else []
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 86400 if _TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NODE.tls.kind == "proxy" else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # uploads stay in memory: a temporary file would hold plain text
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# ------------------------------------------------------------------------------------------------ languages, time

LANGUAGE_CODE = NODE.languages[0]
_ENDONYMS = {"tk": "Türkmençe", "ru": "Русский", "en": "English"}
LANGUAGES: list[tuple[str, str]] = [(code, _ENDONYMS[code]) for code in NODE.languages]
LANGUAGE_COOKIE_NAME = "sapar_language"
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = NODE.time_zone
FORMAT_MODULE_PATH = ["sapar.web.formats"]

# ------------------------------------------------------------------------------------------------ files, mail, logs

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_USE_FINDERS = NODE.mode == "test"
WHITENOISE_ROOT = str(SRC / "web" / "static" / "root") if _built("web/static/root") else None
_PACKED = NODE.mode != "test" and (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads go to the database, encrypted
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _PACKED or os.environ.get("SAPAR_PACK_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = NODE.mail.sender
if NODE.mail.kind == "smtp":
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER = NODE.mail.host, NODE.mail.port, NODE.mail.user
    EMAIL_HOST_PASSWORD = config.secret(DATA, "smtp.password") or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = NODE.mail.security == "starttls", NODE.mail.security == "tls"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA / "mail")
SAPAR_SMS = NODE.sms
SAPAR_MACHINES = NODE.machines
SAPAR_VISAS = NODE.visas
SAPAR_SMS_FOLDER = DATA / "sms"

LOGGING = logging_config(
    readable=NODE.mode != "production", level=os.environ.get("SAPAR_LOG", "INFO" if NODE.mode != "test" else "ERROR")
)
