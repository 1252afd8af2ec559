"""`make run`: several programs run as one, and its error messages."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dev.services import Postgres, Redis, Unavailable, ports
from dev.services.processes import Program, run
from dev.services.runner import Ports, environment

Start = Callable[..., subprocess.Popen[str]]

# A run with a real database and Redis, a real mail page, and a program that has a child.
RUN = """
import os, sys
from pathlib import Path
from dev.services import runner
from dev.services.processes import Program
data = Path(sys.argv[1])
parent = "import subprocess; print('here.', flush=True); subprocess.run(['sleep', '613'])"
runner.VAR = data
runner._prepare_database = lambda environment: None
all_programs = runner.programs
runner.programs = lambda ports: [
    *[program for program in all_programs(ports) if program.name == "mails"],
    Program("parent", [sys.executable, "-c", parent, str(data)], ready_line="here."),
]
runner.main()
"""


@pytest.fixture(autouse=True)
def _free_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Ports._fields:
        monkeypatch.setenv(name, str(ports.find_free()))


@pytest.fixture
def site(tmp_path: Path, start: Start) -> subprocess.Popen[str]:
    """A run that is ready."""
    site = start(RUN, tmp_path)
    assert site.stdout
    lines = iter(site.stdout.readline, "")
    assert any("Mails sent" in line for line in lines)
    return site


def descendants(pid: int) -> list[int]:
    """All processes that descend from this one."""
    mine, grown = {pid}, True
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(folder.name)] = int(fields[1])
    while grown:
        found = {child for child, parent in parents.items() if parent in mine}
        grown = not found <= mine
        mine |= found
    return sorted(mine - {pid})


def all_ended(pids: list[int], data: Path) -> bool:
    """Whether within a minute all of them and the folder's servers have ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        servers = [Postgres(data / "services").pid, Redis(data / "services").pid]
        if not any(servers) and not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("chosen", [signal.SIGINT, signal.SIGTERM])
def test_run_leaves_no_process_behind(
    site: subprocess.Popen[str], tmp_path: Path, chosen: signal.Signals
) -> None:
    started = descendants(site.pid)
    assert len(started) >= 3  # the mail page, the parent and its child
    site.send_signal(chosen)
    assert site.wait(60) == 0
    assert all_ended(started, tmp_path)


def test_killed_run_ends_its_programs_and_servers(
    site: subprocess.Popen[str], tmp_path: Path
) -> None:
    # Not the parent's child: a parent that gets SIGTERM may leave its own children.
    programs = [pid for pid in descendants(site.pid) if is_child(pid, site.pid)]
    assert len(programs) == 2
    site.kill()
    assert all_ended(programs, tmp_path)


def is_child(pid: int, parent: int) -> bool:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) == parent


def test_run_names_a_program_that_ends_and_prints_its_last_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    healthy = Program("healthy", ["/bin/sh", "-c", "echo here.; sleep 613"], ready_line="here.")
    broken = Program("broken", ["/bin/sh", "-c", "echo the reason; exit 3"], ready_line="here.")
    with pytest.raises(Unavailable, match="broken ended with status 3"):
        run([healthy, broken], dict(os.environ), tmp_path, lambda: None)
    assert "the reason" in capsys.readouterr().out
    assert healthy.exit_status() is not None


def test_run_kills_a_program_that_ignores_sigterm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.services.processes.STOP_SECONDS", 0.5)
    stubborn = Program(
        "stubborn", ["/bin/sh", "-c", "trap '' TERM; echo here.; sleep 613"], ready_line="here."
    )

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([stubborn], dict(os.environ), tmp_path, interrupt)
    assert stubborn.exit_status() == -signal.SIGKILL


def test_taken_port_is_refused_with_a_free_one_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener:
        listener.bind((ports.LOOPBACK, 0))
        listener.listen()
        taken = listener.getsockname()[1]
        monkeypatch.setenv("SIMULATOR_PORT", str(taken))
        with pytest.raises(
            Unavailable, match=rf"^Port {taken} is taken: .*`make run SIMULATOR_PORT=\d+`\.$"
        ):
            Ports.from_environment()


def test_same_port_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PORT", os.environ["PORT"])
    with pytest.raises(Unavailable, match="make run MAIL_PORT="):
        Ports.from_environment()


@pytest.mark.parametrize("given", ["web", "0", "65536", "-1"])
def test_invalid_port_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", given)
    with pytest.raises(Unavailable, match=f"PORT={given} is no port"):
        Ports.from_environment()


def test_environment_names_the_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SITE_URL", "STRIPE_API_BASE", "EMAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    variables = environment(Ports(1, 2, 3, 4))
    assert variables["SITE_URL"] == "http://127.0.0.1:1"
    assert variables["STRIPE_API_BASE"] == "http://127.0.0.1:2"
    assert variables["EMAIL_URL"] == "smtp://127.0.0.1:3"
    assert variables["DEBUG"] == "1"


def test_environment_keeps_a_stripe_key_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_mine")
    assert environment(Ports(1, 2, 3, 4))["STRIPE_SECRET_KEY"] == "sk_test_mine"
