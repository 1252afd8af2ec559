"""An import that is killed, stopped, or meets another step: each row is stored once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.utils import timezone

from letters.earlier import registers
from letters.earlier.entries import Entry, EntryReader
from letters.lookup.candidates import find_candidates
from letters.matching.compare import NameFacts
from letters.models import EarlierEntry, EarlierRegister
from letters.reading import Line
from tests.letters.earlier.registers import ROWS, MakeRegister, csv_of, run
from tests.races import at_once, meet_after

COUNT, SLICE = 30, 10
MANY = csv_of([[str(number), *ROWS[0][1:]] for number in range(1, COUNT + 1)])

# Kills itself after a slice was copied and before it is committed.
_PROGRAM = """
import django; django.setup()
import os, signal, sys
from letters.earlier import registers
registers.SLICE = int(sys.argv[2])
copy, copied = registers.copy_entries, []
def copy_and_die(*arguments):
    copy(*arguments)
    copied.append(1)
    if len(copied) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
registers.copy_entries = copy_and_die
registers.run_register(int(sys.argv[1]))
"""


@pytest.fixture
def begun(seen: MakeRegister, monkeypatch: pytest.MonkeyPatch) -> EarlierRegister:
    """A register of 30 rows whose import was asked for."""
    monkeypatch.setattr(registers, "SLICE", SLICE)
    register = seen(MANY)
    registers.begin_import(register)
    register.refresh_from_db()
    return register


def stored() -> list[int]:
    return list(EarlierEntry.objects.order_by("pk").values_list("row", flat=True))


def test_killed_import_goes_on_with_each_row_once(begun: EarlierRegister, folder: Path) -> None:
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    killed = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(begun.pk), str(SLICE)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "PRIVATE_ROOT": str(folder),
        },
        cwd=settings.BASE_DIR,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    begun.refresh_from_db()
    assert (begun.state, begun.units_done, stored()) == ("running", 10, list(range(1, 11)))
    registers.continue_registers()
    run(begun)
    assert (begun.state, begun.attempts, stored()) == ("done", 2, list(range(1, 31)))


def at_row(monkeypatch: pytest.MonkeyPatch, row: int, call: Callable[[], object]) -> None:
    """Call it when the import reads a row, before the slice of that row is stored."""
    read = EntryReader.read

    def read_after_call(reader: EntryReader, number: int, line: Line) -> Entry:
        if number == row:
            monkeypatch.setattr(EntryReader, "read", read)
            call()
        return read(reader, number, line)

    monkeypatch.setattr(EntryReader, "read", read_after_call)


def test_stopped_import_goes_on_with_each_row_once(
    begun: EarlierRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_row(monkeypatch, 15, lambda: registers.stop_register(begun))
    run(begun)
    assert (begun.state, stored()) == ("stopped", list(range(1, 11)))
    assert found_by_find() == 0
    registers.resume_register(begun)
    run(begun)
    assert (begun.state, stored()) == ("done", list(range(1, 31)))
    assert found_by_find() > 0


def found_by_find() -> int:
    return len(find_candidates(NameFacts("Zevulun", "ben", "Basya", "Hirsh", "Lipskar")))


def test_stopped_import_can_be_removed(
    begun: EarlierRegister, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    at_row(monkeypatch, 15, lambda: registers.stop_register(begun))
    run(begun)
    registers.remove_register(begun)
    run(begun)
    assert (begun.phase, begun.state, stored()) == ("removal", "done", [])
    assert not list((folder / "earlier").iterdir())


def stop_and_remove(register: EarlierRegister) -> None:
    registers.stop_register(register)
    with suppress(registers.Refused):
        registers.remove_register(register)


def test_removal_waits_for_the_worker(
    begun: EarlierRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_row(monkeypatch, 15, lambda: stop_and_remove(begun))
    run(begun)
    assert (begun.phase, begun.state) == ("import", "stopped")
    registers.remove_register(begun)
    run(begun)
    assert stored() == []


def test_negative_control_removal_without_the_lock(
    begun: EarlierRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker goes on importing, and what it ends as is a removal that removed nothing."""
    monkeypatch.setattr(registers, "try_hold", lambda *_lock: True)
    at_row(monkeypatch, 15, lambda: stop_and_remove(begun))
    with suppress(IntegrityError):
        run(begun)
    begun.refresh_from_db()
    assert begun.phase == "removal"
    assert stored() == list(range(1, 31))


def test_two_workers_at_once_import_each_row_once(begun: EarlierRegister) -> None:
    assert at_once(2, lambda: registers.run_register(begun.pk)) == []
    begun.refresh_from_db()
    assert (begun.state, stored()) == ("done", list(range(1, 31)))


def test_negative_control_two_workers_without_the_lock(
    begun: EarlierRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both copy the first slice; the database refuses one of them, and the import fails."""
    monkeypatch.setattr("core.job_runner.exclusive", lambda *_lock: nullcontext(True))
    monkeypatch.setattr(registers, "_table", meet_after(registers._table))
    at_once(2, lambda: registers.run_register(begun.pk))
    begun.refresh_from_db()
    assert begun.state == "failed"
    assert len(stored()) == len(set(stored())) < COUNT


def test_expired_file_ends_what_was_stopped(
    begun: EarlierRegister, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    at_row(monkeypatch, 15, lambda: registers.stop_register(begun))
    run(begun)
    EarlierRegister.objects.update(expires_at=timezone.now())
    registers.continue_registers()
    begun.refresh_from_db()
    assert (begun.state, begun.upload) == ("expired", "")
    assert not list((folder / "earlier").iterdir())
    registers.remove_register(begun)
    assert stored()
    run(begun)
    assert stored() == []


def test_file_without_a_register_is_deleted(begun: EarlierRegister, folder: Path) -> None:
    stray, fresh = folder / "earlier" / "stray", folder / "earlier" / "fresh"
    for file in (stray, fresh):
        file.write_bytes(b"x")
    hours_ago = timezone.now().timestamp() - 7_200
    os.utime(stray, (hours_ago, hours_ago))
    registers.continue_registers()
    assert not stray.exists()
    assert fresh.exists()
    assert (folder / begun.upload).exists()
