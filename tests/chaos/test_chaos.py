"""The run in short, and twins with one thing taken out: they show that the run finds damage.

`make chaos` is the same run with 2,000 orders.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.plan import FAULTS, KILLS
from unity_torah.embedded.services import PROJECT

pytestmark = pytest.mark.timeout(300)


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


@pytest.mark.parametrize(
    ("taken_out", "damage"),
    [
        ("lock", r"order \d+, paid, has \d+ letters, not \d+"),
        ("events", r"event evt_\w+ was taken \d times"),
        ("outbox", r"no mail is owed to the buyer of order [\w-]+, who paid"),
    ],
    ids=["lock", "events", "outbox"],
)
def test_without_one_thing_the_run_finds_the_damage(
    taken_out: str, damage: str, tmp_path: Path
) -> None:
    status, printed = chaos("--without", taken_out, "--folder", str(tmp_path / "run"))
    assert status == 1, printed
    assert re.search(damage, printed), printed
