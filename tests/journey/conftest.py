"""The whole site as `make run` starts it, and a real Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dev.services import ports
from tests.template_database import template_database, url_of

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}
# Of this process alone: another one may run journeys as well.
DATABASE = f"journey_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
PATIENCE = 30_000  # milliseconds: the machine may be busy with other tests


@dataclass(frozen=True)
class Site:
    """A running site with its URL and its mailbox."""

    url: str
    simulator: str
    mails: Path
    log: Path  # what all its programs print
    environment: dict[str, str]

    def mail_to(self, recipient: str, seconds: float = 120) -> EmailMessage:
        """Wait for the mail to this recipient and return it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for file in self.mails.glob("*.eml"):
                mail = self.read(file)
                if recipient in str(mail["To"]):
                    return mail
            time.sleep(0.2)
        raise AssertionError("the mail did not come")

    @staticmethod
    def read(file: Path) -> EmailMessage:
        """A mail of the mailbox."""
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return mail

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py against this site."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            check=False,
            capture_output=True,
            text=True,
        )

    def audit(self) -> list[str]:
        """The findings of the audit, but of the small scrolls that tests prepare."""
        done = self.manage("audit")
        assert done.returncode == 0 or done.stderr.strip().endswith("findings"), done.stderr
        found = re.findall(r"^\d+\. .*$", done.stdout, re.MULTILINE)
        return [line for line in found if not line.endswith("has 3 letters")]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`make run` with its own ports, database and folder."""
    folder = tmp_path_factory.mktemp("journey")
    port, simulator, mail, page = (ports.find_free() for _ in range(4))
    environment = {
        **os.environ,
        "DATABASE_URL": _new_database(),
        "VAR": str(folder),
        # Its worker deletes what its database does not know: never in the folder of other tests.
        "PRIVATE_ROOT": str(folder / "private"),
        "PORT": str(port),
        "SIMULATOR_PORT": str(simulator),
        "MAIL_PORT": str(mail),
        "MAIL_PAGE_PORT": str(page),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = (folder / "site.log").open("w")
    running = subprocess.Popen(
        [sys.executable, "-m", "dev.services"],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_ready(running, folder / "site.log")
        surroundings = {
            **environment,
            "DEBUG": "1",
            "STRIPE_API_BASE": f"http://127.0.0.1:{simulator}",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail}",
        }
        url, stripe = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{simulator}"
        yield Site(url, stripe, folder / "mail", folder / "site.log", surroundings)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)
        log.close()


def _new_database() -> str:
    """A migrated, empty database apart from that of other tests."""
    template = template_database()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template}")
    return url_of(DATABASE)


def _wait_until_ready(running: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 240
    while "Ready after" not in log.read_text():
        if running.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(log.read_text())
        time.sleep(0.2)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none the journey is skipped, but not in CI.

    It ends with the tests of this folder: while Playwright's event loop runs, Django refuses the
    database to whatever test comes next in this process.
    """
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: .ci/run installs it")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page in a language and at a size; JavaScript errors fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(path: str, language: str = "en", size: str = "desktop", **options: object) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            locale=language,
            timezone_id="Asia/Jerusalem",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
