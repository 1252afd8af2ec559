"""Settings common to production, development and tests."""

import json
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

from core import log_redaction
from core.database import bounded_connection
from unity_torah import error_reports
from unity_torah.environment import env
from unity_torah.settings.limits import *  # noqa: F403
from unity_torah.settings.schedule import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE
from unity_torah.settings.sign_in import *  # noqa: F403
from unity_torah.settings.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env.str("SITE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "unity_torah.csrf.csrf_failure"

INSTALLED_APPS = [
    "unity_torah",
    "core",
    "accounts",
    "organisation",
    "messaging",
    "letters",
    "payments",
    "communities",
    "families",
    "django.forms",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "anymail",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "unity_torah.unavailable.RetryReadsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.http.csp.ContentSecurityPolicy",
    "core.languages.AcceptLanguageMiddleware",
    "core.http.body_limits.BodyLimitMiddleware",
    "core.forms.input_cleaning.CleanInputMiddleware",
    "core.http.language_paths.LanguageMiddleware",
    "core.http.public_cache.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "unity_torah.middleware.SeriesCommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.enforcement.SecondFactorMiddleware",
    "core.admin.zone.HomeZoneMiddleware",
    "unity_torah.history.middleware.StaffHistoryMiddleware",
    "families.admin.looking.AdminLooksMiddleware",
]

ROOT_URLCONF = "unity_torah.urls"
WSGI_APPLICATION = "unity_torah.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FORM_RENDERER = "core.forms.form_renderer.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Services -----------------------------------------------------------------

_DATABASE_URL = env.str("DATABASE_URL")
# A statement that waits for a lock, runs or lies idle in a transaction for longer than this is
# ended by PostgreSQL. A page has less time for a statement than a worker or a command: see wsgi.py.
_TIMEOUTS = {
    "lock_timeout": env.str("DATABASE_LOCK_TIMEOUT", default="5s"),
    "statement_timeout": env.str("DATABASE_STATEMENT_TIMEOUT", default="30min"),
    "idle_in_transaction_session_timeout": env.str("DATABASE_IDLE_TIMEOUT", default="60s"),
}
# PostgreSQL can't keep these if it hangs: seconds for a connection, and for any answer, longer than
# its own limit for a statement.
_ANSWER_TIMEOUT = env.float("DATABASE_ANSWER_TIMEOUT", default=31 * 60)
_OPTIONS = {
    "options": " ".join(f"-c {name}={value}" for name, value in _TIMEOUTS.items()),
    "connect_timeout": 2,
}
DATABASES = {
    "default": {
        **env.db_url_config(_DATABASE_URL),
        # A connection is checked when it is taken out of the pool: see core.database.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_OPTIONS,
            "pool": {
                "min_size": 1,
                "max_size": env.int("DATABASE_POOL", default=20),
                # Seconds that a request waits for a connection, and that the pool keeps trying
                # for one; after them the next request tries at once.
                "timeout": env.float("DATABASE_POOL_TIMEOUT", default=10),
                "reconnect_timeout": 2,
                "connection_class": bounded_connection(_ANSWER_TIMEOUT),
            },
        },
    },
    # Past a transaction pooler, where there is one, for locks that outlive a transaction.
    "direct": {
        **env.db_url_config(env.str("DATABASE_DIRECT_URL", default=_DATABASE_URL)),
        "OPTIONS": _OPTIONS,
        "TEST": {"MIRROR": "default"},
    },
}
REDIS_URL = env.str("REDIS_URL")
# Allauth counts its limits and used codes in it: in one place for all processes, kept over a
# restart, and there whenever signing in is possible at all. Pages are cached elsewhere.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",  # accounts.models.CacheEntry
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A buyer must not wait for the broker longer than a second: beat finds the work anyway.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": env.float("REDIS_TIMEOUT", default=5),
    # Of opening a connection to write a task; a worker's own connection is tried for ever.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20
# How long a claimed message belongs to its worker: longer than composing and sending can take, or
# another worker sends it too.
OUTBOX_CLAIM = timedelta(seconds=env.int("OUTBOX_CLAIM_SECONDS", default=300))
# No mail is sent on Shabbos and Yom Tov; only development can turn this off.
OBSERVE_QUIET_HOURS = True
# How many processes may send mailings at the same time, of all workers together.
MAILING_CONCURRENCY = env.int("MAILING_CONCURRENCY", default=2)
# A mail service with an API in place of SMTP, by anymail's name (mailgun, postmark, …), and its
# settings as a JSON object; it reports bounces to /anymail/….
if EMAIL_SERVICE := env.str("EMAIL_SERVICE", default=""):
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_SERVICE}.EmailBackend"
    ANYMAIL = {
        **json.loads(env.str("EMAIL_SERVICE_SETTINGS", default="") or "{}"),
        # Without it anybody could report a bounce, and no mail would reach that address again.
        "WEBHOOK_SECRET": env.list("EMAIL_WEBHOOK_SECRET"),
    }
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Recipients of mails about money that needs a decision.
COMMITTEE_EMAILS = env.list("COMMITTEE_EMAILS", default=[]) or [parseaddr(DEFAULT_FROM_EMAIL)[1]]

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY")
# Several secrets, separated by commas, are all accepted while one is being rolled.
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com")
STRIPE_LIVE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
STRIPE_PAYMENT_METHODS = env.list("STRIPE_PAYMENT_METHODS", default=[])
# Events of other accounts (Connect) are ignored; empty if there is only one.
STRIPE_ACCOUNT = env.str("STRIPE_ACCOUNT", default="")

if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    error_reports.init(SENTRY_DSN)

# Language and time --------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("he", "עברית")]
MODELTRANS_ADD_FIELD_HELP_TEXT = False
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Where the organisation is: the times in the admin, and the days of those whose zone is unknown.
HOME_ZONE = "America/New_York"

# Files --------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Registers, uploaded lists, photographs: never served by URL, only by views that check access.
# Web servers and workers share it.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(BASE_DIR / "var" / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# The next scroll is prepared when so much of the open one is left.
PREPARE_NEXT_AT_PERCENT = env.int("PREPARE_NEXT_AT_PERCENT", default=10)

# After so many days the file of an exported register is deleted; its record stays.
REGISTER_RETENTION_DAYS = env.int("REGISTER_RETENTION_DAYS", default=7)

# Where a yahrzeit of Adar is kept in a leap year: ADAR_I by the custom of Ashkenaz, or ADAR_II; see
# core.calendar.anniversaries.
YAHRZEIT_OF_ADAR = env.str("YAHRZEIT_OF_ADAR", default="ADAR_I")

# How many of our own proxies are before the site, each setting X-Forwarded-For and -Proto.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# Security --------------------------------------------------------------------

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSP_DIRECTIVES = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "frame-ancestors": ["'none'"],
    # The basket's POST is redirected to Stripe's page, whose host Stripe chooses.
    "form-action": ["'self'", "https:"],
}
CONTENT_SECURITY_POLICY = {"EXCLUDE_URL_PREFIXES": ["/admin/"], "DIRECTIVES": CSP_DIRECTIVES}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would repeat each line, and mail errors with the whole request.
    "loggers": {"django": {"handlers": [], "level": "INFO"}, **log_redaction.LEVELS},
}
log_redaction.install()
