"""`make run`: the whole site on one machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, NoReturn

from dev.services.paths import PROJECT
from dev.services.ports import LOOPBACK, find_free, is_taken
from dev.services.processes import Program, print_line, run
from dev.services.services import services
from dev.services.unavailable import Unavailable

VAR = Path(os.environ.get("VAR") or PROJECT / "var")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ports(NamedTuple):
    """The ports of this run, each named as its environment variable."""

    PORT: int
    SIMULATOR_PORT: int
    MAIL_PORT: int
    MAIL_PAGE_PORT: int

    @classmethod
    def from_environment(cls) -> "Ports":
        """Read them from the environment; raise Unavailable if one is invalid or taken."""
        defaults = cls(8000, 12111, 1025, 8025)._asdict()
        chosen: dict[str, int] = {}
        for name, default in defaults.items():
            given = os.environ.get(name) or str(default)
            if not given.isdecimal() or not 0 < int(given) < 65536:
                raise Unavailable(f"{name}={given} is no port: give a number from 1 to 65535.")
            if int(given) in chosen.values() or is_taken(int(given)):
                raise Unavailable(
                    f"Port {given} is taken: choose another with `make run {name}={find_free()}`."
                )
            chosen[name] = int(given)
        return cls(**chosen)

    def url(self, port: int, path: str = "/") -> str:
        """Return a URL on one of the ports."""
        return f"http://{LOOPBACK}:{port}{path}"


def main() -> None:
    """Run everything until Ctrl-C or SIGTERM, and leave no process behind."""
    begun = time.monotonic()
    for signum in STOP_SIGNALS:
        signal.signal(signum, _interrupt)
    ports = Ports.from_environment()
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        print_line("Unity Torah: the database and Redis …")
        with services(VAR / "services"):
            _prepare_database(environment(ports))
            print_line("Starting web, worker, beat, simulator and mails …")
            run(programs(ports), environment(ports), PROJECT, lambda: _welcome(ports, begun))
    except KeyboardInterrupt:
        print_line("\nStopped.")


def environment(ports: Ports) -> dict[str, str]:
    """Return the programs' environment; what is set already takes precedence."""
    defaults = {
        "SITE_URL": ports.url(ports.PORT, ""),
        "STRIPE_SECRET_KEY": "sk_test_simulator",
        "STRIPE_WEBHOOK_SECRET": "whsec_simulator",
        "STRIPE_API_BASE": ports.url(ports.SIMULATOR_PORT, ""),
        "EMAIL_URL": f"smtp://{LOOPBACK}:{ports.MAIL_PORT}",
        "PRIVATE_ROOT": str(VAR / "private"),
    }
    fixed = {
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
        "PYTHONUNBUFFERED": "1",
    }
    # The environment's proxy doesn't serve loopback addresses.
    no_proxy = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1,localhost")))
    return {**defaults, **os.environ, **fixed, "NO_PROXY": no_proxy, "no_proxy": no_proxy}


def programs(ports: Ports) -> list[Program]:
    """Return what runs beside the database and Redis."""
    python = sys.executable
    gunicorn = ["gunicorn", "unity_torah.wsgi:application", "--worker-class", "gthread"]
    sizes = [
        "--preload",
        "--workers",
        "2",
        "--threads",
        "8",
        "--graceful-timeout",
        "5",
        "--no-control-socket",
    ]
    bind = ["--bind", f"{LOOPBACK}:{ports.PORT}"]
    celery = [python, "-m", "celery", "-A", "unity_torah"]
    schedule = ["--schedule", str(VAR / "beat-schedule"), "--pidfile", ""]
    simulator = ["--port", str(ports.SIMULATOR_PORT), "--state", str(VAR / "stripe.sqlite3")]
    webhook = ["--webhook-url", ports.url(ports.PORT, "/stripe/webhook/")]
    mails = ["--smtp-port", str(ports.MAIL_PORT), "--page-port", str(ports.MAIL_PAGE_PORT)]
    return [
        Program(
            "web",
            [python, "-m", *gunicorn, *sizes, *bind, "--no-control-socket"],
            address=ports.url(ports.PORT, "/healthz"),
        ),
        Program(
            "worker",
            [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"],
            ready_line=" ready.",
        ),
        Program(
            "beat", [*celery, "beat", *schedule, "--loglevel", "INFO"], ready_line="Starting..."
        ),
        Program(
            "simulator",
            [python, "-m", "dev.stripe_simulator", *simulator, *webhook],
            address=ports.url(ports.SIMULATOR_PORT, "/healthz"),
            death_signal="KILL",
        ),
        Program(
            "mails",
            [python, "-m", "dev.services.mailbox", *mails, "--folder", str(VAR / "mail")],
            address=ports.url(ports.MAIL_PAGE_PORT),
            death_signal="KILL",
        ),
    ]


def _prepare_database(environment: dict[str, str]) -> None:
    print_line("Migrating the database …")
    argv = [sys.executable, "-m", "dev.services.prepare_database"]
    if subprocess.run(argv, env=environment, cwd=PROJECT, check=False).returncode:
        raise Unavailable(
            "The database could not be migrated; see the error above, correct it "
            "and run `make run` again."
        )


def _welcome(ports: Ports, begun: float) -> None:
    rows = {
        "The site": ports.url(ports.PORT),
        "Admin": ports.url(ports.PORT, "/admin/"),
        "Stripe, simulated": ports.url(ports.SIMULATOR_PORT),
        "Mails sent": ports.url(ports.MAIL_PAGE_PORT),
    }
    table = "\n".join(f"  {name:<22}{address}" for name, address in rows.items())
    print_line(
        f"\nReady after {time.monotonic() - begun:.0f} s. Ctrl-C stops everything.\n\n{table}\n"
    )


def _interrupt(*_: object) -> NoReturn:
    # A second signal must not interrupt the shutdown that the first one began.
    for signum in STOP_SIGNALS:
        signal.signal(signum, signal.SIG_IGN)
    raise KeyboardInterrupt
