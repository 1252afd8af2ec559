"""The process that keeps PostgreSQL and Redis running as long as somebody uses them.

Each user holds a shared lock on the file `users`, and the system lets go of it however the user
ends. Once the keeper gets that lock for itself nobody is left, and it stops the servers.
Run as `python -m dev.services.keeper FOLDER`; it tells on standard output what it does.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from typing import IO

from dev.services.postgres import Postgres
from dev.services.redis import Redis
from dev.services.server import Server
from dev.services.unavailable import Unavailable

LOOK_SECONDS = 0.2


class Keeper:
    """Starts the servers of one folder, revives one that dies, stops them after the last user."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.servers: list[Server] = [Postgres(data), Redis(data)]
        self.told_to_stop = False

    def run(self) -> None:
        """Keep the servers until nobody uses them, or SIGTERM; raises Unavailable."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with open(self.data / "keeper", "w") as alone, open(self.data / "users", "w") as users:
            fcntl.flock(alone, fcntl.LOCK_EX)
            alone.write(str(os.getpid()))
            alone.flush()
            try:
                self._start()
                while not self.told_to_stop and not _won(users):
                    self._revive()
                    time.sleep(LOOK_SECONDS)
            finally:
                for server in reversed(self.servers):
                    server.stop()

    def _start(self) -> None:
        for server in self.servers:
            first = "" if server.folder.exists() else " for the first time"
            _tell(f"say Starting {server.title}{first}")
            server.start()
        _tell("ready")
        # The one who started us stops listening now.
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, sys.stdout.fileno())

    def _revive(self) -> None:
        for server in self.servers:
            if server.pid is None:
                server.start()

    def _stop(self, *_: object) -> None:
        self.told_to_stop = True


def _won(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tell(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # The keeper is nobody's child: the one who starts it may leave long before the last user.
    if os.fork():
        os._exit(0)
    try:
        Keeper(Path(sys.argv[1])).run()
    except Unavailable as reason:
        _tell(f"fail {reason}")
        raise
