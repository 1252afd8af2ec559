"""The whole site on this machine, in its own folder, each program killable separately."""

import os
import subprocess
import sys
from pathlib import Path

from dev.services import Postgres, Redis, ports
from dev.services.paths import PROJECT
from dev.services.processes import responds
from tests.chaos.managed_process import ManagedProcess
from tests.chaos.plan import Plan

CLAIM_SECONDS = 15
COMMAND_SECONDS = 300
UNLIMITED = "1000000"


class Environment:
    """PostgreSQL, Redis, web server, worker with beat, simulator and mailbox.

    All end with the thread that calls `start`.
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
        self.stripe_state = self.folder / "stripe.sqlite3"
        self.variables = self._variables(plan, mail)
        # A negative control runs the site through a module that removes one safeguard.
        wsgi, celery = "unity_torah.wsgi", "unity_torah"
        if plan.without:
            wsgi = celery = "tests.chaos.sabotage"
        self.web = self._process_for(
            "web",
            f"-m gunicorn {wsgi}:application --worker-class gthread --preload --workers 2"
            " --threads 8 --graceful-timeout 5 --no-control-socket"
            f" --bind {ports.LOOPBACK}:{web}",
            self.url + "/healthz",
        )
        self.worker = self._process_for(
            "worker",
            f"-m celery -A {celery} worker --concurrency 2 --loglevel INFO"
            f" --beat --schedule {self.folder}/beat-schedule",
            line=" ready.",
        )
        self.simulator = self._process_for(
            "simulator",
            f"-m dev.stripe_simulator --port {simulator} --state {self.stripe_state}"
            f" --webhook-url {self.url}/stripe/webhook/",
            self.simulator_url + "/healthz",
        )
        self.mailbox = self._process_for(
            "mailbox",
            f"-m dev.services.mailbox --smtp-port {mail} --page-port {page} --folder {self.mails}",
            f"http://{ports.LOOPBACK}:{page}/",
        )
        self.processes = [
            self.simulator,
            self.mailbox,
            self.web,
            *([self.worker] if plan.mails else []),
        ]

    def start(self) -> None:
        """Start both servers, and set their URLs for this process and all programs."""
        self.postgres.start()
        self.redis.start()
        self.variables |= {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}
        os.environ.update(self.variables)
        for process in (self.web, self.worker, self.simulator, self.mailbox):
            process.variables = self.variables

    def start_processes(self) -> None:
        """Start the programs and wait until all are ready. Raises StartFailed."""
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.wait_until_ready()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py for this site."""
        argv = [sys.executable, "manage.py", *arguments]
        try:
            return subprocess.run(
                argv,
                env=self.variables,
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
        for process in (self.worker, self.web, self.simulator, self.mailbox):
            process.stop()
        self.redis.stop()
        self.postgres.stop()

    def _process_for(
        self, name: str, words: str, address: str = "", line: str = ""
    ) -> ManagedProcess:
        return ManagedProcess(
            [sys.executable, *words.split()],
            {},
            self.folder / f"{name}.log",
            (lambda process: line in process.output) if line else (lambda _: responds(address)),
        )

    def _variables(self, plan: Plan, mail: int) -> dict[str, str]:
        # Without the caller's own servers.
        inherited = {
            name: value for name, value in os.environ.items() if name not in _NOT_INHERITED
        }
        return {
            **inherited,
            "DEBUG": "1",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
            "SITE_URL": self.url,
            "STRIPE_SECRET_KEY": "sk_test_simulator",
            "STRIPE_WEBHOOK_SECRET": "whsec_simulator",
            "STRIPE_API_BASE": self.simulator_url,
            "EMAIL_URL": f"smtp://{ports.LOOPBACK}:{mail}",
            "PRIVATE_ROOT": str(self.folder / "private"),
            "OUTBOX_CLAIM_SECONDS": str(CLAIM_SECONDS),
            # The result must be the same on Shabbos.
            "OBSERVE_QUIET_HOURS": "0",
            # All buyers share one IP address.
            "CHECKOUTS_PER_ADDRESS": UNLIMITED,
            "CHECKOUTS_PER_BROWSER": UNLIMITED,
            "CHECKOUTS_PER_EMAIL": UNLIMITED,
            "WITHOUT": plan.without,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


_NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "PYTEST_CURRENT_TEST"}


def copy_services(prepared_register: Path, folder: Path) -> None:
    """Copy the data of stopped servers from another folder, with owners and modes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("postgres", "postgres.json", "redis", "redis.json"):
        subprocess.run(["cp", "-a", prepared_register / name, folder / name], check=True)  # noqa: S607
