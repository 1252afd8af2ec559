"""`make run`: the whole site on one machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, NoReturn

from dev.services import ports, processes
from dev.services.processes import Program, say
from dev.services.services import PROJECT, services
from dev.services.unavailable import Unavailable

VAR = Path(os.environ.get("VAR") or PROJECT / "var")
STOPPING = (signal.SIGINT, signal.SIGTERM)


class Doors(NamedTuple):
    """The ports that this run listens on, each named as in the environment."""

    PORT: int
    SIMULATOR_PORT: int
    MAIL_PORT: int
    MAIL_PAGE_PORT: int

    @classmethod
    def chosen(cls) -> "Doors":
        """Read them from the environment; raise Unavailable if one is no number or is taken."""
        usual = cls(8000, 12111, 1025, 8025)._asdict()
        chosen: dict[str, int] = {}
        for name, default in usual.items():
            given = os.environ.get(name) or str(default)
            if not given.isdecimal() or not 0 < int(given) < 65536:
                raise Unavailable(f"{name}={given} is no port: give a number from 1 to 65535.")
            if int(given) in chosen.values() or ports.taken(int(given)):
                raise Unavailable(
                    f"Port {given} is taken: choose another with `make run {name}={ports.free()}`."
                )
            chosen[name] = int(given)
        return cls(**chosen)

    def address(self, port: int, path: str = "/") -> str:
        """Return a web address of this run."""
        return f"http://{ports.LOOPBACK}:{port}{path}"


def main() -> None:
    """Run everything; Ctrl-C and SIGTERM end it and leave no process behind."""
    begun = time.monotonic()
    for chosen in STOPPING:
        signal.signal(chosen, _interrupt)
    doors = Doors.chosen()
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        say("Unity Torah: the database and Redis …")
        with services(VAR / "services"):
            environment = surroundings(doors)
            _prepare(environment)
            say("Starting web, worker, beat, simulator and mails …")
            processes.run(programs(doors), environment, PROJECT, lambda: _welcome(doors, begun))
    except KeyboardInterrupt:
        say("\nStopped.")


def surroundings(doors: Doors) -> dict[str, str]:
    """Return the environment of the programs; what the caller has set himself wins."""
    usual = {
        "SITE_URL": doors.address(doors.PORT, ""),
        "STRIPE_SECRET_KEY": "sk_test_simulator",
        "STRIPE_WEBHOOK_SECRET": "whsec_simulator",
        "STRIPE_API_BASE": doors.address(doors.SIMULATOR_PORT, ""),
        "EMAIL_URL": f"smtp://{ports.LOOPBACK}:{doors.MAIL_PORT}",
        "PRIVATE_ROOT": str(VAR / "private"),
    }
    fixed = {"DEBUG": "1", "PYTHONUNBUFFERED": "1"}
    # A proxy of the environment is not for this machine's own addresses.
    nearby = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1,localhost")))
    return {**usual, **os.environ, **fixed, "NO_PROXY": nearby, "no_proxy": nearby}


def programs(doors: Doors) -> list[Program]:
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
    bind = ["--bind", f"{ports.LOOPBACK}:{doors.PORT}"]
    celery = [python, "-m", "celery", "-A", "unity_torah"]
    schedule = ["--schedule", str(VAR / "beat-schedule"), "--pidfile", ""]
    simulator = ["--port", str(doors.SIMULATOR_PORT), "--state", str(VAR / "stripe.sqlite3")]
    webhook = ["--webhook-url", doors.address(doors.PORT, "/stripe/webhook/")]
    mails = ["--smtp-port", str(doors.MAIL_PORT), "--page-port", str(doors.MAIL_PAGE_PORT)]
    return [
        Program(
            "web",
            [python, "-m", *gunicorn, *sizes, *bind],
            address=doors.address(doors.PORT, "/healthz"),
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
            address=doors.address(doors.SIMULATOR_PORT, "/healthz"),
            death_signal="KILL",
        ),
        Program(
            "mails",
            [python, "-m", "dev.services.mailbox", *mails, "--folder", str(VAR / "mail")],
            address=doors.address(doors.MAIL_PAGE_PORT),
            death_signal="KILL",
        ),
    ]


def _prepare(environment: dict[str, str]) -> None:
    say("Bringing the database up to date …")
    argv = [sys.executable, "-m", "dev.services.prepare"]
    if subprocess.run(argv, env=environment, cwd=PROJECT, check=False).returncode:
        raise Unavailable(
            "The database could not be brought up to date, as told above: "
            "put that right and run `make run` again."
        )


def _welcome(doors: Doors, begun: float) -> None:
    rows = {
        "The site": doors.address(doors.PORT),
        "The committee's desk": doors.address(doors.PORT, "/admin/"),
        "Stripe, simulated": doors.address(doors.SIMULATOR_PORT),
        "Mails sent": doors.address(doors.MAIL_PAGE_PORT),
    }
    table = "\n".join(f"  {name:<22}{address}" for name, address in rows.items())
    say(f"\nReady after {time.monotonic() - begun:.0f} s. Ctrl-C stops everything.\n\n{table}\n")


def _interrupt(*_: object) -> NoReturn:
    # A second signal must not break off the stopping that the first one began.
    for chosen in STOPPING:
        signal.signal(chosen, signal.SIG_IGN)
    raise KeyboardInterrupt
