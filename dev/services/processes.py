"""Several programs run as one: started together, watched, and stopped together."""

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

from dev.services.lifetime import tied
from dev.services.unavailable import Unavailable

START_SECONDS = 60
STOP_SECONDS = 10
TAIL_LINES = 20

_screen = Lock()


def say(words: str) -> None:
    """Print a line, whole."""
    with _screen:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


@dataclass
class Program:
    """One program, and how it shows that it is ready: an address answers, or a line is printed.

    `death_signal` reaches it should we be killed: TERM for one that has to end children of its own.
    """

    name: str
    argv: Sequence[str]
    address: str = ""
    ready_line: str = ""
    death_signal: str = "TERM"
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL_LINES))
    shown: Event = field(default_factory=Event)
    _line_seen: Event = field(default_factory=Event)
    _process: subprocess.Popen[str] | None = None
    _reader: Thread | None = None

    def start(self, environment: dict[str, str], folder: Path) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal does not reach it."""
        self._process = subprocess.Popen(
            tied(self.argv, self.death_signal),
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
        """The number of its session, its own process's; 0 before it is started."""
        return self._process.pid if self._process else 0

    def ended(self) -> int | None:
        """Return its exit status; None while it runs."""
        return self._process.poll() if self._process else None

    def ready(self) -> bool:
        """Whether it does its work."""
        return answers(self.address) if self.address else self._line_seen.is_set()

    def ask_to_stop(self) -> None:
        """Send SIGTERM, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def make_sure_it_stopped(self, deadline: float) -> None:
        """Wait until the deadline, then kill what is left of it and of its children."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.name} does not stop: killed.")
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
                if self.shown.is_set():
                    say(f"{self.name:>9} | {line.rstrip()}")


def answers(address: str) -> bool:
    """Whether a GET of the address succeeds."""
    # A proxy of the environment is not for this machine's own addresses.
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
    """Start the programs, call when_ready once each is ready, and run until one ends.

    However it is left (one ends, Ctrl-C, SIGTERM turned into an exception), all are stopped.
    Raises Unavailable, after showing its last lines, with the name of the program that ended.
    """
    try:
        for program in programs:
            program.start(environment, folder)
        _wait_until_ready(programs)
        when_ready()
        for program in programs:
            program.shown.set()
        while True:
            _look(programs)
            time.sleep(0.2)
    finally:
        for program in programs:
            program.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for program in programs:
            program.make_sure_it_stopped(deadline)


def _wait_until_ready(programs: Sequence[Program]) -> None:
    begun = time.monotonic()
    waiting = list(programs)
    while waiting:
        _look(programs)
        for program in [program for program in waiting if program.ready()]:
            waiting.remove(program)
            say(f"  {program.name:<9} ready after {time.monotonic() - begun:.1f} s")
        if waiting and time.monotonic() - begun > START_SECONDS:
            _give_up(waiting[0], f"does not answer within {START_SECONDS} s")
        time.sleep(0.05)


def _look(programs: Sequence[Program]) -> None:
    for program in programs:
        if (status := program.ended()) is not None:
            _give_up(program, f"ended with status {status}")


def _give_up(program: Program, what: str) -> None:
    time.sleep(0.2)  # its last words may still be on their way
    say(f"\n{program.name}, last lines:\n" + "\n".join(f"    {line}" for line in program.tail))
    raise Unavailable(f"{program.name} {what}; its last lines stand above, the rest was stopped.")
