"""Settings for every place the site runs; what differs comes from the environment."""

import json
from datetime import timedelta
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path

import sentry_sdk
from celery.schedules import crontab
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import lazy

from unity_torah import environment
from unity_torah.environment import env

environment.check()

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = environment.debug()
SECRET_KEY = env.str("SECRET_KEY", default="laptop-only-" + "0" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "unity_torah",
    "core",
    "accounts",
    "messaging",
    "letters",
    "payments",
    "communities",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    # The commands of a laptop, where there is one: the image has no folder dev.
    *(["dev"] if DEBUG and find_spec("dev") else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.csp.ContentSecurityPolicy",
    "core.public_cache.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.enforcement.SecondFactorMiddleware",
    "unity_torah.history.StaffHistoryMiddleware",
]

ROOT_URLCONF = "unity_torah.urls"
WSGI_APPLICATION = "unity_torah.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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

_DATABASE_URL = env.str("DATABASE_URL", default="postgres://127.0.0.1:5432/unity_torah")
# A statement that waits for a lock, runs or lies idle in a transaction for longer than this is
# ended by PostgreSQL. A page has less time for a statement than a worker or a command: see wsgi.py.
_TIMEOUTS = {
    "lock_timeout": env.str("DATABASE_LOCK_TIMEOUT", default="5s"),
    "statement_timeout": env.str("DATABASE_STATEMENT_TIMEOUT", default="30min"),
    "idle_in_transaction_session_timeout": env.str("DATABASE_IDLE_TIMEOUT", default="60s"),
}
_OPTIONS = {"options": " ".join(f"-c {name}={value}" for name, value in _TIMEOUTS.items())}
DATABASES = {
    "default": {
        **env.db_url_config(_DATABASE_URL),
        "OPTIONS": {
            **_OPTIONS,
            "pool": {
                "min_size": 1,
                "max_size": env.int("DATABASE_POOL", default=20),
                "timeout": 10,
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
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Public figures live a few seconds in each process: losing Redis must not lose the home page.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A reminder that can't be left in a second is not worth a buyer's wait: beat finds the work anyway.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_BEAT_SCHEDULE = {
    "deliver what is due": {"task": "messaging.tasks.deliver_due", "schedule": 15},
    "send mailings": {"task": "messaging.tasks.send_mailings", "schedule": 5},
    "give waiting orders their letters": {
        "task": "payments.tasks.fulfil_waiting_orders",
        "schedule": 60,
    },
    "send unsent refunds": {"task": "payments.tasks.send_unsent_refunds", "schedule": 30},
    "check for card testing": {"task": "payments.tasks.check_card_testing", "schedule": 60},
    "delete expired requests": {
        "task": "payments.tasks.delete_expired_requests",
        "schedule": 60 * 60,
    },
    "forget who paid": {
        "task": "payments.tasks.redact_payer_data",
        "schedule": crontab(hour="2", minute="30"),
    },
    "tend the scrolls": {"task": "letters.tasks.open_next_scrolls", "schedule": 60},
    "make registers": {"task": "letters.tasks.run_register_exports", "schedule": 15},
    "release names that nobody paid for": {
        "task": "communities.tasks.release_stale",
        "schedule": 60 * 60,
    },
    "tend lists of names": {"task": "communities.tasks.resume_stale_lists", "schedule": 30},
    "tend printings": {"task": "communities.tasks.tend_printings", "schedule": 60},
    "sweep photographs": {
        "task": "communities.tasks.sweep_photographs",
        "schedule": 60 * 60,
    },
    "count communities in the open scroll": {
        "task": "communities.tasks.count_open_scroll",
        "schedule": 60,
    },
    "count communities in all scrolls": {
        "task": "communities.tasks.count_all_scrolls",
        "schedule": 10 * 60,
    },
    "count communities in completed scrolls": {
        "task": "communities.tasks.count_completed_scrolls",
        "schedule": crontab(hour="3", minute="0"),
    },
    "reconcile with Stripe": {"task": "payments.tasks.reconcile_stripe", "schedule": 15 * 60},
}

vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 20
# How long a worker may hold a mail before another takes it up: longer than composing and sending
# can take, or a slow mail goes twice.
OUTBOX_CLAIM = timedelta(seconds=env.int("OUTBOX_CLAIM_SECONDS", default=300))
# Nobody is written to on Shabbos and Yom Tov. Only where mails reach nobody can this be turned
# off, for tests that run every day of the week.
OBSERVE_QUIET_HOURS = not DEBUG or env.bool("OBSERVE_QUIET_HOURS", default=True)
# How many processes may send mailings at once, of all workers together.
MAILING_CONCURRENCY = env.int("MAILING_CONCURRENCY", default=2)
# A mail service with an interface of its own in place of SMTP, as anymail names it (mailgun,
# postmark, …), and its settings as a JSON object; its reports of bounces come to /anymail/….
if EMAIL_SERVICE := env.str("EMAIL_SERVICE", default=""):
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_SERVICE}.EmailBackend"
    ANYMAIL = json.loads(env.str("EMAIL_SERVICE_SETTINGS", default="") or "{}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Unity Torah <letters@unity.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who is told when something about the money needs a person.
COMMITTEE_EMAILS = env.list("COMMITTEE_EMAILS", default=[]) or [parseaddr(DEFAULT_FROM_EMAIL)[1]]

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="sk_test_simulator")
# Several secrets, separated by commas, are all accepted while one is being rolled.
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRET", default=["whsec_simulator"])
STRIPE_API_BASE = env.str(
    "STRIPE_API_BASE", default="http://127.0.0.1:12111" if DEBUG else "https://api.stripe.com"
)
STRIPE_LIVE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
STRIPE_PAYMENT_METHODS = env.list("STRIPE_PAYMENT_METHODS", default=[])
# Events of another account (Connect) are not ours; empty where there is only one.
STRIPE_ACCOUNT = env.str("STRIPE_ACCOUNT", default="")

if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    # Neither requests nor the values of variables leave the house: they hold people's names.
    sentry_sdk.init(
        SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
    )

# Language and time --------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("he", "עברית")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# The day of a certificate where the purchaser's own zone is not known.
HOME_ZONE = "America/New_York"

# Files --------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Registers, uploaded lists, photographs of cards: no address leads here, only views that ask who
# is there. Web servers and workers share it.
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
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
if DEBUG:  # nothing is collected on a laptop, and whitenoise misses the folder
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# The next scroll is prepared when so much of the open one is left.
PREPARE_NEXT_AT_PERCENT = env.int("PREPARE_NEXT_AT_PERCENT", default=10)

# So many days the file of a register can be fetched; then it is deleted, and its record stays.
REGISTER_RETENTION_DAYS = env.int("REGISTER_RETENTION_DAYS", default=7)

# The basket: a family, not a batch. 500 pasted names must get a sentence, not an error page.
BASKET_LIMIT = 100
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Against the testing of stolen cards --------------------------------------

# How many proxies of our own stand before the site, each writing X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Checkouts requested within an hour and not paid (see payments.abuse.checkout_limits): from the
# first number on a proof of work is required, from the second on requests are refused.
CHECKOUT_LIMITS = {
    "address": (env.int("CHECKOUTS_PER_ADDRESS", default=20), 0),  # may be shared: never refused
    "browser": (env.int("CHECKOUTS_PER_BROWSER", default=6), 24),
    "email": (env.int("CHECKOUTS_PER_EMAIL", default=6), 24),
}
# Names that one address or browser may have compared with the register in an hour.
NAME_LOOKUPS = env.int("NAME_LOOKUPS", default=100)
# Within ten minutes: at least `refused` cards refused, and more than `refused_per_paid` of them for
# each order paid; or at least `begun` checkouts, of which less than `paid_percent` were paid.
CARD_TESTING_THRESHOLDS = {"refused": 20, "refused_per_paid": 3, "begun": 100, "paid_percent": 5}
# A transfer is offered beside the card from this sum on, in minor units.
BANK_TRANSFER_MINIMUM = env.int("BANK_TRANSFER_MINIMUM", default=10_000)

# Who may enter ------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG else "https"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Unity Torah"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Walls --------------------------------------------------------------------

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SITE_URL.startswith("https:")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        # The basket's POST is answered by a redirect to Stripe's page, whose host is Stripe's
        # choice (a custom domain too): https is allowed, and the simulator on a laptop.
        "form-action": ["'self'", "https:", *([STRIPE_API_BASE] if DEBUG else [])],
    },
}

# The admin ----------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "Unity Torah",
    "SITE_HEADER": "Unity Torah",
    "SITE_URL": "/",
    "SHOW_LANGUAGES": True,
    "ENVIRONMENT": "unity_torah.admin.environment_badge",
    "STYLES": [lazy(static, str)("css/admin.css")],
    "SIDEBAR": {"navigation": "unity_torah.admin.navigation"},
    "COLORS": {
        "primary": {
            "50": "237 243 248",
            "100": "214 227 238",
            "200": "173 199 221",
            "300": "126 166 200",
            "400": "78 131 177",
            "500": "46 102 150",
            "600": "29 78 122",
            "700": "24 65 102",
            "800": "20 53 83",
            "900": "16 43 67",
            "950": "10 28 44",
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
