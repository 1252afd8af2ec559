"""The web server as in production, with the site or another application."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from dev.services import ports
from dev.services.processes import Program

SITE = "unity_torah.wsgi:application"
# As in the Dockerfile.
SIZES = ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--preload"]


@dataclass(frozen=True)
class WebServer:
    """A running server; its URL has no slash at the end."""

    url: str
    program: Program

    def cpu(self) -> float:
        """The seconds of CPU that the server and its workers have used."""
        return sum(seconds for session, seconds in _used() if session == self.program.session)


def _used() -> Iterator[tuple[int, float]]:
    """The session and the seconds of CPU of each process: fields 6, 14 and 15 of /proc/PID/stat."""
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        yield int(fields[3]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def web_server(application: str = SITE, **environment: str) -> Iterator[WebServer]:
    """Run an application on the server, with the current database, inside the block."""
    port = ports.find_free()
    url = f"http://{ports.LOOPBACK}:{port}"
    where = ["--bind", f"{ports.LOOPBACK}:{port}", "--no-control-socket"]
    argv = [sys.executable, "-m", "gunicorn", application, *SIZES, *where]
    server = Program("web", argv, address=f"{url}/healthz")
    server.start({**production(url), **environment}, settings.BASE_DIR)
    try:
        while not server.is_ready():
            if server.exit_status() is not None:
                raise SystemExit("The server ended:\n" + "\n".join(server.tail))
            time.sleep(0.1)
        yield WebServer(url, server)
    finally:
        server.terminate()
        server.wait_or_kill(time.monotonic() + 10)


def production(url: str) -> dict[str, str]:
    """The environment variables of production, with this database."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    return {
        **os.environ,
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "unity_torah.settings.production",
        "SECRET_KEY": "of-a-benchmark-" + "0" * 40,
        "ALLOWED_HOSTS": ports.LOOPBACK,
        "SITE_URL": url,
        "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "STRIPE_SECRET_KEY": "sk_test_bench",
        "STRIPE_WEBHOOK_SECRET": "whsec_bench",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
    }
