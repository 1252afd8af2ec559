"""A short run, and negative controls without one safeguard: they show that the run finds damage.

`make chaos` is the same run with 2,000 orders.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dev.services.paths import PROJECT
from tests.chaos.plan import FAULTS, KILLS
from tests.chaos.prepare import prepared_register

# A run of 200 orders takes under two minutes alone; here other tests share the machine.
pytestmark = [pytest.mark.timeout(900), pytest.mark.long, pytest.mark.usefixtures("_register")]


@pytest.fixture(scope="module")
def _register() -> None:
    """Prepare the register that all runs begin with."""
    prepared_register()


def chaos(*options: str) -> tuple[int, str]:
    """Run as `make chaos` does; return the exit status and the output."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *options],
        cwd=PROJECT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def rows(printed: str, title: str) -> dict[str, int]:
    """The rows of one table of the report."""
    table = re.search(rf"^{title}\n((?:  .+\n)+)", printed, re.MULTILINE)
    found = re.findall(r"^  (.+?) +(\d+)$", table[1] if table else "", re.MULTILINE)
    return {name: int(count) for name, count in found}


def test_chaos_loses_and_duplicates_nothing(tmp_path: Path) -> None:
    status, printed = chaos("--orders", "200", "--folder", str(tmp_path / "run"))
    assert status == 0, printed
    assert rows(printed, "Orders")["orders"] >= 190, printed
    assert rows(printed, "Kills").keys() == set(KILLS), printed
    triggered = rows(printed, "Faults")
    assert triggered.keys() == FAULTS.keys()
    assert sum(count > 0 for count in triggered.values()) >= len(FAULTS) - 2, printed


def negative_control(safeguard: str, folder: Path) -> str:
    """The output of a run without one safeguard; it must find damage."""
    status, printed = chaos("--without", safeguard, "--folder", str(folder / "run"))
    assert status == 1, printed
    return printed


def test_negative_control_chaos_without_the_order_lock(tmp_path: Path) -> None:
    printed = negative_control("lock", tmp_path)
    held = re.findall(r"order \d+, paid, has (\d+) letters, not (\d+)", printed)
    assert any(int(letters) > int(names) for letters, names in held), printed


def test_negative_control_chaos_without_the_event_key(tmp_path: Path) -> None:
    assert re.search(r"event evt_\w+ was stored \d times", negative_control("events", tmp_path))


def test_negative_control_chaos_without_the_outbox_transaction(tmp_path: Path) -> None:
    assert re.search(
        r"no mail is queued for the paid order \S+", negative_control("outbox", tmp_path)
    )
