"""Several processes that use the services of one folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dev.services import Postgres, Redis, services
from dev.services.paths import PID_FILE, PROJECT

Start = Callable[..., subprocess.Popen[str]]

USER = """
import signal, sys, time
from pathlib import Path
from dev.services import services
# A shell's background job ignores SIGINT, and its children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
with services(Path(sys.argv[1])) as addresses:
    print(addresses.database_url, flush=True)
    time.sleep(float(sys.argv[2]))
"""


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def wait_until(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def stopped(data: Path) -> bool:
    return Postgres(data).pid is None and Redis(data).pid is None


def accepts_connections(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose cluster is created once."""
    data = tmp_path_factory.mktemp("shared")
    yield data
    assert wait_until(lambda: stopped(data))


def test_services_sets_and_restores_the_environment(data: Path) -> None:
    with services(data) as addresses:
        assert os.environ["DATABASE_URL"] == addresses.database_url
        assert os.environ["REDIS_URL"] == addresses.redis_url
    assert "DATABASE_URL" not in os.environ
    assert "REDIS_URL" not in os.environ


def test_services_leaves_urls_that_are_set_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/one")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with services(tmp_path / "never") as addresses:
        assert addresses.database_url == "postgres://elsewhere/one"
    assert not (tmp_path / "never").exists()


def test_servers_stop_after_the_last_user(data: Path) -> None:
    with services(data):
        assert not stopped(data)
    assert stopped(data)


def test_servers_run_while_another_process_uses_them(data: Path, start: Start) -> None:
    other = start(USER, data, 60)
    url = first_line(other)
    with services(data) as addresses:
        assert addresses.database_url == url
    assert accepts_connections(url)
    other.send_signal(signal.SIGINT)
    other.wait(60)
    assert stopped(data)


def test_two_processes_starting_at_once_share_the_servers(tmp_path: Path, start: Start) -> None:
    users = [start(USER, tmp_path, 2) for _ in range(2)]
    assert len({first_line(user) for user in users}) == 1
    assert [user.wait(60) for user in users] == [0, 0]
    assert stopped(tmp_path)


def test_servers_stop_after_a_killed_user(data: Path, start: Start) -> None:
    user = start(USER, data, 60)
    first_line(user)
    user.kill()
    assert wait_until(lambda: stopped(data))


def test_killed_supervisor_stops_the_servers_and_is_replaced(data: Path) -> None:
    with services(data):
        os.kill(int((data / PID_FILE).read_text()), signal.SIGKILL)
        assert wait_until(lambda: stopped(data))
    with services(data) as addresses:
        assert accepts_connections(addresses.database_url)


def test_supervisor_restarts_a_dead_server_on_its_port(data: Path) -> None:
    with services(data) as addresses:
        Postgres(data).kill()
        assert wait_until(lambda: accepts_connections(addresses.database_url))


def test_second_user_starts_no_server(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with services(data):
        running = Postgres(data).pid, Redis(data).pid
        for name in ("DATABASE_URL", "REDIS_URL"):
            monkeypatch.delenv(name)
        with services(data):
            assert (Postgres(data).pid, Redis(data).pid) == running


def test_start_failure_is_one_line_without_traceback(tmp_path: Path, start: Start) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    user = start(USER, tmp_path, 0)
    output, errors = user.communicate(timeout=60)
    assert (user.returncode, output) == (1, "")
    *progress, message = errors.splitlines()
    assert message.startswith("PostgreSQL does not start (")
    assert all(line.startswith("Starting ") for line in progress)


def test_run_with_services_help_creates_no_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dev.services.run_with_services", "--help"]
    done = subprocess.run(
        command,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )
    assert "FOLDER COMMAND" in done.stderr
    assert list(tmp_path.iterdir()) == []
