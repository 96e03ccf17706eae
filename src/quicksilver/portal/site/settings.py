"""The only settings module; everything that differs between installations comes from the environment.

==========================  ===============================================================================
``QUICKSILVER_DATA``        folder of the database file and the secret key (default: the user's data folder)
``DATABASE_URL``            ``postgres://...``, or ``sqlite:///...`` for a file elsewhere
``QUICKSILVER_HOSTS``       names the service answers to, with commas between them (default: this machine)
``QUICKSILVER_SECRET_KEY``  the secret key itself, where it is kept in no file
``QUICKSILVER_HTTPS``       ``1`` where the service is reached by HTTPS, through a front server
``QUICKSILVER_PROXY``       addresses of front servers whose word on HTTPS and addresses is trusted, with commas between them; left out,
                            this machine's own where ``QUICKSILVER_HTTPS=1``, otherwise none; ``none`` trusts no address
``QUICKSILVER_HSTS``        ``subdomains`` or ``preload``: what browsers are asked to remember beyond this host's own HTTPS
``QUICKSILVER_LOG``         ``access``: a line for each request besides sign-ins, refusals and failures
``QUICKSILVER_SMTP``        mail server: ``smtp://user:password@host:587`` (``smtps://`` for TLS from the start); none: nothing is sent
``QUICKSILVER_FROM``        the address that notices come from
==========================  ===============================================================================

Reading this module makes no folder and no file: the key is made when it is first used, the database when it is migrated.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.conf.locale import LANG_INFO
from django.utils.functional import lazy

from quicksilver.languages import in_un_order
from quicksilver.portal.setup.folders import data_folder, secret_key
from quicksilver.portal.site.proxy import by_https


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "")
    database: dict[str, Any] = (
        dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
        if url
        else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_folder() / "register.sqlite3")}
    )
    if database["ENGINE"].endswith("sqlite3"):
        database["CONN_MAX_AGE"] = 0
        database["OPTIONS"] = {
            # Writers queue at their first statement instead of failing in the middle of a transaction.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
        }
    return database


SECRET_KEY = lazy(secret_key, str)()
DEBUG = False
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("QUICKSILVER_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if name.strip()
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "quicksilver.portal.apps.ProgrammeConfig",
    "quicksilver.portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
]
MIDDLEWARE = [
    "quicksilver.portal.site.headers.Headers",
    "quicksilver.portal.site.errors_as_json.ErrorsAsJson",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "quicksilver.portal.site.limits.TooLarge",
    "quicksilver.portal.site.limits.NoNul",
]
ROOT_URLCONF = "quicksilver.portal.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = ["quicksilver.portal.accounts.sign_in.LimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [(row.tag, row.name) for row in in_un_order()]
for _row in in_un_order():
    # Django refuses to name a language that it does not know.
    _django = {"bidi": _row.is_rtl, "code": _row.tag, "name": _row.english, "name_local": _row.name}
    LANG_INFO.setdefault(_row.tag, _django)
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
# Styles and pictures are served from the packages themselves: nothing has to be collected first.
WHITENOISE_USE_FINDERS, WHITENOISE_AUTOREFRESH = True, False

LOGIN_URL, LOGIN_REDIRECT_URL = "/sign-in/", "/"
# A form holds a question for each of hundreds of activities, with two boxes each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# Nothing is run that a page brings along, and nothing is asked of another host.
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

# Whatever was written stays written: the history page shows old versions and puts none of them back.
SIMPLE_HISTORY_REVERT_DISABLED = True

_HTTPS = by_https()
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
# Other hosts of the domain are not this service's to decide about, unless its operator states this.
_HSTS = os.environ.get("QUICKSILVER_HSTS", "")
SECURE_HSTS_PRELOAD = _HTTPS and _HSTS == "preload"
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS and _HSTS in ("subdomains", "preload")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
NINJA_PAGINATION_MAX_LIMIT = 200

QUICKSILVER_LOG_ACCESS = os.environ.get("QUICKSILVER_LOG", "") == "access"
# To the error output of the process: a failure with its traceback and number, sign-ins and refusals, warnings about the set-up.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        **{
            name: {"handlers": ["stderr"], "level": "INFO"}
            for name in (
                "quicksilver.access",
                "quicksilver.failures",
                "quicksilver.set-up",
                "quicksilver.sign_in",
            )
        },
        # The failures of pages are logged by quicksilver.failures, once.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

_POST = urlsplit(os.environ.get("QUICKSILVER_SMTP", ""))
#: Whether notices are sent by e-mail; else they wait where whoever runs the cycle sees them.
QUICKSILVER_POST = bool(_POST.hostname)
EMAIL_HOST, EMAIL_PORT = _POST.hostname or "", _POST.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_POST.username or ""), unquote(_POST.password or "")
EMAIL_USE_SSL = _POST.scheme == "smtps"
# Without a password there is nothing to protect on the way to a server of one's own machine.
EMAIL_USE_TLS = _POST.scheme == "smtp" and bool(_POST.password)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("QUICKSILVER_FROM", "quicksilver@localhost")
