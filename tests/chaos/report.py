"""The table at the end of a run."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.run import Outcome

SHOWN = 40


def table(outcome: "Outcome") -> str:
    """What was ordered, killed, struck and damaged."""
    damage = outcome.damage[:SHOWN] or ["none"]
    if len(outcome.damage) > SHOWN:
        damage += ["…", *outcome.damage[-SHOWN:]]
    parts = [
        _rows("Orders", outcome.counts),
        _rows("Kills", outcome.kills),
        _rows("Ended by themselves, and started again", outcome.ended),
        _rows("Faults struck", outcome.struck),
        _rows("Answers to what was not signed", _flat(outcome.answers)),
        _rows("Seconds", {name: round(value) for name, value in outcome.seconds.items()}),
        _list(f"Buyers who gave up ({len(outcome.gave_up)})", outcome.gave_up[:SHOWN]),
        _list(f"Damage ({len(outcome.damage)})", damage),
    ]
    return "\n" + "\n".join(part for part in parts if part)


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
