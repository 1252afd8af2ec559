"""Joining the embedded servers, and leaving them."""

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

from dev.services.postgres import Postgres
from dev.services.redis import Redis
from dev.services.unavailable import Unavailable

PROJECT = Path(__file__).resolve().parents[2]
QUIET_SECONDS = 1
STOP_SECONDS = 60


class Addresses(NamedTuple):
    """Where the services answer."""

    database_url: str
    redis_url: str


@contextmanager
def services(data: Path | None = None) -> Iterator[Addresses]:
    """Have PostgreSQL and Redis run, and DATABASE_URL and REDIS_URL set, inside the block.

    What the environment names already is left alone; if it names both, nothing is started. The
    servers keep their data under `data` (`var/services` if not given), are shared by all who use
    the same folder, and stop after the last of them. Raises Unavailable.
    """
    names = ("DATABASE_URL", "REDIS_URL")
    missing = [name for name in names if not os.environ.get(name)]
    if not missing:
        yield Addresses(*(os.environ[name] for name in names))
        return
    data = (data or PROJECT / "var" / "services").resolve()
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "users", "w") as users:
        _join(data, users)
        own = {"DATABASE_URL": Postgres(data).url, "REDIS_URL": Redis(data).url}
        os.environ.update({name: own[name] for name in missing})
        try:
            yield Addresses(*(os.environ[name] for name in names))
        finally:
            for name in missing:
                os.environ.pop(name, None)
            _leave(data, users)


def _join(data: Path, users: IO[str]) -> None:
    """Take a share in the servers, and have them started if nobody has."""
    with open(data / "starting", "w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)  # one starter at a time
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while the servers of earlier users stop
        if not _kept(data):
            _start_keeper(data)


def _leave(data: Path, users: IO[str]) -> None:
    """Give the share back; the last user also waits until the servers have stopped."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    deadline = time.monotonic() + STOP_SECONDS
    if _kept(data):
        # As long as its lock is held, the number in the file is the keeper's.
        os.kill(int((data / "keeper").read_text()), signal.SIGTERM)
    while _kept(data) and time.monotonic() < deadline:
        time.sleep(0.02)


def _kept(data: Path) -> bool:
    """Whether a keeper runs."""
    with open(data / "keeper", "a") as keeper:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _start_keeper(data: Path) -> None:
    """Start the keeper and wait until its servers answer, with progress if that takes long."""
    begun = time.monotonic()
    with (
        open(data / "keeper.log", "w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "dev.services.keeper", str(data)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=PROJECT,
            text=True,
            # A Ctrl-C in the terminal is for the users; the keeper stops after the last of them.
            start_new_session=True,
        ) as keeper,
    ):
        for line in keeper.stdout or ():
            word, _, rest = line.strip().partition(" ")
            if word == "ready":
                return
            if word == "fail":
                raise Unavailable(rest)
            if time.monotonic() - begun > QUIET_SECONDS or "first" in rest:
                sys.stderr.write(f"{rest} …\n")
                sys.stderr.flush()
    raise Unavailable(f"The embedded services do not start: see {data / 'keeper.log'}.")
