"""The process that runs PostgreSQL and Redis as long as another process uses them.

Each of those holds a shared lock on the file `users.lock`, which the kernel releases however the
process ends. Once the supervisor gets that lock exclusively, it stops the servers.
Run as `python -m dev.services.supervisor FOLDER`; it reports its progress on standard output.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from typing import IO

from dev.services.paths import PID_FILE, USERS_LOCK
from dev.services.postgres import Postgres
from dev.services.redis import Redis
from dev.services.server import Server
from dev.services.unavailable import Unavailable

POLL_SECONDS = 0.2


class Supervisor:
    """Starts the servers of one folder, restarts one that dies, stops them after the last user."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.servers: list[Server] = [Postgres(data), Redis(data)]
        self.stop_requested = False

    def run(self) -> None:
        """Run the servers until no process uses them, or SIGTERM; raises Unavailable."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with (
            open(self.data / PID_FILE, "w") as pid_file,
            open(self.data / USERS_LOCK, "w") as users,
        ):
            fcntl.flock(pid_file, fcntl.LOCK_EX)
            pid_file.write(str(os.getpid()))
            pid_file.flush()
            try:
                self._start()
                while not self.stop_requested and not _no_users(users):
                    self._restart_dead()
                    time.sleep(POLL_SECONDS)
            finally:
                for server in reversed(self.servers):
                    server.stop()

    def _start(self) -> None:
        for server in self.servers:
            first = "" if server.folder.exists() else " for the first time"
            _report(f"progress Starting {server.title}{first}")
            server.start()
        _report("ready")
        # The process that started us reads no further.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _restart_dead(self) -> None:
        for server in self.servers:
            if server.pid is None:
                server.start()

    def _stop(self, *_: object) -> None:
        self.stop_requested = True


def _no_users(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _report(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # Detached: the process that starts it may end long before the last user.
    if os.fork():
        os._exit(0)
    try:
        Supervisor(Path(sys.argv[1])).run()
    except Unavailable as reason:
        _report(f"failed {reason}")
        raise
