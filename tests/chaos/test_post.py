"""Which mails may come twice."""

from pathlib import Path

import pytest

from tests.chaos.monkey import Kill
from tests.chaos.post import arrivals, wrongly_twice

CAME = 1_000.0  # seconds of the Unix clock


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """A mailbox in which one mail came twice, a minute apart, and another once."""
    for name, at in (("twice", CAME), ("twice", CAME + 60), ("once", CAME)):
        file = tmp_path / f"{int(at * 1e9):020}-{name}.eml"
        file.write_text(f"Message-ID: <{name}@example.org>\nTo: chana@example.org\n\nShalom\n")
    return tmp_path


def test_a_mail_that_came_twice_without_a_kill_is_damage(mails: Path) -> None:
    assert wrongly_twice(arrivals(mails), []) == ["<twice@example.org>"]


@pytest.mark.parametrize("kind", ["worker", "redis", "postgres"])
def test_one_in_flight_at_a_kill_may_come_twice(mails: Path, kind: str) -> None:
    kills = [Kill(kind, CAME + 0.2, CAME + 1)]
    assert wrongly_twice(arrivals(mails), kills) == []


@pytest.mark.parametrize(
    "kill",
    [
        Kill("web worker", CAME + 0.2, CAME + 1),
        Kill("worker", CAME - 30, CAME - 20),
        Kill("worker", CAME + 30, CAME + 40),
    ],
)
def test_a_kill_of_something_else_or_at_another_time_is_no_excuse(mails: Path, kill: Kill) -> None:
    assert wrongly_twice(arrivals(mails), [kill]) == ["<twice@example.org>"]
