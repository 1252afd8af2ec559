"""The web server while PostgreSQL or Redis is restarted or hangs: real processes and sockets."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from dev.services import Postgres, ports
from tests.project.test_settings import PRODUCTION

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

PATIENCE = 60
# It asks the database for the order, and is not cached.
PAGE = "/orders/no-such-order/"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL of its own with an empty, migrated database."""
    postgres = Postgres(tmp_path_factory.mktemp("cluster"))
    postgres.start()
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": postgres.url}
    environment["DJANGO_SETTINGS_MODULE"] = "unity_torah.settings.development"
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)
    yield postgres
    postgres.stop()


@pytest.fixture(scope="module")
def silent() -> Iterator[int]:
    """The port of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        accepted: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    accepted.append(server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        for each in accepted:
            each.close()


Ask = Callable[..., tuple[int, float]]


@contextmanager
def web(database_url: str, redis_url: str) -> Iterator[Ask]:
    """The web server in production's settings; yields how to ask it for a page.

    Asking returns the status, 0 for a broken connection, and how many seconds it took.
    """
    port = ports.find_free()
    environment = {
        "PATH": os.environ["PATH"],
        **PRODUCTION,
        "DJANGO_SETTINGS_MODULE": "tests.project.outage_settings",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }
    gunicorn = ["-m", "gunicorn", "unity_torah.wsgi:application", "--worker-class", "gthread"]
    sizes = ["--workers", "1", "--threads", "8", "--no-control-socket"]
    running = subprocess.Popen(
        [sys.executable, *gunicorn, *sizes, "--bind", f"127.0.0.1:{port}"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def ask(path: str = PAGE, method: str = "GET") -> tuple[int, float]:
        begun = time.monotonic()
        line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request(method, path)
            status = line.getresponse().status
        except OSError:
            status = 0
        finally:
            line.close()
        return status, time.monotonic() - begun

    try:
        deadline = time.monotonic() + PATIENCE
        while ask("/healthz")[0] != 200:
            assert time.monotonic() < deadline, "the web server does not start"
            time.sleep(0.1)
        yield ask
    finally:
        running.terminate()
        running.wait(PATIENCE)


def at_once(ask: Ask, times: int) -> list[tuple[int, float]]:
    """Ask so many times in as many threads."""
    answers: list[tuple[int, float]] = []
    threads = [threading.Thread(target=lambda: answers.append(ask())) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def until(ask: Ask, status: int) -> None:
    """Wait until the page has this status."""
    deadline = time.monotonic() + PATIENCE
    while ask()[0] != status:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def stop_all(cluster: Postgres) -> list[int]:
    """Make all processes of the server hang; returns them."""
    server = cluster.pid
    assert server is not None
    os.kill(server, signal.SIGSTOP)  # first, so that it starts no further process
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGSTOP)
    return [server, *map(int, children)]


@pytest.mark.parametrize("stop", [Postgres.stop, Postgres.kill], ids=["restart", "crash"])
def test_no_request_fails_after_a_restart_of_postgresql(
    cluster: Postgres, stop: Callable[[Postgres], None]
) -> None:
    with web(cluster.url, os.environ["REDIS_URL"]) as ask:
        assert {status for status, _ in at_once(ask, 16)} == {404}  # fills the pool
        stop(cluster)
        cluster.start()
        answers = [ask()[0] for _ in range(50)]
        assert Counter(answers) == {404: 50}
        assert {status for status, _ in at_once(ask, 16)} == {404}


def test_requests_during_a_restart_are_answered_or_unavailable(cluster: Postgres) -> None:
    with web(cluster.url, os.environ["REDIS_URL"]) as ask:
        at_once(ask, 16)
        statuses: Counter[int] = Counter()
        done = threading.Event()

        def load() -> None:
            while not done.is_set():
                statuses[ask()[0]] += 1

        threads = [threading.Thread(target=load, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            cluster.restart()
            until(ask, 404)
        finally:
            done.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert set(statuses) <= {404, 503}
        assert statuses[404] > 0


def test_pages_are_unavailable_within_five_seconds_while_postgresql_hangs(
    cluster: Postgres,
) -> None:
    with web(cluster.url, os.environ["REDIS_URL"]) as ask:
        at_once(ask, 16)
        stopped = stop_all(cluster)
        try:
            answers = at_once(ask, 6)
        finally:
            for process in reversed(stopped):
                os.kill(process, signal.SIGCONT)
        assert {status for status, _ in answers} == {503}
        assert max(seconds for _, seconds in answers) < 5
        until(ask, 404)


def test_pages_are_unavailable_within_five_seconds_if_postgresql_never_answered(
    silent: int,
) -> None:
    with web(f"postgres://u:p@127.0.0.1:{silent}/x", os.environ["REDIS_URL"]) as ask:
        for path in (PAGE, "/letters/new/", "/", "/readyz"):
            status, seconds = ask(path)
            assert status == 503, path
            assert seconds < 5, path


def test_enqueue_returns_within_two_seconds_while_redis_hangs(silent: int) -> None:
    program = (
        "import os, time, unity_torah.wsgi\n"
        "from core import jobs\n"
        "for _ in range(3):\n"
        "    begun = time.monotonic()\n"
        "    jobs.enqueue('messaging.tasks.deliver_due')\n"
        "    print(time.monotonic() - begun)\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        **PRODUCTION,
        "REDIS_URL": f"redis://127.0.0.1:{silent}/0",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    first, *others = map(float, done.stdout.split())
    assert first < 4
    assert max(others) < 0.1, "the broker is left alone for a while"
    assert done.stderr.count("not queued") == 1
