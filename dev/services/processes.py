"""Several programs run as one: started, watched and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO
from urllib.request import ProxyHandler, build_opener

from dev.services.parent_death import with_death_signal
from dev.services.unavailable import Unavailable

START_SECONDS = 60
STOP_SECONDS = 10
TAIL_LINES = 20

_screen = Lock()


def print_line(line: str) -> None:
    """Print a line without mixing it with another thread's."""
    with _screen:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


@dataclass
class Program:
    """One program. It is ready when `address` answers, or when it prints `ready_line`.

    It gets `death_signal` if we are killed: TERM for one that has to end its children.
    """

    name: str
    argv: Sequence[str]
    address: str = ""
    ready_line: str = ""
    death_signal: str = "TERM"
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL_LINES))
    show_output: Event = field(default_factory=Event)
    _line_seen: Event = field(default_factory=Event)
    _process: subprocess.Popen[str] | None = None
    _reader: Thread | None = None

    def start(self, environment: dict[str, str], folder: Path) -> None:
        """Start it in its own session: a Ctrl-C in the terminal does not reach it."""
        self._process = subprocess.Popen(
            with_death_signal(self.argv, self.death_signal),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def session(self) -> int:
        """Its session's number, which is its process number; 0 before the start."""
        return self._process.pid if self._process else 0

    def exit_status(self) -> int | None:
        """Return its exit status; None while it runs."""
        return self._process.poll() if self._process else None

    def is_ready(self) -> bool:
        return responds(self.address) if self.address else self._line_seen.is_set()

    def terminate(self) -> None:
        """Send SIGTERM, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until the deadline, then kill what is left of it and of its children."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print_line(f"{self.name} does not stop: killed.")
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._reader:
            self._reader.join(1)

    def _read(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self.tail.append(line.rstrip())
                if self.ready_line and self.ready_line in line:
                    self._line_seen.set()
                if self.show_output.is_set():
                    print_line(f"{self.name:>9} | {line.rstrip()}")


def responds(address: str) -> bool:
    """Whether a GET of the address succeeds."""
    # Without the environment's proxy, which doesn't serve loopback addresses.
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=5) as response:
            status: int = response.status
            return status == 200
    except OSError:
        return False


def run(
    programs: Sequence[Program],
    environment: dict[str, str],
    folder: Path,
    when_ready: Callable[[], None],
) -> None:
    """Start the programs, call when_ready once all are ready, and run until one ends.

    All are stopped on any exception, KeyboardInterrupt included. When a program ends, its last
    lines are printed and Unavailable is raised.
    """
    try:
        for program in programs:
            program.start(environment, folder)
        _wait_until_ready(programs)
        when_ready()
        for program in programs:
            program.show_output.set()
        while True:
            _check_all_running(programs)
            time.sleep(0.2)
    finally:
        for program in programs:
            program.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for program in programs:
            program.wait_or_kill(deadline)


def _wait_until_ready(programs: Sequence[Program]) -> None:
    begun = time.monotonic()
    waiting = list(programs)
    while waiting:
        _check_all_running(programs)
        for program in [program for program in waiting if program.is_ready()]:
            waiting.remove(program)
            print_line(f"  {program.name:<9} ready after {time.monotonic() - begun:.1f} s")
        if waiting and time.monotonic() - begun > START_SECONDS:
            _fail(waiting[0], f"does not answer within {START_SECONDS} s")
        time.sleep(0.05)


def _check_all_running(programs: Sequence[Program]) -> None:
    for program in programs:
        if (status := program.exit_status()) is not None:
            _fail(program, f"ended with status {status}")


def _fail(program: Program, reason: str) -> None:
    time.sleep(0.2)  # its last lines may not have been read yet
    tail = "\n".join(f"    {line}" for line in program.tail)
    print_line(f"\n{program.name}, last lines:\n{tail}")
    raise Unavailable(f"{program.name} {reason}; see its last lines above; the rest was stopped.")
