"""The whole site on this machine, in a folder of its own, each part by itself to be killed."""

import os
import subprocess
import sys
from pathlib import Path

from dev.services import Postgres, Redis, ports
from dev.services.paths import PROJECT
from dev.services.processes import responds
from tests.chaos.part import Part
from tests.chaos.plan import Plan

CLAIM_SECONDS = 15
COMMAND_SECONDS = 300
PLENTY = "1000000"


class Stage:
    """PostgreSQL, Redis, web server, worker with beat, simulator and mailbox.

    All is started by, and lives as long as, the thread that calls `start`.
    """

    def __init__(self, plan: Plan) -> None:
        self.folder = plan.folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.postgres = Postgres(self.folder)
        self.redis = Redis(self.folder)
        web, simulator, mail, page = (ports.find_free() for _ in range(4))
        self.url = f"http://{ports.LOOPBACK}:{web}"
        self.simulator_url = f"http://{ports.LOOPBACK}:{simulator}"
        self.mails = self.folder / "mail"
        self.books = self.folder / "stripe.sqlite3"
        self.environment = self._environment(plan, mail)
        # A twin runs the site with one thing taken out, through doors of its own.
        wsgi, celery = "unity_torah.wsgi", "unity_torah"
        if plan.without:
            wsgi = celery = "tests.chaos.sabotage"
        self.web = self._part(
            "web",
            f"-m gunicorn {wsgi}:application --worker-class gthread --preload --workers 2"
            " --threads 8 --graceful-timeout 5 --no-control-socket"
            f" --bind {ports.LOOPBACK}:{web}",
            self.url + "/healthz",
        )
        self.worker = self._part(
            "worker",
            f"-m celery -A {celery} worker --concurrency 2 --loglevel INFO"
            f" --beat --schedule {self.folder}/beat-schedule",
            line=" ready.",
        )
        self.simulator = self._part(
            "simulator",
            f"-m dev.stripe_simulator --port {simulator} --state {self.books}"
            f" --webhook-url {self.url}/stripe/webhook/",
            self.simulator_url + "/healthz",
        )
        self.mailbox = self._part(
            "mailbox",
            f"-m dev.services.mailbox --smtp-port {mail} --page-port {page} --folder {self.mails}",
            f"http://{ports.LOOPBACK}:{page}/",
        )
        self.parts = [
            self.simulator,
            self.mailbox,
            self.web,
            *([self.worker] if plan.mails else []),
        ]

    def start(self) -> None:
        """Start the two servers, and tell this process and all parts where they are."""
        self.postgres.start()
        self.redis.start()
        self.environment |= {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}
        os.environ.update(self.environment)
        for part in (self.web, self.worker, self.simulator, self.mailbox):
            part.environment = self.environment

    def start_parts(self) -> None:
        """Start the programs and wait until all serve. Raises DidNotStart."""
        for part in self.parts:
            part.start()
        for part in self.parts:
            part.wait_until_ready()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py against this site, as the committee's server would."""
        argv = [sys.executable, "manage.py", *arguments]
        try:
            return subprocess.run(
                argv,
                env=self.environment,
                cwd=PROJECT,
                check=False,
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
            )
        except subprocess.TimeoutExpired:
            late = f"did not end within {COMMAND_SECONDS} s"
            return subprocess.CompletedProcess(argv, 124, late, "")

    def stop(self) -> None:
        """Stop everything that was started."""
        for part in (self.worker, self.web, self.simulator, self.mailbox):
            part.stop()
        self.redis.stop()
        self.postgres.stop()

    def _part(self, name: str, words: str, address: str = "", line: str = "") -> Part:
        return Part(
            [sys.executable, *words.split()],
            {},
            self.folder / f"{name}.log",
            (lambda part: line in part.said) if line else (lambda _: responds(address)),
        )

    def _environment(self, plan: Plan, mail: int) -> dict[str, str]:
        # What the caller's own environment says of other servers is not for this run.
        kept = {name: value for name, value in os.environ.items() if name not in _OTHERS}
        return {
            **kept,
            "DEBUG": "1",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings",
            "SITE_URL": self.url,
            "STRIPE_SECRET_KEY": "sk_test_simulator",
            "STRIPE_WEBHOOK_SECRET": "whsec_simulator",
            "STRIPE_API_BASE": self.simulator_url,
            "EMAIL_URL": f"smtp://{ports.LOOPBACK}:{mail}",
            "OUTBOX_CLAIM_SECONDS": str(CLAIM_SECONDS),
            # The run's verdict is the same on Shabbos.
            "OBSERVE_QUIET_HOURS": "0",
            # All buyers of the run share one address.
            "CHECKOUTS_PER_ADDRESS": PLENTY,
            "CHECKOUTS_PER_BROWSER": PLENTY,
            "CHECKOUTS_PER_EMAIL": PLENTY,
            "NAME_LOOKUPS": PLENTY,
            "WITHOUT": plan.without,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


_OTHERS = {"DATABASE_URL", "REDIS_URL", "PYTEST_CURRENT_TEST"}


def copy_services(made: Path, folder: Path) -> None:
    """Begin with the servers of another folder, which are stopped: owners and modes are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("postgres", "postgres.json", "redis", "redis.json"):
        subprocess.run(["cp", "-a", made / name, folder / name], check=True)  # noqa: S607
