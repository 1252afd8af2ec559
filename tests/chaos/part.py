"""A program of the run: started, killed without warning, started again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from dev.services.parent_death import with_death_signal
from dev.services.paths import PROJECT

START_SECONDS = 90
STOP_SECONDS = 10


class DidNotStart(Exception):
    """A program does not answer; `str()` says which, and its last words."""


class Part:
    """One program with its children, writing into a log; `ready` says whether it serves."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: dict[str, str],
        log: Path,
        ready: Callable[["Part"], bool],
    ) -> None:
        self.argv = argv
        self.environment = environment
        self.log = log
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    def start(self) -> None:
        """Start it in a session of its own. The thread that calls this must outlive it."""
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                with_death_signal(self.argv, "KILL"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=PROJECT,
                start_new_session=True,
            )

    @property
    def ready(self) -> bool:
        """Whether it serves."""
        return self.running and self._ready(self)

    @property
    def running(self) -> bool:
        """Whether its first process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def said(self) -> str:
        """What it wrote since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self._said_before)
            return log.read().decode(errors="replace")

    @property
    def children(self) -> list[int]:
        """The processes that its first process started."""
        if self._process is None:
            return []
        pid = self._process.pid
        try:
            return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def wait_until_ready(self) -> None:
        """Wait until it serves. Raises DidNotStart."""
        deadline = time.monotonic() + START_SECONDS
        while not self.ready:
            if not self.running or time.monotonic() > deadline:
                raise DidNotStart(f"{self.log.stem}:\n{self.said[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it with all its children, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill_first(self) -> None:
        """End its first process alone; the children must see for themselves."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and make sure that it did."""
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            self.kill()
