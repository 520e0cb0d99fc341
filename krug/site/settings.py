"""Django's settings, all of them derived from krug.site.env."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from krug.site import env

VALUES = env.read()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
SITE_DIR = Path(__file__).resolve().parent
KRUG_HOME = env.home(VALUES)
SECRET_KEY = env.secret_key(VALUES)
DEBUG = VALUES["KRUG_DEBUG"] == "1"

KRUG_PORT = int(VALUES["KRUG_PORT"])
KRUG_CONTENT_PORT = int(VALUES["KRUG_CONTENT_PORT"] or KRUG_PORT + 1)
KRUG_URL = VALUES["KRUG_URL"] or f"http://{VALUES['KRUG_HOST']}:{KRUG_PORT}"
KRUG_CONTENT_URL = VALUES["KRUG_CONTENT_URL"] or f"http://{VALUES['KRUG_HOST']}:{KRUG_CONTENT_PORT}"
KRUG_FAULT = VALUES["KRUG_FAULT"]
KRUG_EVENT_DAYS = int(VALUES["KRUG_EVENT_DAYS"])
KRUG_API_RATE = int(VALUES["KRUG_API_RATE"])
KRUG_MAX_DECK_BYTES = int(VALUES["KRUG_MAX_DECK_MB"]) * 1024 * 1024
FILES_DIR = KRUG_HOME / "files"
READING_DIR = KRUG_HOME / "reading"

# Behind a proxy with a certificate the browser's address is https, and what arrives here is not.
CSRF_TRUSTED_ORIGINS = [KRUG_URL]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if KRUG_URL.startswith("https:") else 0
ALLOWED_HOSTS = [str(urlsplit(KRUG_URL).hostname), VALUES["KRUG_HOST"]]
ROOT_URLCONF = "krug.site.urls"
WSGI_APPLICATION = "krug.site.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_vite",
    # Before allauth: our templates and words for sign-in come first.
    "krug.access.apps.AccessConfig",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "krug.site.apps.SiteConfig",
    "krug.touches.apps.TouchesConfig",
    "krug.analysis.apps.AnalysisConfig",
    "krug.fields.apps.FieldsConfig",
    "krug.customers.apps.CustomersConfig",
    "krug.accounts.apps.AccountsConfig",
    "krug.catalog.apps.CatalogConfig",
    "krug.teamwork.apps.TeamworkConfig",
    "krug.decks.apps.DecksConfig",
    "krug.visits.apps.VisitsConfig",
    "krug.sales.apps.SalesConfig",
    "krug.letters.apps.LettersConfig",
    "krug.calls.apps.CallsConfig",
    "krug.sync.apps.SyncConfig",
    "krug.behaviour.apps.BehaviourConfig",
    "krug.segments.apps.SegmentsConfig",
    "krug.integrations.apps.IntegrationsConfig",
    "krug.insight.apps.InsightConfig",
    "krug.demo.apps.DemoConfig",
]
MIDDLEWARE = [
    "krug.site.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "krug.site.middleware.person",
    "krug.access.second_factor.gate",
    "krug.site.middleware.Refusals",
    "krug.site.middleware.body_limit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "krug.site.frame.frame",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    if not url:
        # IMMEDIATE: a writer waits for the lock at BEGIN instead of failing at its first write.
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": KRUG_HOME / "krug.sqlite3",
            "OPTIONS": options,
            # Kept by each thread: opening one and reading the schema costs as much as the list's queries.
            "CONN_MAX_AGE": 60,
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(VALUES["KRUG_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "krug.access.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "krug.access.forms.SignInForm",
    "reset_password": "krug.access.forms.AskResetForm",
    "reset_password_from_key": "krug.access.forms.ResetForm",
    "change_password": "krug.access.forms.ChangeForm",
    "reauthenticate": "krug.access.forms.PasswordAgainForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key"}
KRUG_SECOND_FACTOR = VALUES["KRUG_SECOND_FACTOR"]
KRUG_WEBHOOKS_LOCAL = VALUES["KRUG_WEBHOOKS_LOCAL"] == "1"
KRUG_MASS_VIEWING = int(VALUES["KRUG_MASS_VIEWING"])
KRUG_FORECAST_DAYS = int(VALUES["KRUG_FORECAST_DAYS"])
MFA_ADAPTER = "krug.access.second_factor.Adapter"
MFA_TOTP_ISSUER = "Krug"
MFA_TOTP_TOLERANCE = 1
_host = urlsplit(KRUG_URL).hostname or ""
# A passkey belongs to a name: browsers make none for a bare address.
_named = not re.fullmatch(r"[\d.]+|.*:.*", _host)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if _named else [])]
MFA_PASSKEY_LOGIN_ENABLED = _named
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _host == "localhost"
# Whose e-mail it is was settled by the administrator who made the account.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "krug.access.forms.CodeForm",
    "reauthenticate": "krug.access.forms.CodeAgainForm",
    "activate_totp": "krug.access.forms.ActivateCodeForm",
    "add_webauthn": "krug.access.forms.AddKeyForm",
}
PASSWORD_RESET_TIMEOUT = 4 * 3600
CSRF_FAILURE_VIEW = "krug.access.views.csrf_failure"
# Counts sign-in attempts: all processes and nodes must see one and the same count.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cache"}}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = VALUES["KRUG_EMAIL_FROM"]
if VALUES["KRUG_EMAIL_URL"]:
    _mail = urlsplit(VALUES["KRUG_EMAIL_URL"])
    EMAIL_HOST, EMAIL_PORT = (
        _mail.hostname or "localhost",
        _mail.port or (465 if _mail.scheme == "smtps" else 25),
    )
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = KRUG_HOME / "mail"

# Cookies are shared by all ports of a host, so by the slides' origin too: nothing a script can read.
# With __Host- a browser takes the cookie from this host alone: slides of a sub-domain cannot plant one.
SESSION_COOKIE_NAME = "__Host-krug_session" if KRUG_URL.startswith("https:") else "krug_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = KRUG_URL.startswith("https:")
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_USE_SESSIONS = True
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [KRUG_CONTENT_URL],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = VALUES["KRUG_LANGUAGE"]
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [SITE_DIR / "locale"]
TIME_ZONE = VALUES["KRUG_TIME_ZONE"]
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE_DIR / "static"]
# Served from where the build put them: there is no collecting step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/.+-[\w-]{8}\.\w+$"
DJANGO_VITE = {
    "default": {
        "manifest_path": SITE_DIR / "static" / "built" / "office" / "manifest.json",
        "static_url_prefix": "built/office",
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# A method of fifteen stages with twenty checkpoints each is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "krug.site.log.RequestId"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "at",
            "json_ensure_ascii": False,
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
    },
    "root": {"handlers": ["stderr"], "level": VALUES["KRUG_LOG_LEVEL"]},
    # Its own handlers would write every error twice, and letters to nobody.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True, "level": "ERROR"},
        # Refusals have their line already (krug.request).
        "django.request": {"level": "ERROR"},
    },
}
