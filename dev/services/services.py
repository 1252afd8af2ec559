"""Using PostgreSQL and Redis together with other processes."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from dev.services.folder import prepare_folder
from dev.services.paths import PID_FILE, PROJECT, START_LOCK, USERS_LOCK
from dev.services.postgres import Postgres
from dev.services.redis import Redis
from dev.services.unavailable import Unavailable
from dev.services.watch import restarted_if_killed

SILENT_SECONDS = 1  # a start that takes longer is reported
STOP_SECONDS = 60


class Addresses(NamedTuple):
    """The URLs of both services."""

    database_url: str
    redis_url: str


@contextmanager
def services(data: Path | None = None) -> Iterator[Addresses]:
    """Run PostgreSQL and Redis, and set DATABASE_URL and REDIS_URL, inside the block.

    Names that are already set are left alone; if both are, nothing is started. The servers keep
    their data in the folder `data` (by default `var/services`), are shared by all processes that
    use the same folder, and stop after the last of them. Raises Unavailable.
    """
    names = ("DATABASE_URL", "REDIS_URL")
    unset = [name for name in names if not os.environ.get(name)]
    if not unset:
        yield Addresses(*(os.environ[name] for name in names))
        return
    data = (data or PROJECT / "var" / "services").resolve()
    prepare_folder(data)
    with open(data / USERS_LOCK, "w") as users:
        _join(data, users)
        urls = {"DATABASE_URL": Postgres(data).url, "REDIS_URL": Redis(data).url}
        os.environ.update({name: urls[name] for name in unset})
        try:
            with restarted_if_killed(
                lambda: _supervisor_runs(data), lambda: _start_if_stopped(data)
            ):
                yield Addresses(*(os.environ[name] for name in names))
        finally:
            for name in unset:
                os.environ.pop(name, None)
            _leave(data, users)


def _join(data: Path, users: IO[str]) -> None:
    """Mark the servers as used, and start them if they don't run."""
    with open(data / START_LOCK, "w") as start_lock:
        fcntl.flock(start_lock, fcntl.LOCK_EX)  # one process starts them
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a supervisor stops them
        if not _supervisor_runs(data):
            _start_supervisor(data)


def _start_if_stopped(data: Path) -> None:
    """Start the servers if their supervisor was killed; of all users, one does."""
    with open(data / START_LOCK, "w") as start_lock:
        fcntl.flock(start_lock, fcntl.LOCK_EX)
        if not _supervisor_runs(data):
            _start_supervisor(data)


def _leave(data: Path, users: IO[str]) -> None:
    """Stop using the servers; the last user waits until they have stopped."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    deadline = time.monotonic() + STOP_SECONDS
    if _supervisor_runs(data):
        # While the file is locked, the number in it is the supervisor's.
        os.kill(int((data / PID_FILE).read_text()), signal.SIGTERM)
    while _supervisor_runs(data) and time.monotonic() < deadline:
        time.sleep(0.02)


def _supervisor_runs(data: Path) -> bool:
    """Whether another process holds the supervisor's lock."""
    with open(data / PID_FILE, "a") as pid_file:
        try:
            # Shared: two that ask at the same time must not take each other for it.
            fcntl.flock(pid_file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _start_supervisor(data: Path) -> None:
    """Start the supervisor and wait until its servers answer; report a slow start on stderr."""
    begun = time.monotonic()
    with (
        open(data / "supervisor.log", "w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "dev.services.supervisor", str(data)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=PROJECT,
            text=True,
            # A Ctrl-C in the terminal must not reach it: other users may remain.
            start_new_session=True,
        ) as supervisor,
    ):
        for line in supervisor.stdout or ():
            event, _, text = line.strip().partition(" ")
            if event == "ready":
                return
            if event == "failed":
                raise Unavailable(text)
            if time.monotonic() - begun > SILENT_SECONDS or "first" in text:
                sys.stderr.write(f"{text} …\n")
                sys.stderr.flush()
    raise Unavailable(f"PostgreSQL and Redis do not start: see {data / 'supervisor.log'}.")
