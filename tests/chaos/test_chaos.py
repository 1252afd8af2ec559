"""The run in short, and twins with one thing taken out: they show that the run finds damage.

`make chaos` is the same run with 2,000 orders.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dev.services.paths import PROJECT
from tests.chaos.make import made
from tests.chaos.plan import FAULTS, KILLS

# A run of 200 orders takes under two minutes by itself; here others share the machine.
pytestmark = [pytest.mark.timeout(900), pytest.mark.long, pytest.mark.usefixtures("_register")]


@pytest.fixture(scope="module")
def _register() -> None:
    """The register that all runs begin with is made before the first of them."""
    made()


def chaos(*options: str) -> tuple[int, str]:
    """Run in a process of its own, as `make chaos` does; its exit status and what it printed."""
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


def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    status, printed = chaos("--orders", "200", "--folder", str(tmp_path / "run"))
    assert status == 0, printed
    assert rows(printed, "Orders")["orders"] >= 190, printed
    assert rows(printed, "Kills").keys() == set(KILLS), printed
    struck = rows(printed, "Faults struck")
    assert struck.keys() == FAULTS.keys()
    assert sum(count > 0 for count in struck.values()) >= len(FAULTS) - 2, printed


def twin(taken_out: str, folder: Path) -> str:
    """What the run says of the site with one thing taken out; it must find damage."""
    status, printed = chaos("--without", taken_out, "--folder", str(folder / "run"))
    assert status == 1, printed
    return printed


def test_without_the_lock_of_fulfil_letters_are_given_twice(tmp_path: Path) -> None:
    printed = twin("lock", tmp_path)
    held = re.findall(r"order \d+, paid, has (\d+) letters, not (\d+)", printed)
    assert any(int(letters) > int(names) for letters, names in held), printed


def test_without_the_unique_key_an_event_is_taken_twice(tmp_path: Path) -> None:
    assert re.search(r"event evt_\w+ was taken \d times", twin("events", tmp_path))


def test_without_the_outbox_in_the_transaction_a_mail_is_never_owed(tmp_path: Path) -> None:
    assert re.search(
        r"no mail is owed to the buyer of order \S+, who paid", twin("outbox", tmp_path)
    )
