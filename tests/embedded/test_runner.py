"""Programs run as one, and what is said when that can't be."""

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
from dev.services.runner import Doors, surroundings

Start = Callable[..., subprocess.Popen[str]]

# A house with a real database and Redis, a real mail page, and a program that has a child.
HOUSE = """
import os, sys
from pathlib import Path
from dev.services import runner
from dev.services.processes import Program
data = Path(sys.argv[1])
parent = "import subprocess; print('here.', flush=True); subprocess.run(['sleep', '613'])"
runner.VAR = data
runner._prepare = lambda environment: None
usual = runner.programs
runner.programs = lambda doors: [
    *[program for program in usual(doors) if program.name == "mails"],
    Program("family", [sys.executable, "-c", parent, str(data)], ready_line="here."),
]
runner.main()
"""


@pytest.fixture(autouse=True)
def doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Free ports for all."""
    for name in Doors._fields:
        monkeypatch.setenv(name, str(ports.free()))


@pytest.fixture
def house(tmp_path: Path, start: Start) -> subprocess.Popen[str]:
    """The house, ready."""
    house = start(HOUSE, tmp_path)
    assert house.stdout
    lines = iter(house.stdout.readline, "")
    assert any("Mails sent" in line for line in lines)
    return house


def descendants(pid: int) -> list[int]:
    """All that live and descend from the process, or did before it ended."""
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
    """Whether within a minute all of them have ended, and the servers of the folder too."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        servers = [Postgres(data / "services").pid, Redis(data / "services").pid]
        if not any(servers) and not any(living(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def living(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("chosen", [signal.SIGINT, signal.SIGTERM])
def test_no_process_is_left_behind(
    house: subprocess.Popen[str], tmp_path: Path, chosen: signal.Signals
) -> None:
    everyone = descendants(house.pid)
    assert len(everyone) >= 3  # the mail page, the family's parent and its child
    house.send_signal(chosen)
    assert house.wait(60) == 0
    assert all_ended(everyone, tmp_path)


def test_a_killed_runner_takes_its_programs_and_servers_with_it(
    house: subprocess.Popen[str], tmp_path: Path
) -> None:
    # The family's child is left out: its parent was told to end, and can only be asked.
    programs = [pid for pid in descendants(house.pid) if is_child(pid, house.pid)]
    assert len(programs) == 2
    house.kill()
    assert all_ended(programs, tmp_path)


def is_child(pid: int, parent: int) -> bool:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) == parent


def test_a_program_that_ends_at_once_is_named_with_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    willing = Program("willing", ["/bin/sh", "-c", "echo here.; sleep 613"], ready_line="here.")
    broken = Program("broken", ["/bin/sh", "-c", "echo the reason; exit 3"], ready_line="here.")
    with pytest.raises(Unavailable, match="broken ended with status 3"):
        run([willing, broken], dict(os.environ), tmp_path, lambda: None)
    assert "the reason" in capsys.readouterr().out
    assert willing.ended() is not None


def test_a_program_deaf_to_the_request_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.services.processes.STOP_SECONDS", 0.5)
    deaf = Program(
        "deaf", ["/bin/sh", "-c", "trap '' TERM; echo here.; sleep 613"], ready_line="here."
    )

    def enough() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([deaf], dict(os.environ), tmp_path, enough)
    assert deaf.ended() == -signal.SIGKILL


def test_a_taken_port_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as stranger:
        stranger.bind((ports.LOOPBACK, 0))
        stranger.listen()
        taken = stranger.getsockname()[1]
        monkeypatch.setenv("SIMULATOR_PORT", str(taken))
        with pytest.raises(
            Unavailable, match=rf"^Port {taken} is taken: .*`make run SIMULATOR_PORT=\d+`\.$"
        ):
            Doors.chosen()


def test_one_port_for_two_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PORT", os.environ["PORT"])
    with pytest.raises(Unavailable, match="make run MAIL_PORT="):
        Doors.chosen()


@pytest.mark.parametrize("given", ["web", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", given)
    with pytest.raises(Unavailable, match=f"PORT={given} is no port"):
        Doors.chosen()


def test_the_programs_are_told_the_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SITE_URL", "STRIPE_API_BASE", "EMAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    told = surroundings(Doors(1, 2, 3, 4))
    assert told["SITE_URL"] == "http://127.0.0.1:1"
    assert told["STRIPE_API_BASE"] == "http://127.0.0.1:2"
    assert told["EMAIL_URL"] == "smtp://127.0.0.1:3"
    assert told["DEBUG"] == "1"


def test_the_caller_may_bring_a_stripe_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_mine")
    assert surroundings(Doors(1, 2, 3, 4))["STRIPE_SECRET_KEY"] == "sk_test_mine"
