"""One folder of services, several users."""

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
from dev.services.services import PROJECT

Start = Callable[..., subprocess.Popen[str]]

USER = """
import signal, sys, time
from pathlib import Path
from dev.services import services
# Whoever runs the tests in the background of a shell has Ctrl-C ignored, and passes that on.
signal.signal(signal.SIGINT, signal.default_int_handler)
with services(Path(sys.argv[1])) as addresses:
    print(addresses.database_url, flush=True)
    time.sleep(float(sys.argv[2]))
"""


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def soon(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def stopped(data: Path) -> bool:
    return Postgres(data).pid is None and Redis(data).pid is None


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose cluster is made once."""
    data = tmp_path_factory.mktemp("shared")
    yield data
    assert soon(lambda: stopped(data))


def test_the_environment_is_filled_in_and_restored(data: Path) -> None:
    with services(data) as addresses:
        assert os.environ["DATABASE_URL"] == addresses.database_url
        assert os.environ["REDIS_URL"] == addresses.redis_url
    assert "DATABASE_URL" not in os.environ
    assert "REDIS_URL" not in os.environ


def test_what_the_environment_names_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/one")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with services(tmp_path / "never") as addresses:
        assert addresses.database_url == "postgres://elsewhere/one"
    assert not (tmp_path / "never").exists()


def test_the_last_user_leaves_nothing_running(data: Path) -> None:
    with services(data):
        assert not stopped(data)
    assert stopped(data)


def test_the_servers_stay_while_another_uses_them(data: Path, start: Start) -> None:
    other = start(USER, data, 60)
    url = first_line(other)
    with services(data) as addresses:
        assert addresses.database_url == url
    assert answers(url)
    other.send_signal(signal.SIGINT)
    other.wait(60)
    assert stopped(data)


def test_two_starters_at_once_share_one_server(tmp_path: Path, start: Start) -> None:
    users = [start(USER, tmp_path, 2) for _ in range(2)]
    assert len({first_line(user) for user in users}) == 1
    assert [user.wait(60) for user in users] == [0, 0]
    assert stopped(tmp_path)


def test_a_killed_user_leaves_nothing_running(data: Path, start: Start) -> None:
    user = start(USER, data, 60)
    first_line(user)
    user.kill()
    assert soon(lambda: stopped(data))


def test_a_killed_keeper_leaves_nothing_running_and_is_replaced(data: Path) -> None:
    with services(data):
        os.kill(int((data / "keeper").read_text()), signal.SIGKILL)
        assert soon(lambda: stopped(data))
    with services(data) as addresses:
        assert answers(addresses.database_url)


def test_a_server_that_dies_is_revived_at_its_address(data: Path) -> None:
    with services(data) as addresses:
        Postgres(data).kill()
        assert soon(lambda: answers(addresses.database_url))


def test_who_joins_starts_no_server(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with services(data):
        running = Postgres(data).pid, Redis(data).pid
        for name in ("DATABASE_URL", "REDIS_URL"):
            monkeypatch.delenv(name)
        with services(data):
            assert (Postgres(data).pid, Redis(data).pid) == running


def test_a_failure_is_one_sentence_and_no_trace(tmp_path: Path, start: Start) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    user = start(USER, tmp_path, 0)
    output, errors = user.communicate(timeout=60)
    assert (user.returncode, output) == (1, "")
    *progress, sentence = errors.splitlines()
    assert sentence.startswith("PostgreSQL does not start (")
    assert all(line.startswith("Starting ") for line in progress)


def test_asked_for_help_within_makes_no_folder(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "dev.services.within", "--help"]
    done = subprocess.run(
        asked,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )
    assert "FOLDER COMMAND" in done.stderr
    assert list(tmp_path.iterdir()) == []
