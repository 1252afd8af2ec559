"""A start without its secrets stops with a sentence that names them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from unity_torah.environment import REQUIRED

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://example.org/x",
    "REDIS_URL": "redis://example.org/0",
    "STRIPE_SECRET_KEY": "sk_test_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "EMAIL_URL": "smtp://example.org:25",
    "DEFAULT_FROM_EMAIL": "letters@example.org",
    "SITE_URL": "https://example.org",
}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the settings in a new process with exactly this environment."""
    return subprocess.run(
        [sys.executable, "-c", "import unity_torah.settings as s; print(s.DEBUG)"],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=settings.BASE_DIR,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_variable_is_named(name: str) -> None:
    result = start({key: value for key, value in PRODUCTION.items() if key != name})
    assert result.returncode != 0
    assert f"Set {name} in the environment" in result.stderr


def test_complete_environment_starts() -> None:
    assert start(PRODUCTION).stdout.strip() == "False"


def test_empty_environment_is_a_laptop() -> None:
    assert start({}).stdout.strip() == "True"


def test_healthz(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_readyz(client: Client, db: None) -> None:
    assert client.get("/readyz").status_code == 200
