"""Folders that cannot hold the data are named as what they are; a killed supervisor is noticed."""

import errno
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from dev.services import Unavailable, services
from dev.services.folder import prepare_folder
from dev.services.paths import PID_FILE


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EROFS, "can't be written to (Read-only file system)"),
        (errno.EACCES, "can't be written to (Permission denied)"),
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.ELOOP, "can't be used"),
    ],
)
@pytest.mark.parametrize("call", ["mkdir", "TemporaryFile"])
def test_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str, call: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path if call == "mkdir" else tempfile, call, fail)
    with pytest.raises(Unavailable, match="DATABASE_URL") as refused, services(tmp_path / "data"):
        pass
    assert sentence in str(refused.value)
    assert str(tmp_path / "data") in str(refused.value)


def test_nearly_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_500_000))
    with pytest.raises(Unavailable, match="full: 12 MB are free"):
        prepare_folder(tmp_path)


def test_folder_is_left_empty(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_servers_run_again_after_their_supervisor_was_killed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with services(tmp_path) as addresses:
        killed = int((tmp_path / PID_FILE).read_text())
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while not _runs_again(tmp_path, killed, addresses.database_url):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert "were killed: starting them again" in capfd.readouterr().err


def _runs_again(data: Path, killed: int, url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return (data / PID_FILE).read_text() not in {"", str(killed)}
