"""Real Celery workers on the database in use, a Redis and a mail server that counts."""

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


class Sink:
    """The counting mail server; its log is what really went out."""

    def __init__(self, folder: Path) -> None:
        self.port = ports.find_free()
        self.log = folder / "taken"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dev.bench.mail_sink", str(self.port), str(self.log)],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - a pipe, as asked
        self._process.stdout.readline()

    def taken(self) -> list[tuple[float, str]]:
        """When each mail was taken, and its Message-ID."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return [(float(at), message_id) for at, message_id in lines]

    def stop(self) -> float:
        """End it; the seconds of CPU it used."""
        self._process.terminate()
        words, _ = self._process.communicate(timeout=10)
        return float(words)


class Workers:
    """One Celery worker with so many processes and beat in it, killed as a power cut would."""

    def __init__(self, *, redis: str, sink: Sink, folder: Path, processes: int = 2) -> None:
        self._folder = folder
        database = connection.settings_dict
        login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings",
            "DEBUG": "1",
            "OBSERVE_QUIET_HOURS": "0",  # what is measured here goes to nobody
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
        """Start them in a session of their own."""
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
        """Start them again if they ended by themselves, as a service manager does."""
        if self._process and self._process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """End all of them at once."""
        if self._process:
            with suppress(ProcessLookupError):  # they may have ended by themselves
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def cpu(self) -> float:
        """The seconds of CPU that those who live have used."""
        assert self._process is not None  # noqa: S101 - started
        parent = Path(f"/proc/{self._process.pid}")
        children = (parent / "task" / parent.name / "children").read_text().split()
        return sum(_cpu(pid) for pid in [parent.name, *children])


def _cpu(pid: str) -> float:
    """The seconds of CPU of a process, by the kernel's 14th and 15th word about it."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def mail_room(processes: int = 2) -> Iterator[tuple[Sink, Workers, Redis]]:
    """The mail server, workers not yet started, and a Redis of their own; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="unity-mail-"))
    redis = Redis(folder)
    redis.start()
    sink = Sink(folder)
    workers = Workers(redis=redis.url, sink=sink, folder=folder, processes=processes)
    try:
        yield sink, workers, redis
    finally:
        workers.kill()
        sink.stop()
        redis.stop()
        shutil.rmtree(folder)
