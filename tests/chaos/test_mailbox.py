"""`unexplained_duplicates`: which mails may arrive twice."""

from pathlib import Path

import pytest

from tests.chaos.fault_injector import Kill
from tests.chaos.mailbox import received_mails, unexplained_duplicates

ARRIVED = 1_000.0  # seconds of the Unix clock


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """A mailbox in which one mail arrived twice, a minute apart, and another once."""
    for name, at in (("twice", ARRIVED), ("twice", ARRIVED + 60), ("once", ARRIVED)):
        file = tmp_path / f"{int(at * 1e9):020}-{name}.eml"
        file.write_text(f"Message-ID: <{name}@example.org>\nTo: chana@example.org\n\nShalom\n")
    return tmp_path


def test_duplicate_without_a_kill_is_unexplained(mails: Path) -> None:
    assert unexplained_duplicates(received_mails(mails), []) == ["<twice@example.org>"]


@pytest.mark.parametrize("kind", ["worker", "redis", "postgres"])
def test_duplicate_of_a_mail_in_flight_at_a_kill_is_explained(mails: Path, kind: str) -> None:
    kills = [Kill(kind, ARRIVED + 0.2, ARRIVED + 1)]
    assert unexplained_duplicates(received_mails(mails), kills) == []


@pytest.mark.parametrize(
    "kill",
    [
        Kill("web worker", ARRIVED + 0.2, ARRIVED + 1),
        Kill("worker", ARRIVED - 30, ARRIVED - 20),
        Kill("worker", ARRIVED + 30, ARRIVED + 40),
    ],
)
def test_duplicate_is_not_explained_by_an_unrelated_kill(mails: Path, kill: Kill) -> None:
    assert unexplained_duplicates(received_mails(mails), [kill]) == ["<twice@example.org>"]
