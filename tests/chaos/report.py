"""The table at the end of a run."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.run import Outcome

LINE_LIMIT = 40


def table(outcome: "Outcome") -> str:
    """The orders, kills, faults and damage of a run."""
    damage = outcome.damage[:LINE_LIMIT] or ["none"]
    if len(outcome.damage) > LINE_LIMIT:
        damage += ["…", *outcome.damage[-LINE_LIMIT:]]
    processes = [
        _rows("Orders", outcome.counts),
        _rows("Kills", outcome.kills),
        _rows("Ended unexpectedly, and restarted", outcome.ended),
        _rows("Faults", outcome.triggered),
        _rows("Responses to faulty webhooks", _flat(outcome.answers)),
        _rows("Seconds", {name: round(value) for name, value in outcome.seconds.items()}),
        _list(f"Failed orders ({len(outcome.failures)})", outcome.failures[:LINE_LIMIT]),
        _list(f"Damage ({len(outcome.damage)})", damage),
    ]
    return "\n" + "\n".join(process for process in processes if process)


def _flat(answers: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {
        f"{fault}: {answer}": count
        for fault, counted in sorted(answers.items())
        for answer, count in sorted(counted.items())
    }


def _rows(title: str, rows: Mapping[str, int]) -> str:
    lines = "".join(f"  {name:<32}{count:>7}\n" for name, count in rows.items())
    return f"{title}\n{lines}" if lines else ""


def _list(title: str, lines: Iterable[str]) -> str:
    listed = "".join(f"  {line}\n" for line in lines)
    return f"{title}\n{listed}" if listed else ""
