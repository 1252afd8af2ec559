"""A program of the run: started, killed, started again."""

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


class StartFailed(Exception):
    """A program did not become ready; its message has the end of its output."""


class ManagedProcess:
    """One program with its children, writing into a log; `ready` checks whether it serves."""

    def __init__(
        self,
        argv: Sequence[str],
        variables: dict[str, str],
        log: Path,
        ready: Callable[["ManagedProcess"], bool],
    ) -> None:
        self.argv = argv
        self.variables = variables
        self.log = log
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None
        self._log_offset = 0

    def start(self) -> None:
        """Start it in its own session. It ends with the calling thread."""
        self._log_offset = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                with_death_signal(self.argv, "KILL"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.variables,
                cwd=PROJECT,
                start_new_session=True,
            )

    @property
    def ready(self) -> bool:
        return self.running and self._ready(self)

    @property
    def running(self) -> bool:
        """Whether its main process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def output(self) -> str:
        """What it printed since the last start."""
        with self.log.open("rb") as log:
            log.seek(self._log_offset)
            return log.read().decode(errors="replace")

    @property
    def children(self) -> list[int]:
        """The child processes of its main process."""
        if self._process is None:
            return []
        pid = self._process.pid
        try:
            return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def wait_until_ready(self) -> None:
        """Raises StartFailed."""
        deadline = time.monotonic() + START_SECONDS
        while not self.ready:
            if not self.running or time.monotonic() > deadline:
                raise StartFailed(f"{self.log.stem}:\n{self.output[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it with all its children, like a power failure."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill_parent(self) -> None:
        """Kill its main process only; the children have to notice."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Terminate it; kill it if it does not end in time."""
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            self.kill()
