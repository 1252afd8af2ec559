"""Real Celery workers on the current database, with a Redis and a counting mail server."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from dev.services import Redis, ports


class MailSink:
    """The counting mail server; its log says what was really sent."""

    def __init__(self, folder: Path) -> None:
        self.port = ports.find_free()
        self.log = folder / "taken"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dev.bench.tools.mail_sink", str(self.port), str(self.log)],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        self._process.stdout.readline()

    def taken(self) -> list[tuple[float, str]]:
        """When each mail arrived, and its Message-ID."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return [(float(at), message_id) for at, message_id in lines]

    def stop(self) -> float:
        """Stop it; return the seconds of CPU it used."""
        self._process.terminate()
        output, _ = self._process.communicate(timeout=10)
        return float(output)


class Workers:
    """One Celery worker with `processes` pool processes and beat; `kill` is a power failure."""

    def __init__(self, *, redis: str, sink: MailSink, folder: Path, processes: int = 2) -> None:
        self._folder = folder
        database = connection.settings_dict
        login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
            "DEBUG": "1",
            "OBSERVE_QUIET_HOURS": "0",  # the mails are not real
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "REDIS_URL": redis,
            "EMAIL_URL": f"smtp://{ports.LOOPBACK}:{sink.port}",
            "SITE_URL": settings.SITE_URL,
            "MAILING_CONCURRENCY": str(processes),
            "OUTBOX_CLAIM_SECONDS": "10",
        }
        self._celery = [sys.executable, "-m", "celery", "-A", "unity_torah", "worker", "-B"]
        self._celery += ["--concurrency", str(processes), "--schedule", str(folder / "beat")]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start them in their own session."""
        with (self._folder / "workers.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._celery,
                env=self._environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def keep_running(self) -> None:
        """Restart them if they ended unexpectedly, as a service manager does."""
        if self._process and self._process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """Kill all of them at once."""
        if self._process:
            with suppress(ProcessLookupError):  # they have ended already
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def cpu(self) -> float:
        """The seconds of CPU that the running processes have used."""
        assert self._process is not None  # noqa: S101 - started
        parent = Path(f"/proc/{self._process.pid}")
        children = (parent / "task" / parent.name / "children").read_text().split()
        return sum(_cpu(pid) for pid in [parent.name, *children])


def _cpu(pid: str) -> float:
    """The seconds of CPU of a process: fields 14 and 15 of /proc/PID/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def mail_environment(processes: int = 2) -> Iterator[tuple[MailSink, Workers, Redis]]:
    """The mail server, workers that are not started yet, and their Redis; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="unity-mail-"))
    redis = Redis(folder)
    redis.start()
    sink = MailSink(folder)
    workers = Workers(redis=redis.url, sink=sink, folder=folder, processes=processes)
    try:
        yield sink, workers, redis
    finally:
        workers.kill()
        sink.stop()
        redis.stop()
        shutil.rmtree(folder)
