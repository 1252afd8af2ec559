"""The settings of each environment, and what a start without its variables says."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from dev.services import ports
from tests.apps import APPS
from unity_torah.environment import DEVELOPMENT, REQUIRED

PROJECT = Path(settings.BASE_DIR)
PRODUCTION = {
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
ALL_MISSING = f"Set {', '.join(REQUIRED)} in the environment"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a new process with exactly this environment."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def shown(setting: str, **environment: str) -> str:
    """Print a setting as a program with this environment sees it."""
    code = (
        "import unity_torah\n"
        "from django.conf import settings\n"
        f"print(getattr(settings, '{setting}', None))"
    )
    result = run("-c", code, **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_variable_is_named(name: str) -> None:
    environment = {key: value for key, value in PRODUCTION.items() if key != name}
    result = run("-c", "import unity_torah.settings.production", **environment)
    assert result.returncode != 0
    assert f"Set {name} in the environment" in result.stderr


WEBHOOK_SECRET = "reports:" + "0123456789abcdef"
UNSAFE = [
    ("SECRET_KEY", {"SECRET_KEY": "x"}),
    ("SECRET_KEY", {"SECRET_KEY": DEVELOPMENT["SECRET_KEY"]}),
    ("SECRET_KEY", {"SECRET_KEY_FALLBACKS": "old"}),
    ("EMAIL_WEBHOOK_SECRET", {"EMAIL_SERVICE": "postmark"}),
    ("EMAIL_WEBHOOK_SECRET", {"EMAIL_SERVICE": "postmark", "EMAIL_WEBHOOK_SECRET": "a:b"}),
    ("EMAIL_WEBHOOK_SECRET", {"EMAIL_SERVICE": "postmark", "EMAIL_WEBHOOK_SECRET": "x" * 40}),
    (
        "EMAIL_WEBHOOK_SECRET",
        {"EMAIL_SERVICE": "mailgun", "EMAIL_WEBHOOK_SECRET": f"{WEBHOOK_SECRET},a:b"},
    ),
]


@pytest.mark.parametrize(("name", "changes"), UNSAFE)
def test_secret_that_can_be_guessed_stops_the_start(name: str, changes: dict[str, str]) -> None:
    for start in (("manage.py", "check"), ("-c", "import unity_torah.settings.production")):
        result = run(*start, **{**PRODUCTION, **changes})
        assert result.returncode != 0
        assert f"Set {name}" in result.stderr
        assert "x" * 40 not in result.stderr


def test_webhook_secret_is_given_to_anymail() -> None:
    service = {"EMAIL_SERVICE": "postmark", "EMAIL_WEBHOOK_SECRET": WEBHOOK_SECRET}
    assert shown("ANYMAIL", **PRODUCTION, **service) == str({"WEBHOOK_SECRET": [WEBHOOK_SECRET]})


def test_manage_py_with_an_empty_environment_stops_with_a_sentence() -> None:
    result = run("manage.py", "check")
    assert result.returncode == 1
    assert result.stderr.startswith(ALL_MISSING)
    assert "Traceback" not in result.stderr


def test_gunicorn_with_an_empty_environment_stops_with_a_sentence() -> None:
    bind = f"127.0.0.1:{ports.find_free()}"
    gunicorn = ("-m", "gunicorn", "unity_torah.wsgi:application", "--bind", bind)
    result = run(*gunicorn, "--no-control-socket")
    assert result.returncode != 0
    assert ALL_MISSING in result.stderr


def test_complete_environment_is_production() -> None:
    assert shown("SETTINGS_MODULE", **PRODUCTION) == "unity_torah.settings.production"
    assert shown("DEBUG", **PRODUCTION) == "False"


def test_debug_is_development() -> None:
    assert shown("SETTINGS_MODULE", DEBUG="1") == "unity_torah.settings.development"
    assert shown("DEBUG", DEBUG="1") == "True"


def test_production_always_observes_quiet_hours() -> None:
    assert shown("OBSERVE_QUIET_HOURS", OBSERVE_QUIET_HOURS="0", **PRODUCTION) == "True"
    assert shown("OBSERVE_QUIET_HOURS", OBSERVE_QUIET_HOURS="0", DEBUG="1") == "False"


@pytest.mark.parametrize(
    ("proxies", "header"), [("0", "None"), ("1", "('HTTP_X_FORWARDED_PROTO', 'https')")]
)
def test_forwarded_proto_is_trusted_only_from_a_proxy(proxies: str, header: str) -> None:
    assert shown("SECURE_PROXY_SSL_HEADER", TRUSTED_PROXIES=proxies, **PRODUCTION) == header


def test_development_has_a_default_for_every_required_variable() -> None:
    assert set(REQUIRED) <= set(DEVELOPMENT)


def _variables_read() -> Iterator[str]:
    """The names in all calls such as `env.str("NAME")`."""
    reads = re.compile(r"\benv\.(?!db_url_config)\w+$")
    for path in (PROJECT / "unity_torah").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and reads.search(ast.unparse(node.func)):
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{path}:{node.lineno}: no literal name"
                yield str(name.value)


def test_env_example_has_every_variable() -> None:
    compose = re.findall(r"\${([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text())
    lines = (PROJECT / ".env.example").read_text().splitlines()
    documented = [name[1] for line in lines if (name := re.match(r"(?:# )?([A-Z_]+)=", line))]
    assert sorted(documented) == sorted({*_variables_read(), *compose})


def test_env_example_explains_every_variable() -> None:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    for before, line in pairwise(lines):
        if re.match(r"(?:# )?[A-Z_]+=", line):
            assert re.match(r"# (?![A-Z_]+=)", before), line


def test_no_other_module_reads_the_environment() -> None:
    for app in set(APPS) - {"unity_torah"}:
        for path in (PROJECT / app).rglob("*.py"):
            assert not re.search(r"\benviron\b|\bgetenv\b", path.read_text()), path


def test_healthz(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_readyz(client: Client, db: None) -> None:
    assert client.get("/readyz").status_code == 200
