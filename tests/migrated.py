"""The database as the migrations leave it: made once for each state of them, then copied."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg

from dev.services.paths import PROJECT

_HALF_MADE = "migrated"


def migrated() -> str:
    """The name of a database of today's migrations that nobody uses: a TEMPLATE for others.

    Whoever asks first makes it and the others wait; those of earlier migrations are dropped.
    """
    name = f"{_HALF_MADE}_{digest()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtextextended('migrated', 0))")
        found = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_HALF_MADE]
        ).fetchall()
        if (name,) not in found:
            for (old,) in found:
                server.execute(f"DROP DATABASE {old} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {_HALF_MADE}")
            _migrate(url_of(_HALF_MADE))
            server.execute(f"ALTER DATABASE {_HALF_MADE} RENAME TO {name}")
    return name


def url_of(database: str) -> str:
    """The address of another database of the tests' server."""
    return re.sub(r"/[^/?]+(\?|$)", rf"/{database}\1", os.environ["DATABASE_URL"])


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings",
        },
        check=True,
    )


def digest(*more: Path) -> str:
    """A name for the state of the migrations, our own and the libraries', and of more files."""
    files = [*PROJECT.glob("*/migrations/*.py"), PROJECT / "uv.lock", *more]
    told = b"".join(path.name.encode() + path.read_bytes() for path in sorted(files))
    return hashlib.sha256(told).hexdigest()[:16]
