"""A template database with all migrations applied, made once and copied by test runs."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg

from dev.services.paths import PROJECT

_PREFIX = "migrated"


def template_database() -> str:
    """The name of a database with the current migrations, to be used as TEMPLATE.

    The first caller makes it while the others wait; those of earlier migrations are dropped.
    """
    name = f"{_PREFIX}_{digest()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtextextended('migrated', 0))")
        found = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_PREFIX]
        ).fetchall()
        if (name,) not in found:
            for (old,) in found:
                server.execute(f"DROP DATABASE {old} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {_PREFIX}")
            _migrate(url_of(_PREFIX))
            server.execute(f"ALTER DATABASE {_PREFIX} RENAME TO {name}")
    return name


def url_of(database: str) -> str:
    """The URL of another database of the tests' server."""
    return re.sub(r"/[^/?]+(\?|$)", rf"/{database}\1", os.environ["DATABASE_URL"])


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
        },
        check=True,
    )


def digest(*more: Path) -> str:
    """A hash of the migrations, our own and the libraries', and of more files."""
    files = [*PROJECT.glob("*/migrations/*.py"), PROJECT / "uv.lock", *more]
    content = b"".join(path.name.encode() + path.read_bytes() for path in sorted(files))
    return hashlib.sha256(content).hexdigest()[:16]
