"""The one reader of the environment: which names exist, and what is missing."""

import os

import environ
from django.core.exceptions import ImproperlyConfigured

# Without DEBUG each of these must be set; with it, the laptop's defaults stand in.
REQUIRED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "SITE_URL",
)

env = environ.Env()


def debug() -> bool:
    """Whether this is a laptop: DEBUG says so, or not one of the required names is set."""
    return bool(env.bool("DEBUG", default=not any(name in os.environ for name in REQUIRED)))


def check() -> None:
    """Raise ImproperlyConfigured, naming every missing name, unless DEBUG is on."""
    missing = [name for name in REQUIRED if not os.environ.get(name)]
    if missing and not debug():
        raise ImproperlyConfigured(
            f"Set {', '.join(missing)} in the environment: with DEBUG off nothing is assumed."
        )
