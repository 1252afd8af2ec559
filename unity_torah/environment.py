"""The environment variables of the program, and the check that none is missing."""

import os
from collections import ChainMap

import environ
from django.core.exceptions import ImproperlyConfigured

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
# Defaults for development.
DEVELOPMENT = {
    "SECRET_KEY": "development-only-" + "0" * 40,
    "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
    "DATABASE_URL": "postgres://127.0.0.1:5432/unity_torah",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "STRIPE_SECRET_KEY": "sk_test_simulator",
    "STRIPE_WEBHOOK_SECRET": "whsec_simulator",
    "STRIPE_API_BASE": "http://127.0.0.1:12111",
    "EMAIL_URL": "smtp://127.0.0.1:1025",
    "DEFAULT_FROM_EMAIL": "Unity Torah <letters@unity.test>",
    "SITE_URL": "http://127.0.0.1:8000",
}

SECRET_KEY_LENGTH = 50
WEBHOOK_SECRET_LENGTH = 24

env = environ.Env()


def debug() -> bool:
    """Whether DEBUG is on; without it this is production."""
    return bool(env.bool("DEBUG", default=False))


def settings_module() -> str:
    """The settings for this environment."""
    return f"unity_torah.settings.{'development' if debug() else 'production'}"


def use_development_defaults() -> None:
    """Let `env` fall back to the values for development."""
    env.ENVIRON = ChainMap(os.environ, DEVELOPMENT)


def missing() -> str:
    """A sentence that names the required variables that are not set; empty if there are none."""
    names = [name for name in REQUIRED if not os.environ.get(name)]
    if not names:
        return ""
    return (
        f"Set {', '.join(names)} in the environment (see .env.example), "
        "or DEBUG=1 on a machine for development."
    )


def unsafe() -> str:
    """A sentence about a secret that is not set or can be guessed; empty if there is none."""
    secrets = [os.environ["SECRET_KEY"], *env.list("SECRET_KEY_FALLBACKS", default=[])]
    if any(len(secret) < SECRET_KEY_LENGTH or secret in DEVELOPMENT.values() for secret in secrets):
        return (
            f"Set SECRET_KEY (and SECRET_KEY_FALLBACKS) to {SECRET_KEY_LENGTH} or more random "
            "characters: anyone who guesses it can sign in as anybody."
        )
    webhook = env.list("EMAIL_WEBHOOK_SECRET", default=[])
    if os.environ.get("EMAIL_SERVICE") and not (webhook and all(map(_is_credential, webhook))):
        return (
            "Set EMAIL_WEBHOOK_SECRET to user:password, both of them together "
            f"{WEBHOOK_SECRET_LENGTH} or more random characters, and enter the webhook at the mail "
            f"service as https://user:password@…/anymail/{os.environ['EMAIL_SERVICE']}/tracking/: "
            "without it anybody can report that an address bounced."
        )
    return ""


def _is_credential(secret: str) -> bool:
    user, colon, password = secret.partition(":")
    return bool(user and colon and password) and len(secret) >= WEBHOOK_SECRET_LENGTH


def problem() -> str:
    """Why the program must not start with this environment; empty if it may."""
    return missing() or unsafe()


def check() -> None:
    """Raise ImproperlyConfigured with the sentence of `problem`."""
    if sentence := problem():
        raise ImproperlyConfigured(sentence)
